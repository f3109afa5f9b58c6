#pragma once

#include "ui/state/document/document.h"

#include <QElapsedTimer>
#include <QUndoCommand>

#include <string>
#include <utility>
#include <vector>

namespace embedscope {

/// The only one who changes a Document for good. Commands hold what they need to go both ways and nothing else.
class DocumentCommand : public QUndoCommand
{
public:
    DocumentCommand(Document &document, const QString &what) : QUndoCommand(what), m_document(document) {}

protected:
    using Content = Document::Content;
    using Insertion = Document::Insertion;

    void insertTexts(const std::vector<Insertion> &insertions) { m_document.applyInsert(insertions); }
    void removeTexts(const std::vector<TextId> &ids) { m_document.applyRemove(ids); }
    void editText(TextId id, const std::string &text) { m_document.applyEdit(id, text); }
    void setRecipe(const Recipe &recipe) { m_document.applyRecipe(recipe); }
    void setAnchor(TextId id) { m_document.applyAnchor(id); }
    void setColour(const ColourChoice &choice) { m_document.applyColour(choice); }
    void setClusterTitles(const std::vector<ClusterTitle> &titles) { m_document.applyClusterTitles(titles); }
    void setContent(const Content &content) { m_document.applyContent(content); }
    void setColumns(const std::vector<std::string> &names, const std::string &group)
    {
        m_document.applyColumns(names, group);
    }
    Content contentNow() const { return m_document.contentNow(); }

private:
    Document &m_document;
};

/// Adds texts that have their ids; with columns, if a file brought some.
class AddTextsCommand : public DocumentCommand
{
public:
    AddTextsCommand(Document &document, const QString &what, std::vector<Text> texts, std::size_t at);
    void addColumns(std::vector<std::string> columnNames, std::string groupName);
    void undo() override;
    void redo() override;

private:
    std::vector<Insertion> m_insertions;
    bool m_changesColumns = false;
    std::vector<std::string> m_columnsBefore;
    std::vector<std::string> m_columnsAfter;
    std::string m_groupBefore;
    std::string m_groupAfter;
};

class RemoveTextsCommand : public DocumentCommand
{
public:
    RemoveTextsCommand(Document &document, const QString &what, std::vector<TextId> ids);
    void undo() override;
    void redo() override;

private:
    std::vector<TextId> m_ids;
    std::vector<Insertion> m_removed;
    TextId m_anchor;
};

/// Typing in one row within a moment of each other is one step.
class EditTextCommand : public DocumentCommand
{
public:
    EditTextCommand(Document &document, const QString &what, TextId id, std::string before, std::string after);
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand *other) override;
    void undo() override { editText(m_id, m_before); }
    void redo() override { editText(m_id, m_after); }

private:
    TextId m_id;
    std::string m_before;
    std::string m_after;
    QElapsedTimer m_typed;
};

class SetAnchorCommand : public DocumentCommand
{
public:
    SetAnchorCommand(Document &document, const QString &what, TextId after);
    void undo() override { setAnchor(m_before); }
    void redo() override { setAnchor(m_after); }

private:
    TextId m_before;
    TextId m_after;
};

class SetRecipeCommand : public DocumentCommand
{
public:
    SetRecipeCommand(Document &document, const QString &what, Recipe after);
    void undo() override { setRecipe(m_before); }
    void redo() override { setRecipe(m_after); }

private:
    Recipe m_before;
    Recipe m_after;
};

/// Turning a number of the vector over within a moment is one step.
class SetColourCommand : public DocumentCommand
{
public:
    SetColourCommand(Document &document, const QString &what, ColourChoice after, Recipe recipeAfter);
    int id() const override { return 2; }
    bool mergeWith(const QUndoCommand *other) override;
    void undo() override;
    void redo() override;

private:
    ColourChoice m_before;
    ColourChoice m_after;
    Recipe m_recipeBefore;
    Recipe m_recipeAfter;
    QElapsedTimer m_chosen;
};

class NameClusterCommand : public DocumentCommand
{
public:
    NameClusterCommand(Document &document, const QString &what, std::vector<ClusterTitle> after);
    void undo() override { setClusterTitles(m_before); }
    void redo() override { setClusterTitles(m_after); }

private:
    std::vector<ClusterTitle> m_before;
    std::vector<ClusterTitle> m_after;
};

/// Opening a file, a sample, nothing.
class ReplaceContentCommand : public DocumentCommand
{
public:
    ReplaceContentCommand(Document &document, const QString &what, Corpus corpus, Recipe recipe, ViewState view,
                          QString title, std::optional<std::uint64_t> openedFingerprint = {});
    void undo() override { setContent(m_before); }
    void redo() override { setContent(m_after); }

private:
    Content m_before;
    Content m_after;
};

} // namespace embedscope
