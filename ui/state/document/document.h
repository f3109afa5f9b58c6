#pragma once

#include "core/base/result.h"
#include "core/embed/embedder.h"
#include "core/explore/exploration.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"
#include "core/io/picture_recipe.h"
#include "core/scene/view_state.h"
#include "core/text/corpus.h"
#include "core/text/read_corpus.h"
#include "ui/state/document/imported_vectors.h"
#include "ui/state/service/send_consent.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <QUndoStack>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace embedscope {

class BackgroundTask;
class ExplorationJob;
enum class Missing;
struct JobModel;
struct JobQuestion;
struct JobRow;

/// What a saved state holds, at a glance.
struct StateSummary
{
    QString title = {};
    std::size_t texts = 0;
    QString draft = {}; ///< a line that was being typed
    /// Whether somebody would: not without texts, nor if they are a file's as it was opened; but always for a draft.
    bool wouldBeMissed = true;
    bool ofLaterVersion = false; ///< of the program: nothing else is known of it
};

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
    /// The map that is on its way, and how it lies on the one before; null while there is none.
    FormingMapPtr forming() const { return m_forming; }
    const Alignment &formingAlignment() const { return m_formingAlignment; }
    /// For NoModel too, `error` says why.
    VectorEntry entryOf(const Text &text) const;
    /// A text's position in corpus(), in constant time.
    std::optional<std::size_t> positionOf(TextId id) const;
    /// The id of the text everything is compared with: the view's, else the first text's; 0 for no texts.
    TextId anchorId() const;
    /// The anchor's row in exploration(), if it has one.
    std::optional<std::size_t> anchorRow() const;
    std::shared_ptr<const Embedder> embedder() const { return m_embedder; }
    /// What the person calls the model of recipe(); for imported vectors what their file calls it, perhaps nothing.
    QString modelName() const;
    /// Whether the vectors on show came with the texts from a file (Recipe::model is then importedModelKey()).
    bool hasImportedVectors() const { return isImportedModel(m_recipe.model); }
    /// The model to embed anew with: the last one in use whose vectors were no file's, unless that is the one that is
    /// wanted in vain; then the shipped one.
    std::string localModel() const;
    /// Why embedder() is none, once that is known.
    const std::optional<Error> &modelError() const { return m_modelError; }
    QUndoStack *undoStack() { return &m_undo; }
    /// "cats", a file's name, "Untitled".
    QString title() const { return m_title; }
    bool isBusy() const;
    /// The line that is being typed: no text yet, but somebody's words. Kept with the state; not undone.
    QString draft() const { return m_draft; }
    void setDraft(const QString &draft);
    /// What was asked in Groups and Labels. Kept with the state; not undone.
    struct ScoreQuestions
    {
        QString labels = {}; ///< as typed
        AxisRecipe spectrum = {};
        bool operator==(const ScoreQuestions &) const = default;
    };
    const ScoreQuestions &scoreQuestions() const { return m_scoreQuestions; }
    void setScoreQuestions(const ScoreQuestions &questions);

    // Commands that can be undone
    void addTexts(const QStringList &texts, std::optional<std::size_t> at = {}); ///< one step, however many
    void editText(TextId id, const QString &text);
    void removeTexts(const std::vector<TextId> &ids);
    void setAnchor(TextId id);
    void setRecipe(const Recipe &recipe, const QString &what); ///< what: "Map: MDS", for the Edit menu
    void setColourMode(ColourMode mode);                       ///< by cluster also switches clustering on
    void setColour(const ColourChoice &choice);                ///< the same, with what a mode needs
    /// Names a cluster of exploration(); an empty name gives it back the one made of its words.
    void nameCluster(ClusterId cluster, const QString &name);
    /// The same of several clusters of `exploration` (perhaps no longer the one on show), as one step.
    void nameClusters(const ExplorationPtr &exploration, const std::map<ClusterId, QString> &names);
    /// Replaces everything by what a reader brought (its vectors too). Can be undone. The map is the default one for
    /// so many texts: for `expected`, where other files follow.
    void openCorpus(const ReadCorpus &read, const QString &title, ColourMode mode = ColourMode::Similarity,
                    std::size_t expected = 0);
    void addCorpus(const ReadCorpus &read, const QString &what); ///< appends: a file dropped on texts
    /// Texts, recipe and view that a picture carried; they replace what there is. Can be undone.
    void openPicture(const PictureRecipe &picture);
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
    /// Rows that are done stay, and are mapped without the others; workCancelled() follows when that is done.
    void cancelWork();
    /// What failed, and what a cancel left undone.
    void retryFailed();
    /// Whether a cancel left something undone that nothing has taken up since.
    bool canContinue() const { return m_unfinished && !isBusy(); }
    /// Takes it up; not what failed.
    void continueWork();

    // Services: no text goes to one before somebody agreed to it
    /// What waits to be sent to recipe()'s model; nothing if nothing does.
    const std::optional<SendQuestion> &sendQuestion() const;
    /// Whether the question was put off with declineToSend().
    bool sendDeclined() const { return m_sendDeclined; }
    /// These texts may go, and small edits after them (kMostUnasked), until this document is replaced.
    void agreeToSend();
    /// Whether words that are typed beside the texts may be given to embedder(): there is one, and if it is a service
    /// elsewhere, somebody has agreed to send it texts of this document.
    bool mayEmbedWords() const;
    /// Not now: the texts wait, and the question is not put again by an edit.
    void declineToSend();
    /// Hosts that were sent texts of this document, and what they counted, since it was opened.
    struct Sent
    {
        std::string host = {};
        std::string model = {}; ///< without "api:"
        EmbedUsage usage = {};
        enum class For { Vectors, Names };
        For what = For::Vectors; ///< names: of clusters; usage.texts are questions then
    };
    std::vector<Sent> sent() const;
    /// Something else of this document went to a service: for sent().
    void noteSent(const Sent &sent);

    // Recovery: the whole state as bytes, and back (never fails half-way: an Error leaves the document as it was)
    QByteArray saveState() const;
    Status restoreState(const QByteArray &bytes);
    /// Of what saveState() gave; nothing for bytes that are no state.
    static std::optional<StateSummary> summaryOf(const QByteArray &bytes);

Q_SIGNALS:
    void corpusChanged();      ///< texts added, edited, removed, reordered, or all replaced
    void contentReplaced();    ///< after all others: New, a file or a picture, or Undo of it, replaced everything
    void vectorsChanged();     ///< some texts' entryOf() changed
    void explorationChanged(); ///< a new stage
    void formingChanged();     ///< the map on its way has moved on, has come, or will not
    void recipeChanged();
    void viewChanged(); ///< anything of view() but hover
    void hoverChanged();
    void titleChanged();
    void draftChanged();
    void scoreQuestionsChanged();
    void workStarted(const QString &what);
    void workProgress(qulonglong done, qulonglong total);
    /// A service makes us wait, in words for people; empty: it goes on.
    void workWaits(const QString &words);
    void sendQuestionChanged();
    void sentChanged(); ///< by noteSent()
    void workFinished();
    void workFailed(const embedscope::Error &error);
    void workCancelled();

private:
    friend class DocumentCommand;
    /// What a file that is opened replaces.
    struct Content
    {
        Corpus corpus = {};
        Recipe recipe = {};
        ViewState view = {};
        QString title = {};
        std::optional<std::uint64_t> openedFingerprint = {}; ///< of the texts as a file brought them
    };
    using Insertion = std::pair<std::size_t, Text>; ///< position afterwards, rising

    // The changes that commands are made of: each announces itself and asks for the work that follows
    void applyInsert(const std::vector<Insertion> &insertions);
    void applyRemove(const std::vector<TextId> &ids);
    void applyEdit(TextId id, const std::string &text);
    void applyRecipe(const Recipe &recipe);
    void applyAnchor(TextId id);
    void applyColour(const ColourChoice &choice);
    void applyClusterTitles(const std::vector<ClusterTitle> &titles);
    void applyContent(const Content &content);
    void applyColumns(const std::vector<std::string> &columnNames, const std::string &groupName);

    Content contentNow() const { return {m_corpus, m_recipe, m_view, m_title, m_openedFingerprint}; }
    void giveFreshIds(Corpus &corpus);
    static std::uint64_t fingerprintOf(const Corpus &corpus);
    /// Keeps vectors that a file brought; the model key that they are found under, empty if there are none.
    std::string keepImported(const Corpus &corpus, const ReadCorpus &read);
    void corpusWasChanged();
    void pruneView();
    void findColourWords();
    void findPhrase();
    void findSpectrum();
    void forgetColourWords();

    // Work
    const VectorStore *currentStore() const;
    std::shared_ptr<const ImportedVectors> importedOf(const std::string &model) const;
    void scheduleWork();
    void startWork();
    void onModelOpened(const JobModel &model);
    void onRows(const std::vector<JobRow> &rows);
    void onStage(const ExplorationPtr &stage);
    void onForming(const FormingMapPtr &map);
    void forgetForming();
    void adopt(const ExplorationPtr &stage);
    void endWork();
    void startJob(Missing missing);
    void workWasCancelled();
    void onAsked(const JobQuestion &question);
    void forgetConsents();

    Corpus m_corpus;
    Recipe m_recipe;
    ViewState m_view;
    QString m_title;
    QString m_draft;
    ScoreQuestions m_scoreQuestions;
    std::uint64_t m_nextId = 1; ///< never given twice while the program runs
    mutable std::unordered_map<TextId, std::size_t> m_positions;
    mutable bool m_positionsValid = false;

    std::map<std::string, VectorStore> m_stores; ///< by embedder identity or imported key: nothing is embedded twice
    std::map<std::string, std::shared_ptr<const ImportedVectors>> m_imported; ///< by imported key
    std::map<std::string, std::shared_ptr<const Embedder>> m_embedders;       ///< by Recipe::model
    std::map<std::string, Error> m_modelErrors;                               ///< by Recipe::model
    std::string m_localModel = Recipe{}.model;                                ///< the last one that was not imported
    std::shared_ptr<const Embedder> m_embedder;
    std::optional<Error> m_modelError;

    std::map<std::string, std::shared_ptr<const SendConsent>> m_consents; ///< by Recipe::model; never saved
    std::optional<SendQuestion> m_sendQuestion;                           ///< perhaps of another model than recipe()'s
    bool m_sendDeclined = false;
    bool m_openAnew = false;
    struct Service
    {
        std::shared_ptr<const Embedder> embedder;
        EmbedUsage before; ///< what it had spent when this document began
    };
    std::vector<Service> m_services; ///< every one that was open
    std::vector<Sent> m_sentBeside;  ///< for other purposes than vectors

    std::optional<std::uint64_t> m_openedFingerprint;

    ExplorationPtr m_exploration;
    FormingMapPtr m_forming;
    Alignment m_formingAlignment;
    ExplorationPtr m_heldStage; ///< less than what is on show; adopted if the rest is slow to come
    QTimer m_holdTimer;
    bool m_workScheduled = false;
    bool m_unfinished = false;   ///< a cancel came, and no work since
    bool m_drawingKnown = false; ///< the work that runs is what a cancel left to do
    OpenEmbedder m_openEmbedder;
    QUndoStack m_undo;
    std::unique_ptr<ExplorationJob> m_job;
    std::unique_ptr<BackgroundTask> m_wordsTask; ///< makes the vectors of ViewState::phrase and spectrum
};

} // namespace embedscope
