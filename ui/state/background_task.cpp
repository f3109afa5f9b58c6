#include "ui/state/background_task.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>

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
            post([this, ticket, done, total] {
                if (ticket == m_ticket)
                    Q_EMIT progress(done, total);
            });
        };
        control.note = [this, ticket](std::string_view words) {
            post([this, ticket, text = QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()))] {
                if (ticket == m_ticket)
                    Q_EMIT noted(text);
            });
        };
        post([this, ticket, outcome = work(control)] {
            if (ticket != m_ticket)
                return;
            m_running = false;
            Q_EMIT runningChanged(false);
            outcome();
        });
    });
}

void BackgroundTask::post(std::function<void()> letter)
{
    // The event is made and posted under the mutex too: Qt's own queue hands it over, and the thread sanitizer, which
    // cannot see into Qt, follows it from thread to thread by this mutex.
    const std::lock_guard lock(m_mutex);
    m_letters.push_back(std::move(letter));
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool BackgroundTask::event(QEvent *event)
{
    std::vector<std::function<void()>> letters;
    {
        const std::lock_guard lock(m_mutex); // before the first look at the event: see post()
        if (event->type() == QEvent::User)
            letters.swap(m_letters);
    }
    if (letters.empty())
        return QObject::event(event);
    const QPointer<BackgroundTask> self(this);
    for (const std::function<void()> &letter : letters) {
        letter();
        if (!self)
            break; // an outcome may end whoever asked for it, and this with them
    }
    return true;
}

void BackgroundTask::cancel()
{
    m_thread.request_stop();
}

} // namespace embedscope
