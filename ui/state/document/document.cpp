#include "ui/state/document/document.h"

#include "core/base/utf8.h"
#include "core/scene/cluster_titles.h"
#include "ui/state/background_task.h"
#include "ui/state/document/document_commands.h"
#include "ui/state/exploration_job.h"

#include <algorithm>
#include <utility>

namespace embedscope {

namespace {

/// As it was typed, but always valid UTF-8.
std::string toStored(const QString &text)
{
    return repairUtf8(text.toStdString());
}

} // namespace

Document::Document(OpenEmbedder openEmbedder, QObject *parent)
    : QObject(parent),
      m_title(tr("Untitled")),
      m_openEmbedder(std::move(openEmbedder)),
      m_job(std::make_unique<ExplorationJob>(m_openEmbedder)),
      m_wordsTask(std::make_unique<BackgroundTask>())
{
    m_holdTimer.setSingleShot(true);
    connect(&m_holdTimer, &QTimer::timeout, this, [this] {
        if (m_heldStage)
            adopt(m_heldStage);
    });
    connect(m_job.get(), &ExplorationJob::modelOpened, this, &Document::onModelOpened);
    connect(m_job.get(), &ExplorationJob::rowsDone, this, &Document::onRows);
    connect(m_job.get(), &ExplorationJob::stageDone, this, &Document::onStage);
    connect(m_job.get(), &ExplorationJob::forming, this, &Document::onForming);
    connect(m_job.get(), &ExplorationJob::progress, this, &Document::workProgress);
    connect(m_job.get(), &ExplorationJob::asked, this, &Document::onAsked);
    connect(m_job.get(), &ExplorationJob::waiting, this, &Document::workWaits);
    connect(m_job.get(), &ExplorationJob::finished, this, [this](const ExplorationPtr &exploration) {
        if (exploration != m_exploration && !m_workScheduled)
            adopt(exploration);
        endWork();
        if (std::exchange(m_drawingKnown, false))
            Q_EMIT workCancelled();
        else
            Q_EMIT workFinished();
    });
    connect(m_job.get(), &ExplorationJob::failed, this, [this](const Error &error) {
        m_drawingKnown = false;
        endWork();
        Q_EMIT workFailed(error);
    });
    connect(m_job.get(), &ExplorationJob::cancelled, this, &Document::workWasCancelled);
}

Document::~Document()
{
    m_job.reset(); // no more results
    m_wordsTask.reset();
    m_undo.blockSignals(true); // listeners may be half gone
}

// --- What there is

std::optional<std::size_t> Document::positionOf(TextId id) const
{
    if (!m_positionsValid) {
        m_positions.clear();
        m_positions.reserve(m_corpus.size());
        for (std::size_t i = 0; i < m_corpus.size(); ++i)
            m_positions.emplace(m_corpus.texts[i].id, i);
        m_positionsValid = true;
    }
    const auto found = m_positions.find(id);
    return found == m_positions.end() ? std::nullopt : std::optional(found->second);
}

TextId Document::anchorId() const
{
    if (positionOf(m_view.anchor))
        return m_view.anchor;
    return m_corpus.empty() ? TextId{} : m_corpus.texts.front().id;
}

std::optional<std::size_t> Document::anchorRow() const
{
    return m_exploration ? m_exploration->rowOf(anchorId()) : std::nullopt;
}

QString Document::modelName() const
{
    if (m_embedder && !hasImportedVectors())
        return QString::fromStdString(m_embedder->name());
    return QString::fromStdString(modelNameOf(m_recipe.model));
}

// --- Commands

void Document::addTexts(const QStringList &texts, std::optional<std::size_t> at)
{
    if (texts.isEmpty())
        return;
    std::vector<Text> added;
    added.reserve(static_cast<std::size_t>(texts.size()));
    for (const QString &text : texts) {
        Text item;
        item.id.value = m_nextId++;
        item.text = toStored(text);
        added.push_back(std::move(item));
    }
    const std::size_t position = std::min(at.value_or(m_corpus.size()), m_corpus.size());
    m_undo.push(new AddTextsCommand(
        *this, texts.size() == 1 ? tr("Add a text") : tr("Add %n texts", nullptr, static_cast<int>(texts.size())),
        std::move(added), position));
}

void Document::editText(TextId id, const QString &text)
{
    const auto position = positionOf(id);
    std::string after = toStored(text);
    if (!position || m_corpus.texts[*position].text == after)
        return;
    m_undo.push(new EditTextCommand(*this, tr("Edit text"), id, m_corpus.texts[*position].text, std::move(after)));
}

void Document::removeTexts(const std::vector<TextId> &ids)
{
    std::vector<TextId> present;
    for (const TextId id : ids)
        if (positionOf(id) && std::find(present.begin(), present.end(), id) == present.end())
            present.push_back(id);
    if (!present.empty()) {
        const auto count = static_cast<int>(present.size());
        m_undo.push(new RemoveTextsCommand(
            *this, count == 1 ? tr("Delete a text") : tr("Delete %n texts", nullptr, count), std::move(present)));
    }
}

void Document::setAnchor(TextId id)
{
    if (id != m_view.anchor && (id == TextId{} || positionOf(id)))
        m_undo.push(new SetAnchorCommand(*this, tr("Compare with another text"), id));
}

void Document::setRecipe(const Recipe &recipe, const QString &what)
{
    if (recipe != m_recipe)
        m_undo.push(new SetRecipeCommand(*this, what, recipe));
}

void Document::setColourMode(ColourMode mode)
{
    ColourChoice choice = m_view.colour();
    choice.mode = mode;
    setColour(choice);
}

void Document::setColour(const ColourChoice &choice)
{
    if (choice == m_view.colour())
        return;
    Recipe recipe = m_recipe;
    if (choice.mode == ColourMode::Cluster && recipe.clusters.method == ClusterRecipe::Method::None)
        recipe.clusters = {ClusterRecipe::Method::KMeans, 0};
    m_undo.push(new SetColourCommand(*this, tr("Change colours"), choice, std::move(recipe)));
}

void Document::nameCluster(ClusterId cluster, const QString &name)
{
    if (!m_exploration || !m_exploration->clusters || cluster < 0)
        return;
    std::vector<ClusterTitle> titles =
        withTitle(*m_exploration, m_view.clusterTitles, static_cast<std::size_t>(cluster), toStored(name.simplified()));
    if (titles == m_view.clusterTitles)
        return;
    m_undo.push(new NameClusterCommand(
        *this, name.simplified().isEmpty() ? tr("Automatic cluster name") : tr("Name a cluster"), std::move(titles)));
}

void Document::nameClusters(const ExplorationPtr &exploration, const std::map<ClusterId, QString> &names)
{
    if (!exploration || !exploration->clusters)
        return;
    std::vector<ClusterTitle> titles = m_view.clusterTitles;
    for (const auto &[cluster, name] : names)
        if (cluster >= 0)
            titles = withTitle(*exploration, titles, static_cast<std::size_t>(cluster), toStored(name.simplified()));
    if (titles != m_view.clusterTitles)
        m_undo.push(new NameClusterCommand(*this, tr("Name all clusters"), std::move(titles)));
}

void Document::openCorpus(const ReadCorpus &read, const QString &title, ColourMode mode, std::size_t expected)
{
    Corpus corpus = read.corpus;
    giveFreshIds(corpus);
    Recipe recipe;
    const std::string imported = keepImported(corpus, read);
    recipe.model = imported.empty() ? m_localModel : imported;
    recipe.projection = defaultProjection(std::max(corpus.size(), expected));
    if (mode == ColourMode::Cluster)
        recipe.clusters = {ClusterRecipe::Method::KMeans, 0};
    ViewState view = m_view;
    view.setColour({mode, m_view.measure, 0, {}, {}});
    view.camera.reset();
    view.alignment = {};
    view.anchor = {};
    view.hiddenGroups.clear();
    view.clusterTitles.clear();
    const std::uint64_t fingerprint = fingerprintOf(corpus);
    m_undo.push(new ReplaceContentCommand(*this, tr("Open %1").arg(title), std::move(corpus), std::move(recipe),
                                          std::move(view), title, fingerprint));
}

void Document::addCorpus(const ReadCorpus &read, const QString &what)
{
    if (m_corpus.empty()) {
        openCorpus(read, what, m_view.colourMode);
        return;
    }
    if (read.corpus.empty())
        return;
    Corpus corpus = read.corpus;
    giveFreshIds(corpus);
    // Vectors of another model cannot stand beside these: the texts alone are taken and embedded like any other.
    if (!read.vectors.empty() &&
        importedModelKey(read.vectorModel, read.vectors.front().values.size()) == m_recipe.model)
        keepImported(corpus, read);

    std::vector<std::string> columnNames = m_corpus.columnNames;
    std::vector<std::size_t> target;
    for (const std::string &name : corpus.columnNames) {
        const auto found = std::find(columnNames.begin(), columnNames.end(), name);
        target.push_back(static_cast<std::size_t>(found - columnNames.begin()));
        if (found == columnNames.end())
            columnNames.push_back(name);
    }
    for (Text &text : corpus.texts.edit()) {
        std::vector<std::string> columns;
        for (std::size_t i = 0; i < text.columns.size() && i < target.size(); ++i) {
            columns.resize(std::max(columns.size(), target[i] + 1));
            columns[target[i]] = std::move(text.columns[i]);
        }
        text.columns = std::move(columns);
    }
    auto *command = new AddTextsCommand(*this, tr("Add %1").arg(what), corpus.texts.take(), m_corpus.size());
    command->addColumns(std::move(columnNames), m_corpus.groupName.empty() ? corpus.groupName : m_corpus.groupName);
    m_undo.push(command);
}

void Document::newDocument()
{
    Recipe recipe;
    recipe.model = m_localModel;
    ViewState view = m_view;
    view.setColour({ColourMode::Similarity, m_view.measure, 0, {}, {}});
    view.camera.reset();
    view.alignment = {};
    view.anchor = {};
    view.hiddenGroups.clear();
    view.clusterTitles.clear();
    m_undo.push(new ReplaceContentCommand(*this, tr("New"), {}, std::move(recipe), std::move(view), tr("Untitled")));
}

void Document::giveFreshIds(Corpus &corpus)
{
    for (Text &text : corpus.texts.edit())
        text.id.value = m_nextId++;
}

std::string Document::keepImported(const Corpus &corpus, const ReadCorpus &read)
{
    if (read.vectors.empty())
        return {};
    const std::size_t dimensions = read.vectors.front().values.size();
    const std::string key = importedModelKey(read.vectorModel, dimensions);
    ImportedVectors all;
    if (const auto before = importedOf(key))
        all = *before;
    all.modelName = read.vectorModel;
    all.dimensions = dimensions;
    for (const ImportedVector &vector : read.vectors) {
        if (vector.index >= corpus.size())
            continue;
        auto stored = std::make_shared<StoredVector>();
        stored->values = vector.values;
        stored->tokens = vector.tokens;
        stored->truncated = vector.truncated;
        const Text &text = corpus.texts[vector.index];
        all.rows.push_back({text.id, text.text, std::move(stored)});
    }
    auto shared = std::make_shared<const ImportedVectors>(std::move(all));
    m_imported[key] = shared;
    // The rows a store has already stay; with these it is made anew from the whole set where it is missing.
    if (const auto store = m_stores.find(key); store != m_stores.end()) {
        const std::size_t first = shared->rows.size() - read.vectors.size();
        for (std::size_t i = first; i < shared->rows.size(); ++i) {
            Text text;
            text.id = shared->rows[i].id;
            text.text = shared->rows[i].text;
            if (const Status status = store->second.putImported(text, shared->rows[i].vector); !status)
                store->second.fail(text, status.error());
        }
    } else {
        m_stores.emplace(key, storeOf(*shared, nullptr));
    }
    return key;
}

} // namespace embedscope
