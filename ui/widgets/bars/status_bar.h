#pragma once

#include "ui/state/document.h"

#include <QElapsedTimer>
#include <QStatusBar>
#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;

namespace embedscope {

class ElidedLabel;

/// The line below the window: how many texts, where they go, hints, the work that runs with its cancel.
class StatusBar : public QStatusBar
{
    Q_OBJECT
public:
    explicit StatusBar(Document &document, QWidget *parent = nullptr);

    void refresh();
    void showHint(const QString &text);
    /// Work began; its progress shows once it has taken a while.
    void startWork(const QString &what);
    void showProgress(qulonglong done, qulonglong total);
    void endWork();
    /// The button that takes a cancelled work up again.
    void offerToContinue(bool on);
    /// "first picture in 0.4 s"
    void setFirstPicture(const QString &text);
    bool hasFirstPicture() const { return !m_firstPicture.isEmpty(); }

Q_SIGNALS:
    void cancelRequested();
    void continueRequested();
    /// A button that had the focus hides: the focus should go where the work is.
    void focusLeft();

private:
    Document &m_document;
    QLabel *m_counts;
    QLabel *m_where;
    ElidedLabel *m_hint;
    QTimer m_hintEnd;
    QLabel *m_right;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_continue;
    QString m_firstPicture;
    QElapsedTimer m_workClock;
};

} // namespace embedscope
