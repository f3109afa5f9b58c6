#include "ui/widgets/window/main_window.h"

#include "ui/state/error_text.h"
#include "ui/widgets/bars/import_bar.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/recipe_bar.h"
#include "ui/widgets/dialogs/export_dialog.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/map/empty_page.h"
#include "ui/widgets/map/map_area.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/texts_panel.h"
#include "ui/widgets/window/drop_overlay.h"

#include <QApplication>
#include <QCloseEvent>
#include <QLabel>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QStatusBar>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kNarrow = 1000; ///< below it the panels are squeezed
constexpr double kPresenterFont = 1.75;
constexpr int kHintMilliseconds = 6000;
constexpr int kProgressAfterMilliseconds = 400; ///< shorter work needs no bar

} // namespace

MainWindow::MainWindow(Document &document, Prompts &prompts, Settings &settings, QWidget *parent)
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
      m_overlay(new DropOverlay(this))
{
    setAcceptDrops(true);
    setMinimumSize(640, 420);

    auto *central = new QWidget;
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_message);
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

    buildStatusBar();
    buildMenus();
    connectDocument();

    resize(1280, 800);
    if (const QByteArray geometry = m_settings.windowGeometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    if (const QByteArray sizes = m_settings.windowState(); !sizes.isEmpty())
        if (m_splitter->restoreState(sizes))
            m_wideSizes = m_splitter->sizes();
    // At a scale of 2 a usual size is larger than many a screen.
    if (const QScreen *on = screen())
        resize(size().boundedTo(on->availableGeometry().size()));
    m_document.setFontScale(m_settings.fontScale());
    m_document.setTheme(themeOf(palette()));
    refreshActions();
    refreshStatus();
    m_texts->focusEntry();
}

MainWindow::~MainWindow() = default;

MapWidget *MainWindow::map() const
{
    return m_area->map();
}

ExportDialog *MainWindow::exportDialog() const
{
    return m_export;
}

void MainWindow::buildStatusBar()
{
    m_counts = makeLabel({}, LabelKind::Secondary);
    m_where = makeLabel({}, LabelKind::Body);
    m_hint = new ElidedLabel;
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hintEnd.setSingleShot(true);
    m_hintEnd.setInterval(kHintMilliseconds);
    connect(&m_hintEnd, &QTimer::timeout, this, [this] { m_hint->setFullText({}); });
    m_right = makeLabel({}, LabelKind::Secondary);
    m_progress = new QProgressBar;
    m_cancel = new QPushButton(tr("Cancel"));
    for (QLabel *label : {m_counts, m_where, m_right})
        label->setWordWrap(false);
    m_counts->setObjectName(u"statusCounts"_s);
    m_where->setObjectName(u"statusWhere"_s);
    m_hint->setObjectName(u"statusHint"_s);
    m_right->setObjectName(u"statusRight"_s);
    m_progress->setObjectName(u"progress"_s);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(140);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->hide();
    m_cancel->setObjectName(u"cancelWork"_s);
    m_cancel->setAccessibleDescription(tr("Stops the work; what is done stays"));
    m_cancel->setToolTip(m_cancel->accessibleDescription());
    m_cancel->hide();
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_reader.cancel();
        m_document.cancelWork();
        endProgress();
    });
    m_continue = new QPushButton(tr("Continue"));
    m_continue->setObjectName(u"continueWork"_s);
    m_continue->setToolTip(tr("Goes on where the work was cancelled"));
    m_continue->setAccessibleDescription(m_continue->toolTip());
    m_continue->hide();
    connect(m_continue, &QPushButton::clicked, this, [this] { m_document.retryFailed(); });
    statusBar()->setContentsMargins(12, 2, 12, 2);
    statusBar()->addWidget(m_counts);
    statusBar()->addWidget(m_where);
    statusBar()->addWidget(m_hint, 1);
    statusBar()->addPermanentWidget(m_progress);
    statusBar()->addPermanentWidget(m_cancel);
    statusBar()->addPermanentWidget(m_continue);
    statusBar()->addPermanentWidget(m_right);
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connectDocument()
{
    const auto refresh = [this] {
        refreshActions();
        refreshStatus();
    };
    connect(&m_document, &Document::corpusChanged, this, refresh);
    connect(&m_document, &Document::explorationChanged, this, refresh);
    connect(&m_document, &Document::recipeChanged, this, refresh);
    connect(&m_document, &Document::viewChanged, this, refresh);
    connect(&m_document, &Document::titleChanged, this, refresh);
    connect(&m_document, &Document::workStarted, this, [this](const QString &what) {
        m_workClock.start();
        if (!m_continue->isHidden()) {
            if (m_continue->hasFocus())
                map()->setFocus();
            m_continue->hide();
            m_message->dismiss();
        }
        m_progress->setRange(0, 0);
        m_progress->setAccessibleDescription(what);
        m_progress->setToolTip(what);
    });
    const auto showProgress = [this](qulonglong done, qulonglong total) {
        if (!m_workClock.isValid() || m_workClock.elapsed() < kProgressAfterMilliseconds || total == 0)
            return;
        constexpr int kSteps = 1000;
        m_progress->setRange(0, kSteps);
        m_progress->setValue(std::max(m_progress->value(), static_cast<int>(done * kSteps / total)));
        m_progress->show();
        m_cancel->show();
        m_hintEnd.stop();
        m_hint->setFullText(tr("%1 of %2").arg(done).arg(total));
    };
    connect(&m_document, &Document::workProgress, this, showProgress);
    const auto ended = [this] {
        endProgress();
        m_hint->setFullText({});
        refreshStatus();
    };
    connect(&m_document, &Document::workFinished, this, ended);
    connect(&m_document, &Document::explorationChanged, this, &MainWindow::sayWhatMdsCannot);
    connect(&m_document, &Document::viewChanged, this, &MainWindow::showWriting);
    connect(&m_document, &Document::workCancelled, this, [this, ended] {
        ended();
        const auto &texts = m_document.corpus().texts;
        const auto left = std::count_if(texts.begin(), texts.end(),
                                        [this](const Text &text) { return !m_document.entryOf(text).vector; });
        refreshActions();
        if (left == 0)
            return showHint(tr("Cancelled. What was done is kept."));
        m_continue->show();
        m_message->showMessage(counted(left, tr("Cancelled. What was done is kept; %n text has no numbers yet."),
                                       tr("Cancelled. What was done is kept; %n texts have no numbers yet.")),
                               {}, tr("&Continue"), [this] { m_document.retryFailed(); });
    });
    connect(&m_document, &Document::workFailed, this, [this, ended](const Error &error) {
        ended();
        m_message->showMessage(errorText(error), QString::fromStdString(error.detail), tr("Try &again"),
                               [this] { m_document.retryFailed(); });
    });

    connect(&m_reader, &FileReader::started, this, [this] { m_workClock.start(); });
    connect(&m_reader, &FileReader::progress, this, showProgress);
    connect(&m_reader, &FileReader::finished, this, [this, ended](const std::vector<ReadFile> &files) {
        ended();
        takeOver(files);
    });

    connect(m_bar, &RecipeBar::exportRequested, this, &MainWindow::exportPicture);
    connect(m_bar, &RecipeBar::presentRequested, this, [this] { setPresenting(true); });
    connect(m_bar, &RecipeBar::modelFolderRequested, this, &MainWindow::askModelFolder);
    connect(m_import, &ImportBar::reloadRequested, this, [this](const QString &path, const ReadOptions &options) {
        m_openHow = OpenHow::Replace;
        m_reader.read({path}, options);
    });
    connect(m_document.undoStack(), &QUndoStack::indexChanged, this, [this](int index) {
        if (index < m_importAtUndoIndex)
            m_import->hide();
    });
    connect(m_area->emptyPage(), &EmptyPage::openRequested, this, &MainWindow::askOpen);
    connect(m_area->emptyPage(), &EmptyPage::sampleChosen, this, &MainWindow::openSample);
    connect(map(), &MapWidget::hint, this, &MainWindow::showHint);
    connect(map(), &MapWidget::menuRequested, this, &MainWindow::showMapMenu);
    connect(map(), &MapWidget::activated, m_inspector, &Inspector::showForSelection);
    m_texts->setMarks([this](TextId id) { return map()->markOf(id); });
    connect(&m_document, &Document::viewChanged, m_texts, &TextsPanel::repaintMarks);
    connect(&m_document, &Document::explorationChanged, m_texts, &TextsPanel::repaintMarks);
    connect(m_texts, &TextsPanel::linesPasted, this, &MainWindow::addLines);
}

void MainWindow::showHint(const QString &text)
{
    m_hint->setFullText(text);
    m_hintEnd.start();
}

void MainWindow::endProgress()
{
    if (m_cancel->hasFocus()) // what hides gives its focus to the next, which nobody asked for
        map()->setFocus();
    m_progress->hide();
    m_progress->reset();
    m_cancel->hide();
}

void MainWindow::sayWhatMdsCannot()
{
    const ExplorationPtr exploration = m_document.exploration();
    if (!exploration || !exploration->map)
        return;
    const bool tooMany = std::count(exploration->notes.begin(), exploration->notes.end(), ExplorationNote::MdsTooMany);
    if (tooMany && !m_saidTooManyForMds)
        m_message->showMessage(tr("%1; this map is PCA.").arg(whyNoMds(m_document)));
    m_saidTooManyForMds = tooMany;
}

void MainWindow::showWriting()
{
    // A presenter sees nothing but the map.
    if (m_presenting || m_writing == m_document.view().fontScale)
        return;
    m_writing = m_document.view().fontScale;
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * m_writing);
    for (QWidget *panel : std::initializer_list<QWidget *>{m_texts, m_inspector, m_area->card()})
        panel->setFont(font);
}

void MainWindow::refreshStatus()
{
    const int texts = static_cast<int>(m_document.corpus().size());
    QString counts = counted(texts, tr("%n text"), tr("%n texts"));
    if (const ExplorationPtr exploration = m_document.exploration(); exploration && exploration->size() > 0)
        counts +=
            u" · "_s + counted(static_cast<int>(exploration->vectors.cols()), tr("%n dimension"), tr("%n dimensions"));
    m_counts->setText(counts);

    const auto embedder = m_document.embedder();
    const QString host = embedder ? QString::fromStdString(embedder->host()) : QString();
    m_where->setText(u"● "_s + (host.isEmpty() ? tr("Stays on this computer") : tr("Sent to %1").arg(host)));
    QPalette green = statusBar()->palette();
    const QColor colour = lookOf(themeOf(green)).good;
    if (host.isEmpty() && m_where->palette().color(QPalette::WindowText) != colour) {
        green.setColor(QPalette::WindowText, colour);
        m_where->setPalette(green);
    }

    QStringList right;
    if (const std::size_t selected = m_document.view().selection.size(); selected > 0)
        right += tr("%n selected", nullptr, static_cast<int>(selected));
    if (!m_firstPicture.isEmpty())
        right += m_firstPicture;
    m_right->setText(right.join(u" · "_s));
    setWindowTitle(tr("%1 – Embedscope").arg(m_document.title().isEmpty() ? tr("Untitled") : m_document.title()));
}

void MainWindow::sayWhenFirstPainted(const QElapsedTimer &clock)
{
    connect(map(), &MapWidget::painted, this, [this, clock] {
        const auto base = map()->base();
        if (!m_firstPicture.isEmpty() || !base || !base->points || base->points->x.empty())
            return;
        m_firstPicture = tr("first picture in %1 s").arg(static_cast<double>(clock.elapsed()) / 1000, 0, 'f', 1);
        QMetaObject::invokeMethod(this, [this] { refreshStatus(); }, Qt::QueuedConnection);
    });
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_settings.setTheme(choice);
    m_document.setTheme(applyTheme(*qApp, choice));
    refreshActions();
    refreshStatus();
}

void MainWindow::changeFont(double factor)
{
    m_document.setFontScale(m_document.view().fontScale * factor);
    if (!m_presenting)
        m_settings.setFontScale(m_document.view().fontScale);
}

void MainWindow::setPresenting(bool on)
{
    if (on == isPresenting())
        return;
    if (on) {
        m_presenting = BeforePresenting{m_document.view().fontScale, isFullScreen()};
        m_document.setFontScale(m_presenting->fontScale * kPresenterFont);
    } else {
        m_document.setFontScale(m_presenting->fontScale);
    }
    for (QWidget *chrome : std::initializer_list<QWidget *>{m_bar, m_texts, m_inspector, statusBar(), menuBar()})
        chrome->setVisible(!on);
    m_area->setChromeVisible(!on);
    if (on) {
        m_message->dismiss();
        m_import->hide();
        showFullScreen();
        map()->setFocus();
    } else {
        const bool wasFullScreen = m_presenting->wasFullScreen;
        m_presenting.reset();
        if (!wasFullScreen)
            showNormal();
    }
    m_present->setChecked(on);
    map()->fitAll(Motion::Instant);
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && isPresenting()) {
        setPresenting(false);
        return;
    }
    QMainWindow::keyPressEvent(event);
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
        m_splitter->setSizes({220, width() - 460, 240});
    } else {
        m_splitter->setSizes({m_wideSizes[0], width() - m_wideSizes[0] - m_wideSizes[2], m_wideSizes[2]});
    }
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
