// The menus: every entry has a mnemonic of its own, and a key where people expect one.
#include "ui/widgets/window/main_window.h"

#include "ui/state/app_paths.h"
#include "ui/widgets/bars/import_bar.h"
#include "ui/widgets/bars/recipe_choices.h"
#include "ui/widgets/dialogs/help_dialogs.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/inspector/lies_list.h"
#include "ui/widgets/inspector/rank_page.h"
#include "ui/widgets/map/map_area.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/texts_panel.h"

#include <QActionGroup>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr double kFontStep = 1.15;

} // namespace

QAction *MainWindow::add(QMenu *menu, const QString &text, const QKeySequence &key, std::function<void()> run)
{
    QAction *action = menu->addAction(text);
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    addAction(action); // keys work also while the menu bar is hidden
    return action;
}

void MainWindow::buildMenus()
{
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildMapMenu();
    buildHelpMenu();
}

void MainWindow::buildFileMenu()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    add(file, tr("&New"), QKeySequence::New, [this] {
        m_import->hide();
        m_document.newDocument();
        m_texts->focusEntry();
    });
    add(file, tr("&Open…"), QKeySequence::Open, [this] { askOpen(); });
    m_recent = file->addMenu(tr("Open &Recent"));
    connect(m_recent, &QMenu::aboutToShow, this, &MainWindow::refreshRecent);
    QMenu *samples = file->addMenu(tr("Sa&mples"));
    if (const auto all = readSamples(samplesPath())) {
        int number = 0;
        for (const Sample &sample : *all) {
            QString title = sample.title;
            QAction *action = add(samples, u"&%1  %2"_s.arg(++number).arg(title.replace(u'&', "&&"_L1)), {},
                                  [this, sample] { openSample(sample); });
            action->setStatusTip(sample.description);
        }
    }
    samples->menuAction()->setEnabled(!samples->isEmpty());
    file->addSeparator();
    m_needTexts.push_back(add(file, tr("&Save Texts As…"), QKeySequence::Save, [this] { saveTexts(); }));
    m_needTexts.push_back(add(file, tr("&Export Picture…"), QKeySequence(u"Ctrl+E"_s), [this] { exportPicture(); }));
    m_needTexts.push_back(
        add(file, tr("&Copy Picture"), QKeySequence(u"Ctrl+Shift+C"_s), [this] { map()->copyPicture(); }));
    file->addSeparator();
    if (m_models)
        add(file, tr("Mo&dels…"), QKeySequence(u"Ctrl+M"_s), [this] { showModels(); });
    add(file, tr("&Quit"), QKeySequence::Quit, [this] { close(); });
    refreshRecent();
}

void MainWindow::buildEditMenu()
{
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    QAction *undo = m_document.undoStack()->createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction *redo = m_document.undoStack()->createRedoAction(this, tr("&Redo"));
    redo->setShortcut(QKeySequence::Redo);
    for (QAction *action : {undo, redo}) {
        edit->addAction(action);
        addAction(action);
    }
    edit->addSeparator();
    add(edit, tr("&Paste Texts"), QKeySequence::Paste, [this] { addLines(TextsPanel::clipboardText()); });
    m_edit = add(edit, tr("&Edit Text"), QKeySequence(Qt::Key_F2), [this] { m_texts->editSelected(); });
    m_delete = add(edit, tr("&Delete"), QKeySequence::Delete, [this] { m_texts->removeSelected(); });
    add(edit, tr("Select &All"), QKeySequence::SelectAll, [this] {
        std::set<TextId> all;
        for (const Text &text : m_document.corpus().texts)
            all.insert(text.id);
        m_document.setSelection(all);
    });
    edit->addSeparator();
    add(edit, tr("&Find"), QKeySequence::Find, [this] { m_texts->focusFind(); });
    m_retry = add(edit, tr("&Try Failed Texts Again"), {}, [this] { m_document.retryFailed(); });
}

void MainWindow::buildViewMenu()
{
    QMenu *view = menuBar()->addMenu(tr("&View"));
    m_needTexts.push_back(add(view, tr("Zoom &In"), QKeySequence::ZoomIn, [this] { map()->zoomBy(1.25); }));
    m_needTexts.push_back(add(view, tr("Zoom &Out"), QKeySequence::ZoomOut, [this] { map()->zoomBy(1 / 1.25); }));
    m_needTexts.push_back(add(view, tr("&Fit All"), QKeySequence(u"Ctrl+0"_s), [this] { map()->fitAll(); }));
    view->addSeparator();
    m_labels = add(view, tr("La&bels"), QKeySequence(u"Ctrl+L"_s),
                   [this] { m_document.setShowLabels(!m_document.view().showLabels); });
    m_labels->setCheckable(true);
    m_truth = add(view, tr("&Truth Lines"), QKeySequence(u"Ctrl+T"_s),
                  [this] { m_document.setTruthLines(!m_document.view().truthLines); });
    m_truth->setCheckable(true);
    m_needTexts.push_back(add(view, tr("W&here It Lies Most"), QKeySequence(u"Ctrl+Shift+T"_s), [this] {
        m_inspector->show();
        m_inspector->setCurrentWidget(m_inspector->neighboursPage());
        if (!m_inspector->neighboursPage()->lies()->open())
            showHint(tr("This map keeps all true neighbours of every text, or there are too few to tell."));
    }));
    view->addSeparator();
    // Ctrl with + - 0 zooms the map; with Shift it is the writing. Where a keyboard needs Shift for a plain +, the
    // signs > and < of other programs serve.
    add(view, tr("Larger &Writing"), QKeySequence(u"Ctrl+Shift+."_s), [this] {
        changeWriting(kFontStep);
    })->setShortcuts({QKeySequence(u"Ctrl+Shift+."_s), QKeySequence(u"Ctrl+>"_s)});
    add(view, tr("&Smaller Writing"), QKeySequence(u"Ctrl+Shift+,"_s), [this] {
        changeWriting(1 / kFontStep);
    })->setShortcuts({QKeySequence(u"Ctrl+Shift+,"_s), QKeySequence(u"Ctrl+<"_s)});
    add(view, tr("&Usual Writing"), QKeySequence(u"Ctrl+Shift+0"_s), [this] {
        changeWriting(0);
    })->setShortcuts({QKeySequence(u"Ctrl+Shift+0"_s), QKeySequence(u"Ctrl+)"_s)});
    QMenu *theme = view->addMenu(tr("The&me"));
    m_themes = new QActionGroup(this);
    const std::pair<ThemeChoice, QString> choices[] = {{ThemeChoice::Follow, tr("As the &Desktop")},
                                                       {ThemeChoice::Light, tr("&Light")},
                                                       {ThemeChoice::Dark, tr("Da&rk")}};
    for (const auto &[choice, name] : choices) {
        QAction *action = add(theme, name, {}, [this, c = choice] { setTheme(c); });
        action->setCheckable(true);
        action->setData(static_cast<int>(choice));
        m_themes->addAction(action);
    }
    view->addSeparator();
    QAction *texts = add(view, tr("Texts &Panel"), QKeySequence(u"Ctrl+1"_s),
                         [this] { m_texts->setVisible(!m_texts->isVisible()); });
    QAction *inspector = add(view, tr("Inspe&ctor"), QKeySequence(u"Ctrl+2"_s),
                             [this] { m_inspector->setVisible(!m_inspector->isVisible()); });
    for (QAction *action : {texts, inspector})
        action->setCheckable(true);
    connect(view, &QMenu::aboutToShow, this, [this, texts, inspector] {
        texts->setChecked(m_texts->isVisible());
        inspector->setChecked(m_inspector->isVisible());
    });
    add(view, tr("&Next Part of the Window"), QKeySequence(Qt::Key_F6), [this] { goToPart(1); });
    add(view, tr("Pre&vious Part"), QKeySequence(u"Shift+F6"_s), [this] { goToPart(-1); });
    view->addSeparator();
    m_present = add(view, tr("P&resent"), QKeySequence(Qt::Key_F5), [this] { setPresenting(!isPresenting()); });
    m_present->setCheckable(true);
    m_needTexts.push_back(m_present);
}

void MainWindow::buildMapMenu()
{
    m_mapMenu = menuBar()->addMenu(tr("&Map"));
    auto *maps = new QActionGroup(this);
    const auto setProjection = [this](const ProjectionRecipe &projection, const QString &what) {
        Recipe recipe = m_document.recipe();
        recipe.projection = projection;
        m_document.setRecipe(recipe, what);
    };
    m_pca = add(m_mapMenu, tr("&PCA: Keeps Variance"), QKeySequence(u"Ctrl+Shift+P"_s),
                [=] { setProjection(PcaRecipe{}, tr("Map: PCA")); });
    m_mds = add(m_mapMenu, tr("&MDS: Keeps Distances"), QKeySequence(u"Ctrl+Shift+M"_s),
                [=] { setProjection(MdsRecipe{}, tr("Map: MDS")); });
    m_umap = add(m_mapMenu, tr("&UMAP: Keeps Neighbourhoods"), QKeySequence(u"Ctrl+Shift+H"_s),
                 [=] { setProjection(UmapRecipe{}, tr("Map: UMAP")); });
    m_tsne = add(m_mapMenu, tr("t-&SNE: Keeps Nearest Neighbours"), QKeySequence(u"Ctrl+Shift+J"_s),
                 [=] { setProjection(TsneRecipe{}, tr("Map: t-SNE")); });
    for (QAction *action : {m_pca, m_mds, m_umap, m_tsne}) {
        action->setCheckable(true);
        maps->addAction(action);
    }
    m_axes = add(m_mapMenu, tr("Meaning A&xes…"), QKeySequence(u"Ctrl+Shift+X"_s), [this] {
        showAxes();
        refreshActions(); // it is not drawn yet
    });
    m_axes->setCheckable(true);
    maps->addAction(m_axes);
    m_sides = m_mapMenu->addMenu(tr("Make the Selected an Axis &End"));
    const std::pair<AxisSide, QString> sides[] = {{AxisSide::Left, tr("&Left End")},
                                                  {AxisSide::Right, tr("&Right End")},
                                                  {AxisSide::Below, tr("Lo&wer End")},
                                                  {AxisSide::Above, tr("&Upper End")}};
    for (const auto &[side, name] : sides)
        add(m_sides, name, {}, [this, s = side] { setAxisSide(s); });
    m_mapMenu->addSeparator();
    QMenu *colour = m_mapMenu->addMenu(tr("&Colour By"));
    m_colours = new QActionGroup(this);
    const std::pair<const char *, QString> modes[] = {
        {"similarity", tr("&Similarity")}, {"angle", tr("&Angle")},         {"distance", tr("&Distance")},
        {"phrase", tr("A &Phrase")},       {"spectrum", tr("A Spec&trum")}, {"cluster", tr("&Cluster")},
        {"group", tr("&Group")},           {"number", tr("One Nu&mber")},   {"kept", tr("Neighbours &Kept")},
        {"length", tr("&Length")},         {"none", tr("&Nothing")}};
    for (const auto &[mode, name] : modes) {
        const QString key = QString::fromLatin1(mode);
        QAction *action =
            add(colour, name, {}, [this, key] { m_document.setColour(colourOfKey(key, m_document.view().colour())); });
        action->setCheckable(true);
        action->setData(key);
        m_colours->addAction(action);
    }
    QMenu *ramp = m_mapMenu->addMenu(tr("&Ramp of Colours"));
    m_ramps = new QActionGroup(this);
    const std::pair<Ramp, QString> ramps[] = {
        {Ramp::Blue, tr("&Blue")}, {Ramp::Cividis, tr("&Cividis")}, {Ramp::Viridis, tr("&Viridis")}};
    for (const auto &[which, name] : ramps) {
        QAction *action =
            add(ramp, name, {}, [this, r = which] { m_document.setRamp(r, m_document.view().stretchRamp); });
        action->setCheckable(true);
        action->setData(static_cast<int>(which));
        m_ramps->addAction(action);
    }
    ramp->addSeparator();
    m_stretch = add(ramp, tr("&Stretch to What There Is"), {},
                    [this] { m_document.setRamp(m_document.view().ramp, !m_document.view().stretchRamp); });
    m_stretch->setCheckable(true);
    QMenu *clusters = m_mapMenu->addMenu(tr("C&lusters"));
    const auto setClusters = [this](const ClusterRecipe &recipe) { chooseClusters(m_document, recipe); };
    add(clusters, tr("&Off"), {}, [=] { setClusters({ClusterRecipe::Method::None, 0}); });
    add(clusters, tr("&Automatic"), {}, [=] { setClusters({ClusterRecipe::Method::KMeans, 0}); });
    add(clusters, tr("By &Density"), {}, [=] { setClusters({ClusterRecipe::Method::Hdbscan}); });
    add(clusters, tr("O&ne More"), {}, [=, this] {
        const int k = m_document.recipe().clusters.k;
        setClusters({ClusterRecipe::Method::KMeans, std::min(std::max(k, 1) + 1, 20)});
    });
    add(clusters, tr("One &Fewer"), {}, [=, this] {
        const int k = m_document.recipe().clusters.k;
        setClusters({ClusterRecipe::Method::KMeans, std::max(k - 1, 2)});
    });
    add(m_mapMenu, tr("&Another Seed"), QKeySequence(u"Ctrl+R"_s), [this] {
        Recipe recipe = m_document.recipe();
        recipe.seed = rollSeed(recipe.seed);
        m_document.setRecipe(recipe, tr("Seed: %1").arg(recipe.seed));
    });
    m_mapMenu->addSeparator();
    add(m_mapMenu, tr("&Groups and Labels…"), QKeySequence(u"Ctrl+G"_s), [this] { showGroups(); });
    m_needTexts.push_back(
        add(m_mapMenu, tr("Compare the Selecte&d Text with the Others"), QKeySequence(u"Ctrl+D"_s), [this] {
            if (m_document.view().selection.size() == 1)
                m_document.setAnchor(*m_document.view().selection.begin());
        }));
}

void MainWindow::buildHelpMenu()
{
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    add(help, tr("&Keyboard Shortcuts"), QKeySequence::HelpContents, [this] { showShortcuts(this); });
    add(help, tr("&About Embedscope"), {}, [this] { showAbout(this); });
}

void MainWindow::refreshActions()
{
    const bool any = !m_document.corpus().empty();
    for (QAction *action : m_needTexts)
        action->setEnabled(any);
    const ViewState &view = m_document.view();
    m_delete->setEnabled(!view.selection.empty());
    m_edit->setEnabled(view.selection.size() == 1);
    m_sides->setEnabled(!view.selection.empty());
    m_labels->setChecked(view.showLabels);
    m_truth->setChecked(view.truthLines);
    const ProjectionRecipe &projection = m_document.recipe().projection;
    const bool mds = std::holds_alternative<MdsRecipe>(projection);
    const QString whyNot = whyNoMds(m_document);
    m_pca->setChecked(std::holds_alternative<PcaRecipe>(projection) || (mds && !whyNot.isEmpty()));
    m_mds->setChecked(mds && whyNot.isEmpty());
    m_umap->setChecked(std::holds_alternative<UmapRecipe>(projection));
    m_tsne->setChecked(std::holds_alternative<TsneRecipe>(projection));
    m_mds->setEnabled(whyNot.isEmpty());
    m_mds->setStatusTip(whyNot);
    m_stretch->setChecked(view.stretchRamp);
    m_axes->setChecked(std::holds_alternative<AxesRecipe>(projection));
    const auto check = [](QActionGroup *group, int value) {
        for (QAction *action : group->actions())
            action->setChecked(action->data().toInt() == value);
    };
    const QString colour = colourKey(view.colour());
    for (QAction *action : m_colours->actions())
        action->setChecked(action->data().toString() == colour);
    check(m_ramps, static_cast<int>(view.ramp));
    check(m_themes, static_cast<int>(m_settings.theme()));
}

void MainWindow::refreshRecent()
{
    m_recent->clear();
    int number = 0;
    for (const RecentFile &file : m_settings.recentFiles()) {
        QString name = QFileInfo(file.path).fileName();
        QAction *action = m_recent->addAction(u"&%1  %2"_s.arg(++number % 10).arg(name.replace(u'&', "&&"_L1)));
        action->setEnabled(!file.missing);
        action->setToolTip(plainToolTip(file.path));
        connect(action, &QAction::triggered, this, [this, path = file.path] { openFiles({path}); });
    }
    m_recent->menuAction()->setEnabled(number > 0);
    if (number > 0) {
        m_recent->addSeparator();
        connect(m_recent->addAction(tr("&Clear the List")), &QAction::triggered, this, [this] {
            m_settings.clearRecentFiles();
            m_recent->menuAction()->setEnabled(false);
        });
    }
}

void MainWindow::showMapMenu(const QPoint &at)
{
    QMenu menu(this);
    for (QAction *action : m_mapMenu->actions())
        menu.addAction(action);
    menu.addSeparator();
    menu.addAction(m_labels);
    menu.addAction(m_truth);
    menu.addAction(tr("&Fit All"), this, [this] { map()->fitAll(); });
    menu.addAction(tr("C&opy Picture"), this, [this] { map()->copyPicture(); });
    menu.exec(at);
}

} // namespace embedscope
