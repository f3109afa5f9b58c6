// The part of Document that follows from changes: jobs, and what comes back from them.
#include "core/scene/alignment.h"
#include "ui/state/document/document.h"
#include "ui/state/exploration_job.h"
#include "ui/state/model_choice.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace embedscope {

namespace {

/// A stage that shows less than what is on the screen waits so long for its successor, so that nothing flickers.
constexpr int kHoldMs = 200;

std::vector<PlacedText> placedTexts(const std::vector<Text> &rows, const MatrixD &coordinates,
                                    const Alignment &alignment)
{
    std::vector<PlacedText> placed;
    placed.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto i = static_cast<Eigen::Index>(row);
        placed.push_back({rows[row].id, alignment.apply({coordinates(i, 0), coordinates(i, 1)})});
    }
    return placed;
}

bool onlySigns(const Alignment &a)
{
    return std::abs(a.a) == 1 && a.b == 0 && a.c == 0 && std::abs(a.d) == 1 && a.scale == 1 && a.shiftX == 0 &&
           a.shiftY == 0;
}

/// So that the picture does not flip or turn when texts come and go. The same map again keeps its bits; without a map
/// before, what was saved with the view holds.
Alignment alignmentFor(const Exploration &next, const Exploration *shown, const Alignment &now)
{
    if (std::holds_alternative<AxesRecipe>(next.map->projection))
        return {};
    const bool pca = std::holds_alternative<PcaRecipe>(next.map->projection);
    if (!shown || !shown->map)
        return pca && !onlySigns(now) ? Alignment{} : now;
    if (shown->map->projection == next.map->projection && shown->rows == next.rows &&
        shown->map->coordinates == next.map->coordinates)
        return now;
    return alignTo(placedTexts(shown->rows, shown->map->coordinates, now),
                   placedTexts(next.rows, next.map->coordinates, {}), next.map->projection);
}

/// As the map that it becomes will be aligned.
Alignment alignmentFor(const FormingMap &next, const Exploration *shown, const Alignment &now)
{
    if (!shown || !shown->map)
        return now;
    return alignTo(placedTexts(shown->rows, shown->map->coordinates, now),
                   placedTexts(next.exploration->rows, next.coordinates, {}), next.projection);
}

/// A first look that is as true of the texts and the model as they are now.
bool stillHolds(const FormingMap *look, const Corpus &corpus, const Recipe &recipe)
{
    if (!look || !look->isFirstLook() || look->exploration->recipe.model != recipe.model)
        return false;
    return std::ranges::all_of(look->exploration->rows, [&](const Text &row) {
        const auto index = corpus.indexOf(row.id);
        return index && corpus.texts[*index].text == row.text;
    });
}

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

std::string Document::localModel() const
{
    return m_localModel == m_recipe.model || m_modelErrors.count(m_localModel) != 0 ? Recipe{}.model : m_localModel;
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
    m_unfinished = false;
    m_drawingKnown = false;
    startJob(Missing::Embed);
}

void Document::startJob(Missing missing)
{
    m_holdTimer.stop();
    m_heldStage.reset();
    if (!stillHolds(m_forming.get(), m_corpus, m_recipe))
        forgetForming();

    JobRequest request;
    request.missing = missing;
    request.corpus = m_corpus;
    request.recipe = m_recipe;
    request.anchor = anchorId();
    request.imported = importedOf(m_recipe.model);
    if (const auto consent = m_consents.find(m_recipe.model); consent != m_consents.end())
        request.consent = consent->second;
    request.openAnew = std::exchange(m_openAnew, false);
    const VectorStore *store = currentStore();
    if (store)
        request.store = *store;
    std::size_t pending = 0;
    if (missing == Missing::Embed)
        for (const Text &text : m_corpus.texts)
            pending += entryOf(text).state == VectorState::Pending ? 1 : 0;
    m_job->start(std::move(request));
    const auto count = static_cast<int>(pending);
    Q_EMIT workStarted(count == 0   ? tr("Drawing the map")
                       : count == 1 ? tr("Embedding a text")
                                    : tr("Embedding %n texts", nullptr, count));
}

void Document::cancelWork()
{
    if (m_workScheduled) {
        m_workScheduled = false;
        if (!m_job->isRunning()) {
            workWasCancelled();
            return;
        }
    }
    m_job->cancel();
}

void Document::workWasCancelled()
{
    if (m_workScheduled)
        return; // newer work is about to start
    m_unfinished = !m_corpus.empty();
    const bool twice = std::exchange(m_drawingKnown, false);
    std::size_t ready = 0;
    std::size_t pending = 0;
    for (const Text &text : m_corpus.texts) {
        const VectorState state = entryOf(text).state;
        ready += state == VectorState::Ready ? 1 : 0;
        pending += state == VectorState::Pending ? 1 : 0;
    }
    const std::size_t drawn = m_exploration && m_exploration->map ? m_exploration->size() : 0;
    // A cancel among the maps' and clusters' own work means that work.
    if (!twice && pending > 0 && ready > 0 && ready != drawn) {
        m_drawingKnown = true;
        startJob(Missing::Leave);
        return;
    }
    endWork();
    Q_EMIT workCancelled();
}

void Document::continueWork()
{
    if (!canContinue())
        return;
    scheduleWork();
    Q_EMIT vectorsChanged();
}

void Document::retryFailed()
{
    for (auto &[key, store] : m_stores)
        store.clearFailures();
    m_modelErrors.clear();
    m_openAnew = m_openAnew || ModelChoice::of(m_recipe.model).kind == ModelChoice::Kind::Service;
    scheduleWork();
    Q_EMIT vectorsChanged();
}

void Document::onModelOpened(const JobModel &model)
{
    if (model.embedder) {
        m_embedders[model.model] = model.embedder;
        if (!model.embedder->host().empty() &&
            std::none_of(m_services.begin(), m_services.end(),
                         [&](const Service &service) { return service.embedder == model.embedder; }))
            m_services.push_back({model.embedder, model.embedder->spent()});
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
    findColourWords();
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

void Document::onForming(const FormingMapPtr &map)
{
    if (m_workScheduled || !map->exploration)
        return; // of a state that is past
    m_formingAlignment = alignmentFor(*map, m_exploration.get(), m_view.alignment);
    m_forming = map;
    Q_EMIT formingChanged();
}

void Document::forgetForming()
{
    if (std::exchange(m_forming, nullptr))
        Q_EMIT formingChanged();
}

void Document::adopt(const ExplorationPtr &stage)
{
    m_holdTimer.stop();
    m_heldStage.reset();
    // A first look stays until there is another map, or a map on its way.
    const bool stays = m_forming && m_forming->isFirstLook() && stage && !stage->map && stage->size() > 0;
    const bool formed = !stays && std::exchange(m_forming, nullptr) != nullptr;
    const Alignment alignment = stage && stage->map && stage->size() > 0
                                    ? alignmentFor(*stage, m_exploration.get(), m_view.alignment)
                                    : m_view.alignment;
    const bool turned = alignment != m_view.alignment;
    m_view.alignment = alignment; // with the map it belongs to: nobody sees one without the other
    m_exploration = stage;
    Q_EMIT explorationChanged();
    if (formed) // told after: who follows goes from the forming map to its successor
        Q_EMIT formingChanged();
    if (turned)
        Q_EMIT viewChanged();
}

void Document::endWork()
{
    m_holdTimer.stop();
    m_heldStage.reset();
    forgetForming();
}

} // namespace embedscope
