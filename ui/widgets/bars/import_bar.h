#pragma once

#include "ui/widgets/window/file_reader.h"

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
    /// What the boxes say; of the group, 0 is none.
    struct Choice
    {
        int text = 0;
        int group = 0;
        int delimiter = 0;
        int header = 0;
    };
    QString m_path;
    ReadOptions m_options; ///< the file was read with
    Choice m_read;         ///< how it was understood: only what differs from it is asked for
    QLabel *m_summary;
    QComboBox *m_text;
    QComboBox *m_group;
    QComboBox *m_delimiter;
    QComboBox *m_header;
    QPushButton *m_reload;
    QToolButton *m_close;

    Choice choiceShown() const;
    ReadOptions chosen() const;
};

} // namespace embedscope
