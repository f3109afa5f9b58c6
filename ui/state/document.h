#pragma once

#include "core/base/result.h"
#include "core/embed/embedder.h"
#include "core/explore/exploration.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"
#include "core/scene/view_state.h"
#include "core/text/corpus.h"
#include "core/text/read_corpus.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <vector>

namespace embedscope {

class ExplorationJob;

/// Corpus, vector store, recipe and view, with undo. Every change is a command on it; what follows from a change is
/// worked out in the background and announced stage by stage. Lives on the window's thread.
class Document : public QObject
{
    Q_OBJECT
public:
    /// Where a model's name becomes an embedder; called on a job's thread, may take its time.
    using OpenEmbedder = std::function<Result<std::shared_ptr<const Embedder>>(const std::string &model)>;

    explicit Document(OpenEmbedder openEmbedder, QObject *parent = nullptr);
    ~Document() override;

    // What there is
    const Corpus &corpus() const { return m_corpus; }
    const Recipe &recipe() const { return m_recipe; }
    const ViewState &view() const { return m_view; }
    /// The latest stage published; null before the first. Its rows may lag behind the corpus while a job runs.
    ExplorationPtr exploration() const { return m_exploration; }
    VectorEntry entryOf(const Text &text) const;
    /// The id of the text everything is compared with: the view's, else the first text's; 0 for no texts.
    TextId anchorId() const;
    /// The anchor's row in exploration(), if it has one.
    std::optional<std::size_t> anchorRow() const;
    std::shared_ptr<const Embedder> embedder() const { return m_embedder; }
    QUndoStack *undoStack() { return &m_undo; }
    /// "cats", a file's name, "Untitled".
    QString title() const { return m_title; }
    bool isBusy() const;

    // Commands that can be undone
    void addTexts(const QStringList &texts, std::optional<std::size_t> at = {}); ///< one step, however many
    void editText(TextId id, const QString &text);
    void removeTexts(const std::vector<TextId> &ids);
    void setAnchor(TextId id);
    void setRecipe(const Recipe &recipe, const QString &what); ///< what: "Map: MDS", for the Edit menu
    void setColourMode(ColourMode mode);
    /// Replaces everything by what a reader brought (its vectors too). Can be undone.
    void openCorpus(const ReadCorpus &read, const QString &title, ColourMode mode = ColourMode::Similarity);
    void addCorpus(const ReadCorpus &read, const QString &what); ///< appends: a file dropped on texts
    void newDocument();

    // The view: not undone
    void setSelection(const std::set<TextId> &selection);
    void setHovered(TextId id);
    void setFocused(TextId id);
    void setCamera(const std::optional<Camera> &camera);
    void setTheme(Theme theme);
    void setFontScale(double scale);
    void setTruthLines(bool on);
    void setShowLabels(bool on);
    void setRamp(Ramp ramp, bool stretch);
    void setHiddenGroups(const std::set<std::string> &groups);

    // Work
    void cancelWork();  ///< rows that are done stay
    void retryFailed();

    // Recovery: the whole state as bytes, and back (never fails half-way: an Error leaves the document as it was)
    QByteArray saveState() const;
    Status restoreState(const QByteArray &bytes);

Q_SIGNALS:
    void corpusChanged();                      ///< texts added, edited, removed, reordered, or all replaced
    void vectorsChanged();                     ///< some texts' entryOf() changed
    void explorationChanged();                 ///< a new stage
    void recipeChanged();
    void viewChanged();                        ///< anything of view() but hover
    void hoverChanged();
    void titleChanged();
    void workStarted(const QString &what);
    void workProgress(qulonglong done, qulonglong total);
    void workFinished();
    void workFailed(const embedscope::Error &error);
    void workCancelled();

private:
    friend class DocumentCommand;
    Corpus m_corpus;
    Recipe m_recipe;
    ViewState m_view;
    VectorStore m_store;
    ExplorationPtr m_exploration;
    std::shared_ptr<const Embedder> m_embedder;
    OpenEmbedder m_openEmbedder;
    QUndoStack m_undo;
    QString m_title;
    std::unique_ptr<ExplorationJob> m_job;
};

} // namespace embedscope
