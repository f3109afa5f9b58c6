#pragma once

#include "ui/state/axis_sides.h"
#include "ui/state/document/document.h"
#include "ui/state/samples.h"
#include "ui/state/settings.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/dialogs/prompts.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/window/file_reader.h"

#include <QElapsedTimer>
#include <QMainWindow>
#include <QPointer>

#include <optional>

class QAction;
class QActionGroup;
class QMenu;
class QMimeData;
class QSplitter;

namespace embedscope {

class AxesDialog;
class DropOverlay;
class ExportDialog;
class GroupsDialog;
class ImportBar;
class Inspector;
class MapArea;
class MapWidget;
class MessageBar;
class ModelLibrary;
class ModelsDialog;
class NamesDialog;
class RecipeBar;
class StatusBar;
class TextsPanel;
class TypedQuery;

/// The window: panels around the map, and what menus, drops and the clipboard ask for. Everything that changes the
/// texts goes through the document's commands; everything that asks a person goes through Prompts.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    /// Without `models` there is no choice but the model that is shipped, noise, and a folder.
    MainWindow(Document &document, Prompts &prompts, Settings &settings, ModelLibrary *models = nullptr,
               QWidget *parent = nullptr);
    ~MainWindow() override;

    Document &document() const { return m_document; }
    MapWidget *map() const;
    TextsPanel *textsPanel() const { return m_texts; }
    TypedQuery *typedQuery() const { return m_typed; }
    Inspector *inspector() const { return m_inspector; }
    MessageBar *messageBar() const { return m_message; }
    ImportBar *importBar() const { return m_import; }
    ExportDialog *exportDialog() const;
    ModelsDialog *modelsDialog() const;
    /// Asks whether texts may be sent to a service.
    MessageBar *sendBar() const { return m_sendBar; }
    StatusBar *status() const { return m_status; }

    enum class OpenHow { Replace, Add, Decide };
    /// Reads the files in the background and takes over what they hold. Decide: a drop (an untouched sample or an empty
    /// document is replaced, else the texts are added).
    void openFiles(const QStringList &paths, OpenHow how = OpenHow::Replace);
    void openSample(const Sample &sample);
    /// The sample that the first start ever shows; nothing if it is not installed.
    void openFirstSample();
    void saveTexts();
    void exportPicture();
    void showModels();
    void showAxes();
    /// Names of clusters by a language model: asks what to send and where.
    void showNames();
    NamesDialog *namesDialog() const;
    AxesDialog *axesDialog() const;
    void showGroups();
    GroupsDialog *groupsDialog() const;
    void addLines(const QString &text); ///< one text a line, one undo step
    void setTheme(ThemeChoice choice);
    /// Times as large as the usual one, kept from 0.5 to 4 and remembered.
    void setWriting(double scale);
    void changeWriting(double factor); ///< 0: the usual one
    void setPresenting(bool on);
    bool isPresenting() const { return m_presenting.has_value(); }
    /// The focus goes to the next (+1) or previous (-1) part of the window that is on show: bars, texts, map,
    /// inspector.
    void goToPart(int step);
    /// One level back; false if there was none.
    bool stepBack();
    /// Milliseconds since `clock` was started, said once the first points are painted.
    void sayWhenFirstPainted(const QElapsedTimer &clock);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    Document &m_document;
    Prompts &m_prompts;
    Settings &m_settings;
    FileReader m_reader;
    OpenHow m_openHow = OpenHow::Replace;
    std::optional<int> m_sampleAtUndoIndex; ///< the untouched sample's place in the undo stack
    std::optional<Sample> m_openingSample;
    int m_importAtUndoIndex = 0; ///< with less done, the file that the import bar speaks of is not there

    RecipeBar *m_bar;
    MessageBar *m_message;
    ImportBar *m_import;
    TextsPanel *m_texts;
    MapArea *m_area;
    Inspector *m_inspector;
    QSplitter *m_splitter;
    DropOverlay *m_overlay;
    QPointer<ExportDialog> m_export;
    QPointer<ModelsDialog> m_modelsDialog;
    QPointer<AxesDialog> m_axesDialog;
    QPointer<GroupsDialog> m_groupsDialog;
    QPointer<NamesDialog> m_namesDialog;
    ModelLibrary *m_models;
    MessageBar *m_sendBar;
    TypedQuery *m_typed;

    StatusBar *m_status;
    std::vector<ExplorationNote> m_saidNotes; ///< what the message bar said last of a map
    std::string m_failedModel;                ///< of the last failure that was told,
    QString m_failureTold;                    ///< and how
    std::string m_offeredAnew;                ///< the imported vectors whose lack was told last
    std::optional<AxesRecipe> m_begunAxes;    ///< dragged to a side while another has nothing yet,
    QString m_begunMessage;                   ///< and what was said of it
    bool m_offersToContinue = false;          ///< the message is of a cancelled work
    QList<int> m_wideSizes{330, 760, 340};    ///< of the splitter, where there is room
    QFont m_plainFont;                        ///< the program's, before anybody wanted it larger

    QAction *m_edit = nullptr;
    QAction *m_delete = nullptr;
    QAction *m_labels = nullptr;
    QAction *m_truth = nullptr;
    QAction *m_pca = nullptr;
    QAction *m_mds = nullptr;
    QAction *m_umap = nullptr;
    QAction *m_tsne = nullptr;
    QAction *m_stretch = nullptr;
    QAction *m_present = nullptr;
    QAction *m_retry = nullptr;
    QAction *m_axes = nullptr;
    QActionGroup *m_themes = nullptr;
    QActionGroup *m_colours = nullptr;
    QActionGroup *m_ramps = nullptr;
    QMenu *m_recent = nullptr;
    QMenu *m_mapMenu = nullptr;
    QMenu *m_sides = nullptr;           ///< the selected texts as an end of an axis
    std::vector<QAction *> m_needTexts; ///< grey while there are none

    struct BeforePresenting
    {
        bool wasFullScreen = false;
    };
    std::optional<BeforePresenting> m_presenting;

    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildMapMenu();
    void buildHelpMenu();
    void connectDocument();
    void connectWork();
    void connectParts();
    AxesRecipe axesSoFar() const;
    void showSideExamples();
    void setAxisSide(AxisSide side);
    void askForEnd(AxesRecipe axes, AxisSide given, AxisSide missing);
    void forgetBegunAxes();
    void refreshActions();
    void refreshRecent();
    void refreshStatus();
    void offerToContinue();
    void showHint(const QString &text);
    void sayWhatMapCannot();
    static QString whyNoAxes(const Exploration &exploration);
    bool isNarrow() const;
    void shareWidth(int before);
    QList<int> narrowSizes() const;
    void takeOver(const std::vector<ReadFile> &files);
    bool mayReplace() const;
    void askOpen();
    void askModelFolder();
    void connectModels();
    void refreshSendQuestion();
    void putSendQuestion();
    void tellFailure(const Error &error);
    void embedAnew(const std::string &model);
    MessageBar::Action embedAnewAction();
    QString embedAnewCost() const;
    void offerToEmbedAnew();
    void showMapMenu(const QPoint &at);
    bool acceptable(const QMimeData *mime) const;
    QAction *add(QMenu *menu, const QString &text, const QKeySequence &key, std::function<void()> run);
};

} // namespace embedscope
