#include "ui/state/document/document_commands.h"

namespace embedscope {

namespace {

/// A pause longer than this begins a new step.
constexpr qint64 kTypingPauseMs = 1000;

} // namespace

AddTextsCommand::AddTextsCommand(Document &document, const QString &what, std::vector<Text> texts, std::size_t at)
    : DocumentCommand(document, what)
{
    m_insertions.reserve(texts.size());
    for (Text &text : texts)
        m_insertions.emplace_back(at++, std::move(text));
}

void AddTextsCommand::addColumns(std::vector<std::string> columnNames, std::string groupName)
{
    const Content now = contentNow();
    m_columnsBefore = now.corpus.columnNames;
    m_groupBefore = now.corpus.groupName;
    m_columnsAfter = std::move(columnNames);
    m_groupAfter = std::move(groupName);
    m_changesColumns = m_columnsBefore != m_columnsAfter || m_groupBefore != m_groupAfter;
}

void AddTextsCommand::redo()
{
    if (m_changesColumns)
        setColumns(m_columnsAfter, m_groupAfter);
    insertTexts(m_insertions);
}

void AddTextsCommand::undo()
{
    std::vector<TextId> ids;
    ids.reserve(m_insertions.size());
    for (const Insertion &insertion : m_insertions)
        ids.push_back(insertion.second.id);
    if (m_changesColumns)
        setColumns(m_columnsBefore, m_groupBefore);
    removeTexts(ids);
}

RemoveTextsCommand::RemoveTextsCommand(Document &document, const QString &what, std::vector<TextId> ids)
    : DocumentCommand(document, what), m_ids(std::move(ids)), m_anchor(document.view().anchor)
{
    const std::set<TextId> wanted(m_ids.begin(), m_ids.end());
    const std::vector<Text> &texts = document.corpus().texts;
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (wanted.count(texts[i].id))
            m_removed.emplace_back(i, texts[i]);
}

void RemoveTextsCommand::redo()
{
    removeTexts(m_ids); // an anchor among them falls back to the first text
}

void RemoveTextsCommand::undo()
{
    insertTexts(m_removed);
    setAnchor(m_anchor);
}

EditTextCommand::EditTextCommand(Document &document, const QString &what, TextId id, std::string before,
                                 std::string after)
    : DocumentCommand(document, what), m_id(id), m_before(std::move(before)), m_after(std::move(after))
{
    m_typed.start();
}

bool EditTextCommand::mergeWith(const QUndoCommand *other)
{
    const auto *next = dynamic_cast<const EditTextCommand *>(other);
    if (!next || next->m_id != m_id || m_typed.msecsTo(next->m_typed) > kTypingPauseMs)
        return false;
    m_after = next->m_after;
    m_typed = next->m_typed;
    setObsolete(m_after == m_before);
    return true;
}

SetAnchorCommand::SetAnchorCommand(Document &document, const QString &what, TextId after)
    : DocumentCommand(document, what), m_before(document.view().anchor), m_after(after)
{
}

SetRecipeCommand::SetRecipeCommand(Document &document, const QString &what, Recipe after)
    : DocumentCommand(document, what), m_before(document.recipe()), m_after(std::move(after))
{
}

SetColourCommand::SetColourCommand(Document &document, const QString &what, ColourChoice after, Recipe recipeAfter)
    : DocumentCommand(document, what),
      m_before(document.view().colour()),
      m_after(std::move(after)),
      m_recipeBefore(document.recipe()),
      m_recipeAfter(std::move(recipeAfter))
{
    m_chosen.start();
}

bool SetColourCommand::mergeWith(const QUndoCommand *other)
{
    const auto *next = dynamic_cast<const SetColourCommand *>(other);
    if (!next || m_after.mode != ColourMode::Component || next->m_after.mode != ColourMode::Component ||
        m_before.mode != ColourMode::Component || m_recipeBefore != next->m_recipeAfter ||
        m_chosen.msecsTo(next->m_chosen) > kTypingPauseMs)
        return false;
    m_after = next->m_after;
    m_chosen = next->m_chosen;
    setObsolete(m_after == m_before);
    return true;
}

void SetColourCommand::redo()
{
    setRecipe(m_recipeAfter);
    setColour(m_after);
}

void SetColourCommand::undo()
{
    setRecipe(m_recipeBefore);
    setColour(m_before);
}

NameClusterCommand::NameClusterCommand(Document &document, const QString &what, std::vector<ClusterTitle> after)
    : DocumentCommand(document, what), m_before(document.view().clusterTitles), m_after(std::move(after))
{
}

ReplaceContentCommand::ReplaceContentCommand(Document &document, const QString &what, Corpus corpus, Recipe recipe,
                                             ViewState view, QString title,
                                             std::optional<std::uint64_t> openedFingerprint)
    : DocumentCommand(document, what),
      m_before(contentNow()),
      m_after{std::move(corpus), std::move(recipe), std::move(view), std::move(title), openedFingerprint}
{
}

} // namespace embedscope
