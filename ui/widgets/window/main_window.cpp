#include "ui/widgets/window/main_window.h"

#include "core/analyse/project/tsne/tsne.h"
#include "core/analyse/project/umap/umap.h"
#include "ui/state/axis_sides.h"
#include "ui/state/error_text.h"
#include "ui/state/model_library.h"
#include "ui/state/typed_query.h"
#include "ui/widgets/bars/import_bar.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/recipe_bar.h"
#include "ui/widgets/bars/recipe_choices.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/dialogs/export_dialog.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/look/hidden_focus.h"
#include "ui/widgets/look/screen_fit.h"
#include "ui/widgets/map/empty_page.h"
#include "ui/widgets/map/map_area.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/texts_panel.h"
#include "ui/widgets/window/drop_overlay.h"
#include "ui/widgets/window/window_keys.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMenuBar>
#include <QScreen>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kNarrow = 1000; ///< below it the panels are squeezed

} // namespace

MainWindow::MainWindow(Document &document, Prompts &prompts, Settings &settings, ModelLibrary *models, QWidget *parent)
    : QMainWindow(parent),
      m_document(document),
      m_prompts(prompts),
      m_settings(settings),
      m_bar(new RecipeBar(document)),
      m_message(new MessageBar(this)),
      m_import(new ImportBar),
      m_texts(new TextsPanel(document)),
      m_area(new MapArea(document)),
      m_inspector(new Inspector(document)),
      m_splitter(new QSplitter(Qt::Horizontal)),
      m_overlay(new DropOverlay(this)),
      m_models(models),
      m_sendBar(new MessageBar(this)),
      m_typed(new TypedQuery(document, TypedQuery::kPause, this)),
      m_status(new StatusBar(document))
{
    m_plainFont = QApplication::font();
    setAcceptDrops(true);
    setMinimumSize(640, 420);

    auto *central = new QWidget;
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_message);
    column->addWidget(m_sendBar);
    column->addWidget(m_import);
    m_splitter->addWidget(m_texts);
    m_splitter->addWidget(m_area);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setStretchFactor(2, 0);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({330, 760, 340});
    column->addWidget(m_splitter, 1);
    setCentralWidget(central);
    m_overlay->raise();

    setStatusBar(m_status);
    buildMenus();
    new WindowKeys(*this);
    connectDocument();
    connectWork();
    connectParts();
    connectModels();

    resize(1280, 800);
    if (const QByteArray geometry = m_settings.windowGeometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    if (const QByteArray sizes = m_settings.windowState(); !sizes.isEmpty())
        if (m_splitter->restoreState(sizes))
            m_wideSizes = m_splitter->sizes();
    // At a scale of 2 a usual size is larger than many a screen.
    if (const QScreen *on = screen())
        if (!isMaximized() && !isFullScreen())
            resize(size().boundedTo(on->availableGeometry().size() - kFrameOfWindow));
    if (m_settings.fontScale() != 1)
        setWriting(m_settings.fontScale());
    m_document.setTheme(themeOf(palette()));
    refreshActions();
    refreshStatus();
    m_texts->focusEntry();
}

MainWindow::~MainWindow()
{
    setProgramFont(m_plainFont);
    if (m_models)
        m_models->setKeyListener({});
}

MapWidget *MainWindow::map() const
{
    return m_area->map();
}

ExportDialog *MainWindow::exportDialog() const
{
    return m_export;
}

void MainWindow::connectDocument()
{
    const auto refresh = [this] {
        refreshActions();
        refreshStatus();
    };
    connect(&m_document, &Document::corpusChanged, this, refresh);
    connect(&m_document, &Document::explorationChanged, this, refresh);
    connect(&m_document, &Document::recipeChanged, this, [this, refresh] {
        refresh();
        forgetBegunAxes();
    });
    connect(&m_document, &Document::viewChanged, this, refresh);
    connect(&m_document, &Document::titleChanged, this, refresh);
    connect(&m_document, &Document::explorationChanged, this, &MainWindow::sayWhatMapCannot);
    connect(m_document.undoStack(), &QUndoStack::indexChanged, this, [this](int index) {
        if (index < m_importAtUndoIndex)
            m_import->hide();
    });
}

void MainWindow::connectWork()
{
    connect(&m_document, &Document::workStarted, this, [this](const QString &what) {
        m_status->startWork(what);
        offerToContinue();
    });
    connect(&m_document, &Document::workProgress, m_status, &StatusBar::showTexts);
    connect(&m_document, &Document::formingChanged, this, [this] {
        if (const FormingMapPtr forming = m_document.forming())
            m_status->showForming(*forming);
    });
    const auto ended = [this] {
        m_status->endWork();
        m_status->showHint({});
        refreshStatus();
    };
    connect(&m_document, &Document::workFinished, this, [this, ended] {
        ended();
        offerToEmbedAnew();
    });
    connect(&m_document, &Document::workCancelled, this, [this, ended] {
        ended();
        refreshActions();
        offerToContinue();
    });
    connect(&m_document, &Document::workFailed, this, [this, ended](const Error &error) {
        ended();
        tellFailure(error);
    });
    connect(&m_reader, &FileReader::started, this, [this] { m_status->startWork(tr("Reading")); });
    connect(&m_reader, &FileReader::progress, m_status, &StatusBar::showProgress);
    connect(&m_reader, &FileReader::finished, this, [this, ended](const std::vector<ReadFile> &files) {
        ended();
        takeOver(files);
    });
    connect(m_status, &StatusBar::cancelRequested, this, [this] {
        m_reader.cancel();
        m_document.cancelWork();
        m_status->endWork();
    });
    connect(m_status, &StatusBar::continueRequested, &m_document, &Document::continueWork);
    connect(m_message, &MessageBar::closed, this, &MainWindow::forgetBegunAxes);
    for (QWidget *bar : std::initializer_list<QWidget *>{m_status, m_message, m_sendBar, m_import})
        whenFocusHides(bar, [this] {
            if (m_document.corpus().empty())
                m_texts->focusEntry();
            else
                map()->setFocus();
        });
}

/// What a cancel left undone can be taken up until other work does.
void MainWindow::offerToContinue()
{
    if (!m_document.canContinue()) {
        m_status->offerToContinue(false);
        if (std::exchange(m_offersToContinue, false))
            m_message->dismiss();
        return;
    }
    const auto &texts = m_document.corpus().texts;
    const auto left = std::count_if(texts.begin(), texts.end(), [this](const Text &text) {
        return m_document.entryOf(text).state == VectorState::Pending;
    });
    m_status->offerToContinue(true);
    if (left == 0)
        return m_status->showHint(tr("Cancelled. What was done is kept."));
    m_offersToContinue = true;
    m_message->showMessage(counted(left, tr("Cancelled. What was done is kept; %n text has no numbers yet."),
                                   tr("Cancelled. What was done is kept; %n texts have no numbers yet.")),
                           {}, tr("&Continue"), [this] { m_document.continueWork(); });
}

void MainWindow::connectParts()
{
    connect(m_bar, &RecipeBar::axesRequested, this, &MainWindow::showAxes);
    connect(m_bar, &RecipeBar::exportRequested, this, &MainWindow::exportPicture);
    connect(m_bar, &RecipeBar::presentRequested, this, [this] { setPresenting(true); });
    connect(m_bar, &RecipeBar::modelFolderRequested, this, &MainWindow::askModelFolder);
    connect(m_import, &ImportBar::reloadRequested, this, [this](const QString &path, const ReadOptions &options) {
        m_openHow = OpenHow::Replace;
        m_reader.read({path}, options);
    });
    connect(m_area->emptyPage(), &EmptyPage::openRequested, this, &MainWindow::askOpen);
    connect(m_area->emptyPage(), &EmptyPage::sampleChosen, this, &MainWindow::openSample);
    connect(map(), &MapWidget::hint, this, &MainWindow::showHint);
    connect(map(), &MapWidget::menuRequested, this, &MainWindow::showMapMenu);
    connect(map(), &MapWidget::carryingChanged, this, [this](bool carrying) {
        if (carrying)
            showSideExamples();
    });
    connect(map(), &MapWidget::droppedAtSide, this, &MainWindow::setAxisSide);
    connect(map(), &MapWidget::activated, m_inspector, &Inspector::showForSelection);
    m_texts->setMarks([this](TextId id) { return map()->markOf(id); });
    m_texts->followTyped(m_typed);
    map()->followTyped(m_typed);
    connect(&m_document, &Document::viewChanged, m_texts, &TextsPanel::repaintMarks);
    connect(&m_document, &Document::explorationChanged, m_texts, &TextsPanel::repaintMarks);
    connect(m_texts, &TextsPanel::said, this, &MainWindow::showHint);
    connect(m_texts, &TextsPanel::linesPasted, this, &MainWindow::addLines);
}

/// Why there is no map on the meaning axes that were asked for.
QString MainWindow::whyNoAxes(const Exploration &exploration)
{
    const auto *axes = std::get_if<AxesRecipe>(&exploration.recipe.projection);
    const QString missing = axes ? missingExamples(*axes, exploration) : QString();
    return missing.isEmpty() ? errorText(*exploration.map->refused) : missing;
}

void MainWindow::showHint(const QString &text)
{
    m_status->showHint(text);
}

void MainWindow::sayWhatMapCannot()
{
    const ExplorationPtr exploration = m_document.exploration();
    if (!exploration || !exploration->map || exploration->notes == m_saidNotes)
        return;
    m_saidNotes = exploration->notes;
    for (const ExplorationNote note : m_saidNotes) {
        if (note == ExplorationNote::MdsTooMany)
            m_message->showMessage(tr("%1; this map is PCA.").arg(whyNoMds(m_document)));
        else if (note == ExplorationNote::AxesImpossible && exploration->map->refused)
            m_message->showMessage(tr("%1 This map is PCA.").arg(whyNoAxes(*exploration)));
        else if (note == ExplorationNote::NoDifference &&
                 exploration->map->projection.index() != exploration->recipe.projection.index())
            m_message->showMessage(tr("To this model all texts are the same; this map is PCA."));
        else if (note == ExplorationNote::UmapTooFew)
            m_message->showMessage(tr("UMAP needs %1 texts; this map is PCA.").arg(UmapOptions::kLeastTexts));
        else if (note == ExplorationNote::TsneTooFew)
            m_message->showMessage(tr("t-SNE needs %1 texts; this map is PCA.").arg(TsneOptions::kLeastTexts));
        else if (note == ExplorationNote::TsneFewer)
            showHint(tr("There are too few texts for this perplexity: it is a third of them"));
        else if (note == ExplorationNote::UmapPieces)
            m_message->showMessage(tr("The neighbourhoods hang together in several pieces; how the pieces lie to each "
                                      "other says little."));
        else if (note == ExplorationNote::UmapFewer)
            showHint(tr("There are fewer texts than neighbours asked for: all are taken"));
    }
}

void MainWindow::refreshStatus()
{
    m_status->refresh();
    setWindowTitle(tr("%1 – Embedscope").arg(m_document.title().isEmpty() ? tr("Untitled") : m_document.title()));
}

void MainWindow::sayWhenFirstPainted(const QElapsedTimer &clock)
{
    connect(map(), &MapWidget::painted, this, [this, clock] {
        const auto base = map()->base();
        if (m_status->hasFirstPicture() || !base || !base->points || base->points->x.empty())
            return;
        const QString said = tr("first picture in %1 s").arg(static_cast<double>(clock.elapsed()) / 1000, 0, 'f', 1);
        QMetaObject::invokeMethod(m_status, [this, said] { m_status->setFirstPicture(said); }, Qt::QueuedConnection);
    });
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_overlay->setGeometry(rect());
    shareWidth(event->oldSize().width());
}

void MainWindow::shareWidth(int before)
{
    // The map keeps the most of a narrow window; between two sizes of one kind the person's own widths stay.
    const bool narrow = isNarrow();
    if (before > 0 && narrow == (before < kNarrow))
        return;
    if (narrow) {
        if (before > 0)
            m_wideSizes = m_splitter->sizes();
        m_splitter->setSizes(narrowSizes());
    } else {
        m_splitter->setSizes({m_wideSizes[0], width() - m_wideSizes[0] - m_wideSizes[2], m_wideSizes[2]});
    }
}

/// Larger writing takes some of the map's width for the list.
QList<int> MainWindow::narrowSizes() const
{
    constexpr int kList = 220;
    constexpr int kInspector = 240;
    const int list = std::clamp(qRound(kList * m_settings.fontScale()), kList, std::max(kList, width() * 3 / 10));
    return {list, width() - list - kInspector, kInspector};
}

bool MainWindow::isNarrow() const
{
    return width() < kNarrow;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    setPresenting(false);
    m_settings.setWindowGeometry(saveGeometry());
    if (!isNarrow()) // what is squeezed is nobody's wish
        m_settings.setWindowState(m_splitter->saveState());
    QMainWindow::closeEvent(event);
}

} // namespace embedscope
