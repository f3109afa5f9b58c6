#include "ui/state/job_worker.h"

#include "core/explore/explore.h"

#include <exception>
#include <utility>

namespace embedscope {

namespace {

VectorStore storeFor(JobRequest &request, const JobModel &model)
{
    const std::string identity = model.embedder ? model.embedder->identity() : std::string();
    if (request.store && request.store->identity() == identity)
        return *std::move(request.store);
    if (request.imported)
        return storeOf(*request.imported, model.embedder.get());
    return VectorStore(identity, model.embedder->name(), model.embedder->dimensions());
}

void apply(const JobRow &row, VectorStore &store)
{
    if (row.entry.state == VectorState::Ready && row.entry.vector)
        static_cast<void>(store.put(row.text, row.entry.vector)); // it was taken before
}

} // namespace

JobWorker::JobWorker(JobMailbox &mailbox, ExplorationJob::OpenEmbedder openEmbedder, std::function<void()> wake)
    : m_mailbox(mailbox), m_openEmbedder(std::move(openEmbedder)), m_wake(std::move(wake))
{
}

template <class Put> void JobWorker::post(Urgency urgency, const Put &put)
{
    std::lock_guard lock(m_mailbox.mutex);
    if (m_mailbox.generation != m_generation)
        return;
    put();
    wake(urgency);
}

void JobWorker::run(const std::stop_token &quit)
{
    for (;;) {
        JobRequest request;
        {
            std::unique_lock lock(m_mailbox.mutex);
            if (!m_mailbox.requested.wait(lock, quit, [this] { return m_mailbox.request.has_value(); }))
                return;
            if (quit.stop_requested())
                return;
            request = std::move(*m_mailbox.request);
            m_mailbox.request.reset();
            m_generation = m_mailbox.generation;
            m_control.stop = m_mailbox.stop.get_token();
            forgetRowsBefore(m_mailbox.adoptedRows);
        }
        JobOutcome outcome;
        // The rooms below return errors as values; this is for what they cannot promise, above all memory.
        try {
            outcome = process(std::move(request));
        } catch (const std::bad_alloc &) {
            outcome = {JobOutcome::Kind::Failed, {}, makeError(Errc::OutOfMemory)};
        } catch (const std::exception &exception) {
            outcome = {JobOutcome::Kind::Failed, {}, makeError(Errc::Internal, exception.what())};
        }
        post(Urgency::AtOnce, [&] { m_mailbox.outcome = std::move(outcome); });
    }
}

JobOutcome JobWorker::process(JobRequest request)
{
    JobModel model = openModel(request);
    if (m_control.stopRequested())
        return {};
    post(Urgency::AtOnce, [&] { m_mailbox.models.push_back(model); });
    if (!model.embedder && !request.imported)
        return {JobOutcome::Kind::Failed, {}, model.error.value_or(makeError(Errc::Internal, "no embedder"))};

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
        post(Urgency::AtOnce, [&] { m_mailbox.question = std::move(question); });
    }
    hooks.stage = [&](const ExplorationPtr &stage) {
        post(Urgency::AtOnce, [&] {
            m_mailbox.stages.push_back(stage);
            m_mailbox.forming.reset();
        });
    };
    hooks.forming = [&](const FormingMapPtr &map) { post(Urgency::CanWait, [&] { m_mailbox.forming = map; }); };
    m_control.progress = [&](std::size_t done, std::size_t total) {
        post(Urgency::CanWait, [&] { m_mailbox.progress = JobProgress{done, total}; });
    };
    m_control.note = [&](std::string_view words) {
        post(Urgency::AtOnce,
             [&] { m_mailbox.note = QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size())); });
    };
    Result<ExplorationPtr> result = explore(input, hooks, m_control);
    m_control.progress = {};
    m_control.note = {};
    if (result)
        return {JobOutcome::Kind::Finished, *std::move(result), {}};
    if (result.error().code == Errc::Cancelled)
        return {};
    return {JobOutcome::Kind::Failed, {}, result.error()};
}

JobModel JobWorker::openModel(const JobRequest &request)
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

void JobWorker::openForImported(const ImportedVectors &imported, JobModel &model)
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

void JobWorker::postRow(const std::string &storeKey, const Text &text, const VectorEntry &entry)
{
    JobRow row{storeKey, {}, entry};
    row.text.id = text.id;
    row.text.text = text.text;
    m_recentRows.push_back(row);
    // Rows count whoever asked for them, so a superseded or cancelled request's are not lost.
    std::lock_guard lock(m_mailbox.mutex);
    m_mailbox.rows.push_back(std::move(row));
    wake(Urgency::CanWait);
}

void JobWorker::wake(Urgency urgency)
{
    // An urgent message after a patient one needs a second event: the first may have been taken, its drain put off.
    const bool newlyUrgent = urgency == Urgency::AtOnce && !m_mailbox.urgent;
    m_mailbox.urgent = m_mailbox.urgent || urgency == Urgency::AtOnce;
    if (m_mailbox.wakePending && !newlyUrgent)
        return;
    m_mailbox.wakePending = true;
    m_wake();
}

void JobWorker::forgetRowsBefore(std::uint64_t adopted)
{
    const auto count = static_cast<std::size_t>(adopted - m_forgottenRows);
    m_recentRows.erase(m_recentRows.begin(), m_recentRows.begin() + static_cast<std::ptrdiff_t>(count));
    m_forgottenRows = adopted;
}

} // namespace embedscope
