#include "ui/state/exploration_job.h"

#include "ui/state/job_mailbox.h"
#include "ui/state/job_worker.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <mutex>
#include <stop_token>
#include <utility>

namespace embedscope {

namespace {

/// 20 wake-ups of the window a second are plenty for the eye.
constexpr qint64 kDrainIntervalMs = 50;

QEvent::Type wakeType()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

} // namespace

ExplorationJob::ExplorationJob(OpenEmbedder openEmbedder, QObject *parent)
    : QObject(parent), m_mailbox(std::make_unique<JobMailbox>())
{
    m_drainTimer.setSingleShot(true);
    connect(&m_drainTimer, &QTimer::timeout, this, &ExplorationJob::drain);
    m_thread = std::jthread([this, open = std::move(openEmbedder)](const std::stop_token &quit) mutable {
        const auto wake = [this] { QCoreApplication::postEvent(this, new QEvent(wakeType())); };
        JobWorker(*m_mailbox, std::move(open), wake).run(quit);
    });
}

ExplorationJob::~ExplorationJob()
{
    {
        std::lock_guard lock(m_mailbox->mutex);
        m_mailbox->stop.request_stop();
    }
    m_thread.request_stop();
    m_thread.join();
}

void ExplorationJob::start(JobRequest request)
{
    m_running = true;
    {
        std::lock_guard lock(m_mailbox->mutex);
        m_mailbox->stop.request_stop();
        m_mailbox->stop = std::stop_source();
        ++m_mailbox->generation;
        m_mailbox->request = std::move(request);
        m_mailbox->adoptedRows = m_mailbox->takenRows;
        m_mailbox->stages.clear();
        m_mailbox->forming.reset();
        m_mailbox->progress.reset();
        m_mailbox->question.reset();
        m_mailbox->note.reset();
        m_mailbox->outcome.reset();
    }
    m_mailbox->requested.notify_one();
}

void ExplorationJob::cancel()
{
    std::lock_guard lock(m_mailbox->mutex);
    m_mailbox->stop.request_stop();
}

bool ExplorationJob::event(QEvent *event)
{
    bool urgent = false;
    {
        // Taken before the event is looked at: it orders our reading after the worker's writing.
        std::lock_guard lock(m_mailbox->mutex);
        urgent = m_mailbox->urgent;
    }
    if (event->type() != wakeType())
        return QObject::event(event);
    // Where the listeners take long, the window has as much time again for itself: painting comes after all other
    // events, and a busy worker would always have one more.
    const qint64 interval = std::max(kDrainIntervalMs, m_drainMs);
    const qint64 since = m_sinceDrain.isValid() ? m_sinceDrain.elapsed() : interval;
    if (urgent || since >= interval)
        drain();
    else if (!m_drainTimer.isActive())
        m_drainTimer.start(static_cast<int>(interval - since));
    return true;
}

void ExplorationJob::drain()
{
    m_drainTimer.stop();
    QElapsedTimer listening;
    listening.start();
    deliver();
    m_drainMs = listening.elapsed();
    m_sinceDrain.start(); // from the end: see event()
}

void ExplorationJob::deliver()
{
    std::vector<JobRow> rows;
    std::vector<JobModel> models;
    std::optional<JobQuestion> question;
    std::vector<ExplorationPtr> stages;
    FormingMapPtr newForming;
    std::optional<JobProgress> newProgress;
    std::optional<QString> note;
    std::optional<JobOutcome> outcome;
    std::uint64_t generation = 0;
    {
        std::lock_guard lock(m_mailbox->mutex);
        rows.swap(m_mailbox->rows);
        m_mailbox->takenRows += rows.size();
        models.swap(m_mailbox->models);
        stages.swap(m_mailbox->stages);
        newForming.swap(m_mailbox->forming);
        question = std::exchange(m_mailbox->question, std::nullopt);
        newProgress = std::exchange(m_mailbox->progress, std::nullopt);
        note = std::exchange(m_mailbox->note, std::nullopt);
        outcome = std::exchange(m_mailbox->outcome, std::nullopt);
        m_mailbox->wakePending = false;
        m_mailbox->urgent = false;
        generation = m_mailbox->generation;
    }
    ++m_wakeUps;
    for (const JobModel &model : models)
        Q_EMIT modelOpened(model);
    if (!rows.empty())
        Q_EMIT rowsDone(rows);
    // Whoever listens may have asked for something else meanwhile.
    const auto isCurrent = [&] {
        std::lock_guard lock(m_mailbox->mutex);
        return m_mailbox->generation == generation;
    };
    if (question && isCurrent())
        Q_EMIT asked(*question);
    for (const ExplorationPtr &stage : stages)
        if (isCurrent())
            Q_EMIT stageDone(stage);
    if (newForming && isCurrent())
        Q_EMIT forming(newForming);
    if (newProgress && isCurrent())
        Q_EMIT progress(newProgress->done, newProgress->total);
    if (note && isCurrent())
        Q_EMIT waiting(*note);
    if (!outcome || !isCurrent())
        return;
    m_running = false;
    switch (outcome->kind) {
    case JobOutcome::Kind::Finished:
        Q_EMIT finished(outcome->exploration);
        break;
    case JobOutcome::Kind::Failed:
        Q_EMIT failed(outcome->error);
        break;
    case JobOutcome::Kind::Cancelled:
        Q_EMIT cancelled();
        break;
    }
}

} // namespace embedscope
