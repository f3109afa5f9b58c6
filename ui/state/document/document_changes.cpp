// What commands are made of.
#include "ui/state/document/document.h"
#include "ui/state/model_choice.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace embedscope {

void Document::applyInsert(const std::vector<Insertion> &insertions)
{
    // One pass: inserting one by one would be quadratic.
    std::vector<Text> merged;
    merged.reserve(m_corpus.size() + insertions.size());
    std::vector<Text> before = m_corpus.texts.take();
    auto next = insertions.begin();
    auto old = before.begin();
    while (next != insertions.end() || old != before.end()) {
        if (next != insertions.end() && (next->first <= merged.size() || old == before.end()))
            merged.push_back((next++)->second);
        else
            merged.push_back(std::move(*old++));
    }
    m_corpus.texts = std::move(merged);
    corpusWasChanged();
}

void Document::applyRemove(const std::vector<TextId> &ids)
{
    const std::unordered_set<TextId> gone(ids.begin(), ids.end());
    std::erase_if(m_corpus.texts.edit(), [&](const Text &text) { return gone.count(text.id) != 0; });
    corpusWasChanged();
}

void Document::applyEdit(TextId id, const std::string &text)
{
    if (const auto position = positionOf(id)) {
        m_corpus.texts.edit()[*position].text = text;
        corpusWasChanged();
    }
}

void Document::applyColumns(const std::vector<std::string> &columnNames, const std::string &groupName)
{
    m_corpus.columnNames = columnNames;
    m_corpus.groupName = groupName;
}

void Document::applyRecipe(const Recipe &recipe)
{
    if (recipe == m_recipe)
        return;
    const bool newModel = recipe.model != m_recipe.model;
    m_recipe = recipe;
    if (!isImportedModel(recipe.model))
        m_localModel = recipe.model;
    scheduleWork();
    Q_EMIT recipeChanged();
    if (newModel) {
        forgetColourWords();
        findColourWords();
        Q_EMIT vectorsChanged();
    }
}

void Document::applyAnchor(TextId id)
{
    if (id == m_view.anchor)
        return;
    m_view.anchor = id;
    Q_EMIT viewChanged();
    // List and map cannot compare with what has no vector: it is embedded next, and nothing that is done is lost.
    // Also while the window does not know yet that the model is open; but of a service nothing is asked anew.
    if (const auto position = positionOf(anchorId()); position && isBusy() &&
                                                      ModelChoice::of(m_recipe.model).kind == ModelChoice::Kind::Local &&
                                                      entryOf(m_corpus.texts[*position]).state == VectorState::Pending)
        scheduleWork();
}

void Document::applyColour(const ColourChoice &choice)
{
    if (choice == m_view.colour())
        return;
    m_view.setColour(choice);
    findColourWords();
    Q_EMIT viewChanged();
}

void Document::applyClusterTitles(const std::vector<ClusterTitle> &titles)
{
    if (titles == m_view.clusterTitles)
        return;
    m_view.clusterTitles = titles;
    Q_EMIT viewChanged();
}

void Document::applyContent(const Content &content)
{
    const bool newRecipe = content.recipe != m_recipe;
    forgetConsents();
    m_corpus = content.corpus;
    m_recipe = content.recipe;
    m_title = content.title;
    m_openedFingerprint = content.openedFingerprint;
    if (!isImportedModel(m_recipe.model))
        m_localModel = m_recipe.model;
    m_view.setColour(content.view.colour());
    m_view.camera = content.view.camera;
    m_view.alignment = content.view.alignment;
    m_view.anchor = content.view.anchor;
    m_view.hiddenGroups = content.view.hiddenGroups;
    m_view.clusterTitles = content.view.clusterTitles;
    m_view.ramp = content.view.ramp;
    m_view.stretchRamp = content.view.stretchRamp;
    m_view.truthLines = content.view.truthLines;
    m_view.showLabels = content.view.showLabels;
    // Another corpus: the picture of the old one would be a lie.
    m_heldStage.reset();
    m_exploration.reset();
    forgetForming();
    corpusWasChanged();
    forgetColourWords();
    findColourWords();
    if (newRecipe)
        Q_EMIT recipeChanged();
    Q_EMIT viewChanged();
    Q_EMIT explorationChanged();
    Q_EMIT titleChanged();
    Q_EMIT contentReplaced();
}

void Document::corpusWasChanged()
{
    m_positionsValid = false;
    scheduleWork();
    Q_EMIT corpusChanged();
    pruneView();
}

void Document::pruneView()
{
    ViewState view = m_view;
    std::erase_if(view.selection, [this](TextId id) { return !positionOf(id); });
    if (!positionOf(view.anchor))
        view.anchor = {};
    if (!positionOf(view.focused))
        view.focused = {};
    if (!positionOf(view.hovered))
        view.hovered = {};
    if (view == m_view)
        return;
    m_view = view;
    Q_EMIT viewChanged();
}

} // namespace embedscope
