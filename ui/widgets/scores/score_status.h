#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace embedscope {

class ScoreTask;

/// What becomes of a piece of work: how far it is, why there is nothing, that what is shown is past.
class ScoreStatus : public QWidget
{
    Q_OBJECT
public:
    /// `again` is what a button says that begins anew where nothing begins by itself.
    ScoreStatus(ScoreTask &task, const QString &again, QWidget *parent = nullptr);
    /// A sentence of the page's own, where the work has none; empty: none.
    void setRemark(const QString &remark);
    QString text() const;

private:
    void refresh();

    ScoreTask &m_task;
    QString m_remark;
    QLabel *m_label;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_again;
    bool m_running = false;
    QTimer m_patience; ///< what is done at once shows no progress
};

} // namespace embedscope
