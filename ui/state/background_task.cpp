#include "ui/state/background_task.h"

#include <utility>

namespace embedscope {

BackgroundTask::BackgroundTask(QObject *parent) : QObject(parent) {}

BackgroundTask::~BackgroundTask()
{
    // Joined before QObject's end: nothing may be posted to what is half gone.
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void BackgroundTask::start(Work work)
{
    const int ticket = ++m_ticket;
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
    m_running = true;
    Q_EMIT runningChanged(true);
    m_thread = std::jthread([this, ticket, work = std::move(work)](const std::stop_token &stop) {
        RunControl control;
        control.stop = stop;
        control.progress = [this, ticket](std::size_t done, std::size_t total) {
            QMetaObject::invokeMethod(
                this,
                [this, ticket, done, total] {
                    if (ticket == m_ticket)
                        Q_EMIT progress(done, total);
                },
                Qt::QueuedConnection);
        };
        QMetaObject::invokeMethod(
            this,
            [this, ticket, outcome = work(control)] {
                if (ticket != m_ticket)
                    return;
                m_running = false;
                Q_EMIT runningChanged(false);
                outcome();
            },
            Qt::QueuedConnection);
    });
}

void BackgroundTask::cancel()
{
    m_thread.request_stop();
}

} // namespace embedscope
