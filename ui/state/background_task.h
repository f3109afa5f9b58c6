#pragma once

#include "core/base/run_control.h"

#include <QObject>
#include <QString>

#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace embedscope {

/// One piece of work at a time on a thread of its own; what it comes to is told on the thread that this lives on.
class BackgroundTask : public QObject
{
    Q_OBJECT
public:
    /// What is to be done with the outcome, on the thread that the task lives on.
    using Outcome = std::function<void()>;
    /// Runs on the task's thread; must come to an outcome also when it is stopped.
    using Work = std::function<Outcome(const RunControl &control)>;

    explicit BackgroundTask(QObject *parent = nullptr);
    /// Stops the work and waits for it; its outcome is dropped.
    ~BackgroundTask() override;

    /// Work that runs is stopped and waited for, and its outcome dropped.
    void start(Work work);
    /// Asks the work to stop; its outcome follows.
    void cancel();
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void progress(qulonglong done, qulonglong total);
    void noted(const QString &words); ///< RunControl::note
    void runningChanged(bool running);

protected:
    bool event(QEvent *event) override;

private:
    /// On any thread: what this object's thread is to do next.
    void post(std::function<void()> letter);

    std::mutex m_mutex;
    std::vector<std::function<void()>> m_letters; ///< under the mutex
    int m_ticket = 0;                             ///< of the newest work
    bool m_running = false;
    std::jthread m_thread;
};

} // namespace embedscope
