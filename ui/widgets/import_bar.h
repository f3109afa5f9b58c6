#pragma once

#include "ui/widgets/file_reader.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace embedscope {

/// After a table was opened: how it was understood (columns, delimiter, header), and the way to read it otherwise.
class ImportBar : public QWidget
{
    Q_OBJECT
public:
    explicit ImportBar(QWidget *parent = nullptr);
    /// Shows itself for a file with columns, hides itself for any other.
    void showReport(const ReadFile &file);
    QString summary() const;

Q_SIGNALS:
    void reloadRequested(const QString &path, const embedscope::ReadOptions &options);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QString m_path;
    QLabel *m_summary;
    QComboBox *m_text;
    QComboBox *m_group;
    QComboBox *m_delimiter;
    QComboBox *m_header;
    QPushButton *m_reload;
    QToolButton *m_close;
};

} // namespace embedscope
