// The part of Document that follows from changes: jobs, and what comes back from them.
#include "ui/state/document.h"
#include "ui/state/exploration_job.h"

namespace embedscope {

namespace {

/// A stage that shows less than what is on the screen waits so long for its successor, so that nothing flickers.
constexpr int kHoldMs = 200;

} // namespace

const VectorStore *Document::currentStore() const
{
    std::string key = m_recipe.model;
    if (!isImportedModel(key)) {
        const auto embedder = m_embedders.find(m_recipe.model);
        if (embedder == m_embedders.end())
            return nullptr;
        key = embedder->second->identity();
    }
    const auto store = m_stores.find(key);
    return store == m_stores.end() ? nullptr : &store->second;
}

VectorEntry Document::entryOf(const Text &text) const
{
    static const VectorStore nothingKnown;
    const VectorStore *store = currentStore();
    // Until a model was tried it counts as open: its texts are waiting, not refused.
    VectorEntry entry = (store ? *store : nothingKnown).entry(text, !m_modelError);
    if (entry.state == VectorState::NoModel)
        entry.error = m_modelError;
    return entry;
}

std::shared_ptr<const ImportedVectors> Document::importedOf(const std::string &model) const
{
    const auto found = m_imported.find(model);
    return found == m_imported.end() ? nullptr : found->second;
}

bool Document::isBusy() const
{
    return m_workScheduled || m_job->isRunning();
}

void Document::scheduleWork()
{
    // Who is open follows the recipe at once: entryOf() must not answer for the model before.
    const auto embedder = m_embedders.find(m_recipe.model);
    m_embedder = embedder == m_embedders.end() ? nullptr : embedder->second;
    const auto error = m_modelErrors.find(m_recipe.model);
    m_modelError = error == m_modelErrors.end() ? std::nullopt : std::optional(error->second);
    if (m_workScheduled)
        return;
    m_workScheduled = true;
    // Several commands of one moment (a macro, an undo) are one job.
    QMetaObject::invokeMethod(this, &Document::startWork, Qt::QueuedConnection);
}

void Document::startWork()
{
    if (!m_workScheduled)
        return;
    m_workScheduled = false;
    m_holdTimer.stop();
    m_heldStage.reset();

    JobRequest request;
    request.corpus = m_corpus;
    request.recipe = m_recipe;
    request.imported = importedOf(m_recipe.model);
    const VectorStore *store = currentStore();
    if (store)
        request.store = *store;
    std::size_t pending = 0;
    for (const Text &text : m_corpus.texts)
        pending += entryOf(text).state == VectorState::Pending ? 1 : 0;
    m_job->start(std::move(request));
    Q_EMIT workStarted(pending == 0 ? tr("Drawing the map")
                                    : tr("Embedding %n text(s)", nullptr, static_cast<int>(pending)));
}

void Document::cancelWork()
{
    if (m_workScheduled) {
        m_workScheduled = false;
        if (!m_job->isRunning()) {
            Q_EMIT workCancelled();
            return;
        }
    }
    m_job->cancel();
}

void Document::retryFailed()
{
    for (auto &[key, store] : m_stores)
        store.clearFailures();
    m_modelErrors.clear();
    scheduleWork();
    Q_EMIT vectorsChanged();
}

void Document::onModelOpened(const JobModel &model)
{
    if (model.embedder) {
        m_embedders[model.model] = model.embedder;
        m_modelErrors.erase(model.model);
        VectorStore &store = m_stores[model.storeKey];
        if (store.identity() != model.embedder->identity()) {
            const auto imported = importedOf(model.model);
            store = imported
                        ? storeOf(*imported, model.embedder.get())
                        : VectorStore(model.embedder->identity(), model.embedder->name(), model.embedder->dimensions());
        }
    } else if (model.error) {
        m_embedders.erase(model.model);
        m_modelErrors[model.model] = *model.error;
    }
    if (model.model != m_recipe.model)
        return;
    m_embedder = model.embedder;
    m_modelError = model.error;
    Q_EMIT vectorsChanged();
}

void Document::onRows(const std::vector<JobRow> &rows)
{
    for (const JobRow &row : rows) {
        const auto store = m_stores.find(row.storeKey);
        if (store == m_stores.end())
            continue;
        if (row.entry.state == VectorState::Ready && row.entry.vector) {
            if (const Status status = store->second.put(row.text, row.entry.vector); !status)
                store->second.fail(row.text, status.error());
        } else if (row.entry.error) {
            store->second.fail(row.text, *row.entry.error);
        }
    }
    Q_EMIT vectorsChanged();
}

void Document::onStage(const ExplorationPtr &stage)
{
    if (m_workScheduled)
        return; // of a state that is past
    const bool losesMap = m_exploration && m_exploration->map && !stage->map;
    const bool losesClusters = m_exploration && m_exploration->clusters && !stage->clusters &&
                               m_recipe.clusters.method != ClusterRecipe::Method::None;
    if (losesMap && stage->size() > 0)
        return; // the old map serves until there is a new one
    if (losesClusters && stage->map) {
        m_heldStage = stage;
        m_holdTimer.start(kHoldMs);
        return;
    }
    adopt(stage);
}

void Document::adopt(const ExplorationPtr &stage)
{
    m_holdTimer.stop();
    m_heldStage.reset();
    m_exploration = stage;
    Q_EMIT explorationChanged();
}

void Document::endWork()
{
    m_holdTimer.stop();
    m_heldStage.reset();
}

} // namespace embedscope
