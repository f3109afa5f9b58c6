#pragma once

#include "core/base/work_rate.h"
#include "core/embed/service/prices.h"
#include "ui/state/document/document.h"

#include <QElapsedTimer>
#include <QStatusBar>
#include <QTimer>

#include <optional>

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
    /// The same of texts, with their number a second and the time left once these are known.
    void showTexts(qulonglong done, qulonglong total);
    /// The map on its way.
    void showForming(const FormingMap &map);
    /// What a service makes us wait for; empty: it goes on.
    void showWait(const QString &words);
    void endWork();
    /// The button that takes a cancelled work up again.
    void offerToContinue(bool on);
    /// So many texts wait for a word to be sent; 0: none do.
    void offerToSend(qsizetype texts);
    /// "first picture in 0.4 s"
    void setFirstPicture(const QString &text);
    bool hasFirstPicture() const { return !m_firstPicture.isEmpty(); }

Q_SIGNALS:
    void cancelRequested();
    void continueRequested();
    void sendRequested();

private:
    Document &m_document;
    QLabel *m_counts;
    QLabel *m_where;
    ElidedLabel *m_hint;
    QTimer m_hintEnd;
    QTimer m_longWork; ///< until work shows itself, also where nothing of it is done yet
    ElidedLabel *m_right;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_continue;
    QPushButton *m_send;
    WorkRate m_rate;
    bool m_waits = false;
    std::optional<PriceList> m_prices; ///< read when something was sent
    QString m_firstPicture;
    QElapsedTimer m_workClock;
    void refreshWhere();
    void showBar(qulonglong done, qulonglong total);
};

/// "1,234 of 10,000 · 620 texts/s · 14 s left"; without the rest while it is not known.
QString formingText(const FormingMap &map);
QString progressText(qulonglong done, qulonglong total, std::optional<double> perSecond,
                     std::optional<double> secondsLeft);

} // namespace embedscope
