#include "ui/state/exploration_job.h"

#include "core/explore/explore.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
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

struct Outcome
{
    enum class Kind { Finished, Failed, Cancelled } kind = Kind::Cancelled;
    ExplorationPtr exploration = {};
    Error error = {};
};

struct Progress
{
    std::size_t done = 0;
    std::size_t total = 0;
};

} // namespace

/// What the two threads share, all of it under the mutex.
struct ExplorationJob::Shared
{
    std::mutex mutex;
    std::condition_variable_any requested;

    // To the worker
    std::optional<JobRequest> request;
    std::uint64_t generation = 0;  ///< of the newest request
    std::uint64_t adoptedRows = 0; ///< how many rows the window had taken when it made the request
    std::stop_source stop;         ///< of the newest request

    // To the window: the mailbox
    std::vector<JobRow> rows;
    std::uint64_t takenRows = 0; ///< rows the window has taken, ever
    std::vector<JobModel> models;
    std::optional<JobQuestion> question;
    std::vector<ExplorationPtr> stages;
    FormingMapPtr forming; ///< none once a stage has come after it
    std::optional<Progress> progress;
    std::optional<QString> note;
    std::optional<Outcome> outcome;
    bool wakePending = false;
    bool urgent = false; ///< more than rows and progress: not to be held back
};

/// Lives on the job's thread.
class ExplorationJob::Worker
{
public:
    Worker(ExplorationJob &job, OpenEmbedder openEmbedder)
        : m_job(job), m_shared(*job.m_shared), m_openEmbedder(std::move(openEmbedder))
    {
    }

    void run(const std::stop_token &quit)
    {
        for (;;) {
            JobRequest request;
            {
                std::unique_lock lock(m_shared.mutex);
                if (!m_shared.requested.wait(lock, quit, [this] { return m_shared.request.has_value(); }))
                    return;
                if (quit.stop_requested())
                    return;
                request = std::move(*m_shared.request);
                m_shared.request.reset();
                m_generation = m_shared.generation;
                m_control.stop = m_shared.stop.get_token();
                forgetRowsBefore(m_shared.adoptedRows);
            }
            Outcome outcome;
            // The rooms below return errors as values; this is for what they cannot promise, above all memory.
            try {
                outcome = process(std::move(request));
            } catch (const std::bad_alloc &) {
                outcome = {Outcome::Kind::Failed, {}, makeError(Errc::OutOfMemory)};
            } catch (const std::exception &exception) {
                outcome = {Outcome::Kind::Failed, {}, makeError(Errc::Internal, exception.what())};
            }
            post(Urgency::AtOnce, [&] { m_shared.outcome = std::move(outcome); });
        }
    }

private:
    enum class Urgency { CanWait, AtOnce };

    Outcome process(JobRequest request)
    {
        JobModel model = openModel(request);
        if (m_control.stopRequested())
            return {};
        post(Urgency::AtOnce, [&] { m_shared.models.push_back(model); });
        if (!model.embedder && !request.imported)
            return {Outcome::Kind::Failed, {}, model.error.value_or(makeError(Errc::Internal, "no embedder"))};

        ExploreInput input;
        input.corpus = std::move(request.corpus);
        input.recipe = std::move(request.recipe);
        input.anchor = request.anchor;
        input.store = storeFor(request, model);
        for (const JobRow &row : m_recentRows)
            if (row.storeKey == model.storeKey)
                apply(row, input.store);

        ExploreHooks hooks;
        hooks.row = [&](const Text &text, const VectorEntry &entry) { postRow(model.storeKey, text, entry); };
        // The only way from here to an embedder: a service's is handed on only with consent.
        if (request.missing == Missing::Embed && model.embedder) {
            JobQuestion question{
                questionBeforeSending(*model.embedder, model.model, input.corpus, input.store, request.consent.get())};
            if (question.question)
                recallFromCache(*model.embedder, input.corpus, input.store, hooks.row);
            else
                input.embedder = model.embedder;
            post(Urgency::AtOnce, [&] { m_shared.question = std::move(question); });
        }
        hooks.stage = [&](const ExplorationPtr &stage) {
            post(Urgency::AtOnce, [&] {
                m_shared.stages.push_back(stage);
                m_shared.forming.reset();
            });
        };
        hooks.forming = [&](const FormingMapPtr &map) { post(Urgency::CanWait, [&] { m_shared.forming = map; }); };
        m_control.progress = [&](std::size_t done, std::size_t total) {
            post(Urgency::CanWait, [&] { m_shared.progress = Progress{done, total}; });
        };
        m_control.note = [&](std::string_view words) {
            post(Urgency::AtOnce,
                 [&] { m_shared.note = QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size())); });
        };
        Result<ExplorationPtr> result = explore(input, hooks, m_control);
        m_control.progress = {};
        m_control.note = {};
        if (result)
            return {Outcome::Kind::Finished, *std::move(result), {}};
        if (result.error().code == Errc::Cancelled)
            return {};
        return {Outcome::Kind::Failed, {}, result.error()};
    }

    JobModel openModel(const JobRequest &request)
    {
        if (request.openAnew)
            m_models.erase(request.recipe.model);
        if (const auto known = m_models.find(request.recipe.model); known != m_models.end())
            return known->second;
        JobModel model{request.recipe.model, {}, {}, {}};
        if (request.imported) {
            model.storeKey = request.recipe.model;
            openForImported(*request.imported, model);
            if (model.error && model.error->code == Errc::Cancelled)
                return model;
        } else if (Result<std::shared_ptr<const Embedder>> opened = m_openEmbedder(request.recipe.model); !opened) {
            model.error = opened.error();
            return model; // not remembered: the folder may be there the next time
        } else {
            model.embedder = *std::move(opened);
            model.storeKey = model.embedder->identity();
        }
        m_models.emplace(model.model, model);
        return model;
    }

    void openForImported(const ImportedVectors &imported, JobModel &model)
    {
        model.error = makeError(Errc::ModelMismatch, imported.modelName);
        if (!mayBeLocalModel(imported.modelName))
            return;
        const Result<std::shared_ptr<const Embedder>> opened = m_openEmbedder(imported.modelName);
        if (!opened)
            return;
        if (const Status same = checkSameModel(imported, **opened, m_control); !same) {
            if (same.error().code == Errc::Cancelled)
                model.error = same.error();
            return;
        }
        model.embedder = *opened;
        model.error.reset();
    }

    static VectorStore storeFor(JobRequest &request, const JobModel &model)
    {
        const std::string identity = model.embedder ? model.embedder->identity() : std::string();
        if (request.store && request.store->identity() == identity)
            return *std::move(request.store);
        if (request.imported)
            return storeOf(*request.imported, model.embedder.get());
        return VectorStore(identity, model.embedder->name(), model.embedder->dimensions());
    }

    static void apply(const JobRow &row, VectorStore &store)
    {
        if (row.entry.state == VectorState::Ready && row.entry.vector)
            static_cast<void>(store.put(row.text, row.entry.vector)); // it was taken before
    }

    void postRow(const std::string &storeKey, const Text &text, const VectorEntry &entry)
    {
        JobRow row{storeKey, {}, entry};
        row.text.id = text.id;
        row.text.text = text.text;
        m_recentRows.push_back(row);
        // Rows count whoever asked for them, so a superseded or cancelled request's are not lost.
        std::lock_guard lock(m_shared.mutex);
        m_shared.rows.push_back(std::move(row));
        wake(Urgency::CanWait);
    }

    /// Puts something into the mailbox unless a newer request has come.
    template <class Put> void post(Urgency urgency, const Put &put)
    {
        std::lock_guard lock(m_shared.mutex);
        if (m_shared.generation != m_generation)
            return;
        put();
        wake(urgency);
    }

    /// Under the mutex.
    void wake(Urgency urgency)
    {
        // An urgent message after a patient one needs a second event: the first may have been taken, its drain put off.
        const bool newlyUrgent = urgency == Urgency::AtOnce && !m_shared.urgent;
        m_shared.urgent = m_shared.urgent || urgency == Urgency::AtOnce;
        if (m_shared.wakePending && !newlyUrgent)
            return;
        m_shared.wakePending = true;
        QCoreApplication::postEvent(&m_job, new QEvent(wakeType()));
    }

    /// The window's store has the rows before this number (counted from the first ever).
    void forgetRowsBefore(std::uint64_t adopted)
    {
        const auto count = static_cast<std::size_t>(adopted - m_forgottenRows);
        m_recentRows.erase(m_recentRows.begin(), m_recentRows.begin() + static_cast<std::ptrdiff_t>(count));
        m_forgottenRows = adopted;
    }

    ExplorationJob &m_job;
    Shared &m_shared;
    OpenEmbedder m_openEmbedder;
    std::uint64_t m_generation = 0;
    RunControl m_control;
    std::map<std::string, JobModel> m_models;
    std::vector<JobRow> m_recentRows; ///< delivered, but perhaps not in the store of the next snapshot
    std::uint64_t m_forgottenRows = 0;
};

ExplorationJob::ExplorationJob(OpenEmbedder openEmbedder, QObject *parent)
    : QObject(parent), m_shared(std::make_unique<Shared>())
{
    m_drainTimer.setSingleShot(true);
    connect(&m_drainTimer, &QTimer::timeout, this, &ExplorationJob::drain);
    m_thread = std::jthread([this, open = std::move(openEmbedder)](const std::stop_token &quit) mutable {
        Worker(*this, std::move(open)).run(quit);
    });
}

ExplorationJob::~ExplorationJob()
{
    {
        std::lock_guard lock(m_shared->mutex);
        m_shared->stop.request_stop();
    }
    m_thread.request_stop();
    m_thread.join();
}

void ExplorationJob::start(JobRequest request)
{
    m_running = true;
    {
        std::lock_guard lock(m_shared->mutex);
        m_shared->stop.request_stop();
        m_shared->stop = std::stop_source();
        ++m_shared->generation;
        m_shared->request = std::move(request);
        m_shared->adoptedRows = m_shared->takenRows;
        m_shared->stages.clear();
        m_shared->forming.reset();
        m_shared->progress.reset();
        m_shared->question.reset();
        m_shared->note.reset();
        m_shared->outcome.reset();
    }
    m_shared->requested.notify_one();
}

void ExplorationJob::cancel()
{
    std::lock_guard lock(m_shared->mutex);
    m_shared->stop.request_stop();
}

bool ExplorationJob::event(QEvent *event)
{
    bool urgent = false;
    {
        // Taken before the event is looked at: it orders our reading after the worker's writing.
        std::lock_guard lock(m_shared->mutex);
        urgent = m_shared->urgent;
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
    std::optional<Progress> newProgress;
    std::optional<QString> note;
    std::optional<Outcome> outcome;
    std::uint64_t generation = 0;
    {
        std::lock_guard lock(m_shared->mutex);
        rows.swap(m_shared->rows);
        m_shared->takenRows += rows.size();
        models.swap(m_shared->models);
        stages.swap(m_shared->stages);
        newForming.swap(m_shared->forming);
        question = std::exchange(m_shared->question, std::nullopt);
        newProgress = std::exchange(m_shared->progress, std::nullopt);
        note = std::exchange(m_shared->note, std::nullopt);
        outcome = std::exchange(m_shared->outcome, std::nullopt);
        m_shared->wakePending = false;
        m_shared->urgent = false;
        generation = m_shared->generation;
    }
    ++m_wakeUps;
    for (const JobModel &model : models)
        Q_EMIT modelOpened(model);
    if (!rows.empty())
        Q_EMIT rowsDone(rows);
    // Whoever listens may have asked for something else meanwhile.
    const auto isCurrent = [&] {
        std::lock_guard lock(m_shared->mutex);
        return m_shared->generation == generation;
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
    case Outcome::Kind::Finished:
        Q_EMIT finished(outcome->exploration);
        break;
    case Outcome::Kind::Failed:
        Q_EMIT failed(outcome->error);
        break;
    case Outcome::Kind::Cancelled:
        Q_EMIT cancelled();
        break;
    }
}

} // namespace embedscope
