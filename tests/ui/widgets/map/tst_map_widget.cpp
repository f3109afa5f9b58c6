#include "tests/support/fake_embedder.h"
#include "tests/ui/drawn_lines.h"
#include "tests/ui/widgets/window_fixture.h"

#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/dialogs/axes_dialog.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/map/map_area.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/texts_panel.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QWheelEvent>

using namespace embedscope;
using namespace Qt::StringLiterals;

class TestMapWidget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void aClickSelectsAndCtrlToggles()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        QTRY_VERIFY(!f.window.map()->isTravelling());
        MapWidget *map = f.window.map();
        const auto click = [&](std::size_t index, Qt::KeyboardModifiers keys) {
            const auto place = map->placeOf(f.id(index));
            QVERIFY(place);
            QTest::mouseClick(map, Qt::LeftButton, keys, place->toPoint());
        };
        click(1, {});
        QCOMPARE(f.document.view().selection, std::set<TextId>{f.id(1)});
        click(2, Qt::ControlModifier);
        QCOMPARE(f.document.view().selection, (std::set<TextId>{f.id(1), f.id(2)}));
        click(2, Qt::ControlModifier);
        QCOMPARE(f.document.view().selection, std::set<TextId>{f.id(1)});
    }

    void panningAndZoomingNeverMakeTheBaseAnew()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        MapWidget *map = f.window.map();
        QTRY_VERIFY(!map->isTravelling());
        map->grab();
        const int builds = map->baseBuilds();
        for (int i = 0; i < 10; ++i)
            QTest::keyClick(map, i % 2 ? Qt::Key_Plus : Qt::Key_Minus);
        QWheelEvent wheel(QPointF(300, 200), map->mapToGlobal(QPointF(300, 200)), {}, {0, 240}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        const WorldPoint before = map->scene().viewport.toWorld({300, 200});
        QApplication::sendEvent(map, &wheel);
        const WorldPoint after = map->scene().viewport.toWorld({300, 200});
        QVERIFY(std::abs(before.x - after.x) < 1e-9 && std::abs(before.y - after.y) < 1e-9);
        map->grab();
        QCOMPARE(map->baseBuilds(), builds);
    }

    void aTextChosenElsewhereIsBroughtIntoView()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        MapWidget *map = f.window.map();
        QTRY_VERIFY(!map->isTravelling());
        const auto inView = [&](std::size_t index) {
            return QRectF(map->rect()).contains(map->placeOf(f.id(index)).value_or(QPointF(-1, -1)));
        };
        // All of the map is shown: it stays as it is.
        f.document.setFocused(f.id(2));
        QVERIFY(!f.document.view().camera);
        // Close to one text, the others far outside.
        const QPointF first = *map->placeOf(f.id(0));
        const Viewport whole = map->scene().viewport;
        f.document.setCamera(Camera{whole.toWorld({first.x(), first.y()}), whole.camera().scale * 40});
        QVERIFY(inView(0) && !inView(1) && !inView(3));
        const Camera close = *f.document.view().camera;
        f.document.setFocused(f.id(0));
        QVERIFY(*f.document.view().camera == close); // is in view
        f.document.setFocused(f.id(3));
        QTRY_VERIFY(inView(3));
        QTRY_VERIFY(*f.document.view().camera != close);
        QCOMPARE(f.document.view().camera->scale, close.scale);
        // Another one while the map is still under way.
        f.document.setFocused(f.id(1));
        f.document.setFocused(f.id(0));
        QTRY_VERIFY(inView(0) && !map->isTravelling());
    }

    void theMapIsSeenForming()
    {
        WindowFixture f(std::make_shared<test::FakeEmbedder>());
        MapWidget *map = f.window.map();
        const QStringList texts = test::drawnLines(1000);
        f.document.addTexts(texts);
        QTRY_VERIFY_WITH_TIMEOUT(f.settled() && !map->isTravelling(), 60000);
        const auto *said = f.window.findChild<QWidget *>(u"mapCard"_s)->findChild<QLabel *>();
        const auto form = [&](std::uint64_t seed) {
            Recipe recipe = f.document.recipe();
            recipe.projection = UmapRecipe{};
            recipe.seed = seed;
            f.document.setRecipe(recipe, u"UMAP"_s);
            return QTest::qWaitFor([&] { return map->isForming(); }, 30000);
        };
        QVERIFY(form(1));
        QVERIFY(map->base()->forming && map->base()->points->x.size() == 1000);
        QVERIFY(map->scene().labels.empty());
        QVERIFY2(said->text().startsWith(u"Forming the map: epoch "_s), qPrintable(said->text()));
        const int builds = map->baseBuilds();
        map->grab();
        map->grab();
        QCOMPARE(map->baseBuilds(), builds);
        // Aligned as the map that it becomes.
        QVERIFY(f.document.formingAlignment() != Alignment{});
        QTRY_VERIFY_WITH_TIMEOUT(f.settled() && !map->isTravelling(), 60000);
        QVERIFY(!map->isForming() && !map->base()->forming);
        QVERIFY(!said->text().startsWith(u"Forming"_s));
        const MatrixD drawn = map->base()->exploration->map->coordinates;
        QVERIFY(form(2));
        f.document.cancelWork();
        QTRY_VERIFY_WITH_TIMEOUT(!f.document.isBusy(), 10000);
        QVERIFY(!map->isForming() && !map->base()->forming);
        QVERIFY(map->base()->exploration->map->coordinates == drawn);
        QVERIFY(f.document.canContinue());
        QVERIFY(f.window.findChild<QPushButton *>(u"continueWork"_s)->isVisible());
    }

    // A long list is not looked forward to on an empty map.
    void aFirstLookWhileTextsAreEmbedded()
    {
        const auto embedder = std::make_shared<test::FakeEmbedder>();
        std::atomic<bool> hold = true;
        embedder->onRow = [&](std::size_t i) {
            if (i == 300)
                QTest::qSleep(450);
            for (int waited = 0; i == 500 && hold && waited < 500; ++waited)
                QTest::qSleep(20);
        };
        WindowFixture f(embedder);
        MapWidget *map = f.window.map();
        const QStringList texts = test::drawnLines(1000);
        Recipe recipe = f.document.recipe();
        recipe.projection = UmapRecipe{.epochs = 20};
        f.document.setRecipe(recipe, u"UMAP"_s);
        f.document.addTexts(texts);
        QTRY_VERIFY_WITH_TIMEOUT(map->isForming(), 20000);
        QVERIFY(f.document.forming()->isFirstLook() && f.document.isBusy());
        QVERIFY(map->base()->points->x.size() >= 100);
        QVERIFY(!map->scene().labels.empty());
        const auto *said = f.window.findChild<QWidget *>(u"mapCard"_s)->findChild<QLabel *>();
        QVERIFY2(said->text().startsWith(u"A first look, by PCA: "_s), qPrintable(said->text()));
        map->grab();
        map->zoomBy(8); // what is looked at closely here may be an empty place of the map that comes
        map->grab();
        QVERIFY(f.document.view().camera.has_value());
        // Another seed is asked for: what is there stays.
        recipe.seed = 7;
        f.document.setRecipe(recipe, u"Seed"_s);
        QTest::qWait(50);
        QVERIFY(map->isForming());
        hold = false;
        QTRY_VERIFY_WITH_TIMEOUT(f.settled() && !map->isTravelling(), 60000);
        QVERIFY(!map->isForming());
        QVERIFY(!f.document.view().camera.has_value());
        QCOMPARE(map->base()->points->x.size(), std::size_t{1000});
        QVERIFY(!said->text().startsWith(u"A first look"_s));
    }

    void escapeGoesOneLevelBack()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        MapWidget *map = f.window.map();
        map->zoomBy(2);
        f.document.setTruthLines(true);
        f.document.setSelection({f.id(1)});
        QTest::keyClick(map, Qt::Key_Escape);
        QVERIFY(f.document.view().selection.empty());
        QVERIFY(f.document.view().truthLines);
        QTest::keyClick(map, Qt::Key_Escape);
        QVERIFY(!f.document.view().truthLines);
        QVERIFY(f.document.view().camera.has_value());
        QTest::keyClick(map, Qt::Key_Escape);
        QTRY_VERIFY(!f.document.view().camera.has_value());
        QVERIFY(!map->stepBack());
    }

    void theKeyboardWalks()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        MapWidget *map = f.window.map();
        map->setFocus();
        QTest::keyClick(map, Qt::Key_Right); // the first arrow goes to the anchor
        QCOMPARE(f.document.view().focused, f.id(0));
        QTest::keyClick(map, Qt::Key_BracketRight);
        const auto ranking = rankAgainst(*f.document.exploration(), 0);
        QCOMPARE(f.document.view().focused, f.document.exploration()->rows[ranking[0].row].id);
        QTest::keyClick(map, Qt::Key_BracketRight);
        QCOMPARE(f.document.view().focused, f.document.exploration()->rows[ranking[1].row].id);
        QTest::keyClick(map, Qt::Key_BracketLeft);
        QTest::keyClick(map, Qt::Key_Return);
        const TextId first = f.document.exploration()->rows[ranking[0].row].id;
        QCOMPARE(f.document.view().selection, std::set<TextId>{first});
        // Space takes another one along, and lets it go again.
        QTest::keyClick(map, Qt::Key_BracketRight);
        const TextId second = f.document.view().focused;
        QTest::keyClick(map, Qt::Key_Space);
        QCOMPARE(f.document.view().selection, (std::set<TextId>{first, second}));
        // What is selected becomes an end of an axis without a mouse.
        const auto end = [&](const QString &name) {
            for (QAction *action : f.window.actions())
                if (action->text() == name)
                    return action;
            return static_cast<QAction *>(nullptr);
        };
        QVERIFY(end(u"&Left End"_s) && end(u"&Right End"_s));
        end(u"&Left End"_s)->trigger();
        QVERIFY(f.window.messageBar()->text().startsWith(u"2 texts are the left end"_s));
        QTest::keyClick(map, Qt::Key_Space);
        QCOMPARE(f.document.view().selection, std::set<TextId>{first});
    }

    void theLassoTakesWhatIsInside()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        MapWidget *map = f.window.map();
        QTRY_VERIFY(!map->isTravelling());
        const QPoint at = map->placeOf(f.id(2))->toPoint();
        QTest::mousePress(map, Qt::LeftButton, Qt::ShiftModifier, at + QPoint(-15, -15));
        for (const QPoint corner : {QPoint(15, -15), QPoint(15, 15), QPoint(-15, 15)}) {
            QMouseEvent move(QEvent::MouseMove, at + corner, map->mapToGlobal(at + corner), Qt::NoButton,
                             Qt::LeftButton, Qt::ShiftModifier);
            QApplication::sendEvent(map, &move);
        }
        QTest::mouseRelease(map, Qt::LeftButton, Qt::ShiftModifier, at + QPoint(-15, 15));
        QVERIFY(f.document.view().selection.count(f.id(2)));
        QVERIFY(f.document.view().selection.size() < 4);
    }

    void aSelectionDraggedToASideIsThatEnd()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        MapWidget *map = f.window.map();
        QTRY_VERIFY(!map->isTravelling());
        const auto *card = f.window.findChild<QWidget *>(u"mapCard"_s);
        const auto drag = [map, card](QPoint from, QPoint to, bool drop = true) {
            QTest::mousePress(map, Qt::LeftButton, {}, from);
            for (const QPoint at : {from + (to - from) / 2, to}) {
                QMouseEvent move(QEvent::MouseMove, at, map->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
                QApplication::sendEvent(map, &move);
            }
            map->grab();
            const bool free = card->isHidden(); // all sides of the map, whatever lies above it otherwise
            if (!drop)
                QTest::keyClick(map, Qt::Key_Escape);
            QTest::mouseRelease(map, Qt::LeftButton, {}, to);
            QVERIFY(!card->isHidden());
            QCOMPARE(free, map->document().view().selection.size() > 0);
        };
        const QPoint left(10, map->height() / 2);
        const QPoint right(map->width() - 10, map->height() / 2);
        const QPoint middle(map->width() / 2, map->height() / 2);
        const auto at = [&](std::size_t i) { return map->placeOf(f.id(i))->toPoint(); };
        const std::set<TextId> lefts = {f.id(0), f.id(1)};
        f.document.setSelection(lefts);
        drag(at(0), middle); // nowhere
        drag(at(0), left, false);
        QVERIFY(!f.window.axesDialog());
        QVERIFY(!f.document.view().camera); // nor was the map moved
        drag(at(0), left);
        // The other end is missing: that is said, and nothing lies over the map.
        QVERIFY(!f.window.axesDialog());
        QCOMPARE(f.window.messageBar()->text(),
                 u"2 texts are the left end of an axis now. Select others and drag them to the right side, too."_s);
        f.window.messageBar()->findChild<QPushButton *>(u"messageAction"_s)->click();
        QVERIFY(f.window.axesDialog() && f.window.axesDialog()->isVisible());
        QCOMPARE(f.window.axesDialog()->axes()->x.low.texts.size(), std::size_t{2});
        f.window.axesDialog()->close();
        drag(at(0), left);
        QVERIFY(!f.window.messageBar()->isHidden());
        QCOMPARE(f.document.undoStack()->count(), 0);
        f.document.setSelection({f.id(3)});
        drag(at(3), right);
        QCOMPARE(f.document.undoStack()->count(), 1);
        QVERIFY(f.window.messageBar()->isHidden());
        const AxesRecipe axes = std::get<AxesRecipe>(f.document.recipe().projection);
        QCOMPARE(axes.x.low.texts.size(), std::size_t{2});
        QVERIFY(axes.x.high.texts == std::vector<TextId>{f.id(3)});
        QTRY_VERIFY_WITH_TIMEOUT(f.settled() && !map->isTravelling(), 20000);
        QVERIFY(at(3).x() > at(0).x());
        // A drag that begins elsewhere moves the map, as ever.
        f.document.setSelection({});
        drag(at(3), middle);
        QVERIFY(f.document.view().camera);
        QCOMPARE(f.document.undoStack()->count(), 1);
    }

    void anotherProjectionTravelsAndCanBeUndone()
    {
        WindowFixture f;
        f.addCats();
        QTRY_VERIFY(!f.window.map()->isTravelling());
        f.window.findChild<QPushButton *>(u"tryMds"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(f.document.exploration()->map &&
                                     std::holds_alternative<MdsRecipe>(f.document.exploration()->map->projection),
                                 30000);
        QTRY_VERIFY(!f.window.map()->isTravelling());
        QVERIFY(f.window.map()->placeOf(f.id(3)).has_value());
        f.document.undoStack()->undo();
        QTRY_VERIFY(std::holds_alternative<PcaRecipe>(f.document.exploration()->map->projection));
    }

    void umapWithItsSettings()
    {
        WindowFixture f;
        f.addCats();
        auto *map = f.window.findChild<QComboBox *>(u"mapBox"_s);
        auto *neighbours = f.window.findChild<QSpinBox *>(u"umapNeighbours"_s);
        QVERIFY(!neighbours->isVisible());
        map->setCurrentIndex(map->findData(u"umap"_s));
        Q_EMIT map->activated(map->currentIndex());
        const auto drawn = [&] {
            return f.settled() && std::holds_alternative<UmapRecipe>(f.document.exploration()->map->projection);
        };
        QTRY_VERIFY_WITH_TIMEOUT(drawn(), 30000);
        QVERIFY(neighbours->isVisible());
        QCOMPARE(neighbours->value(), 15);
        neighbours->setValue(3);
        QTRY_VERIFY(drawn() && f.document.exploration()->recipe.projection == ProjectionRecipe(UmapRecipe{3, 0.1}));
        QCOMPARE(f.document.undoStack()->undoText(), u"Neighbours: 3"_s);
        auto *spread = f.window.findChild<QDoubleSpinBox *>(u"umapSpread"_s);
        auto *epochs = f.window.findChild<QSpinBox *>(u"umapEpochs"_s);
        QCOMPARE(epochs->text(), u"Auto"_s);
        epochs->setValue(60);
        QCOMPARE(f.document.undoStack()->undoText(), u"Epochs: 60"_s);
        spread->setValue(0.1);
        f.window.findChild<QDoubleSpinBox *>(u"umapMinDist"_s)->setValue(0.5); // takes the spread along
        QTRY_VERIFY(drawn() && f.document.exploration()->recipe.projection ==
                                   ProjectionRecipe(UmapRecipe{3, 0.5, UmapMetric::Cosine, 0.5, 60}));
        QCOMPARE(spread->value(), 0.5);
        // Four texts are enough for UMAP, three are not: the map is PCA then, and says so.
        f.document.removeTexts({f.id(3)});
        QTRY_VERIFY(f.settled() && f.document.exploration()->size() == 3);
        QVERIFY(std::holds_alternative<PcaRecipe>(f.document.exploration()->map->projection));
        QTRY_COMPARE(map->currentData().toString(), u"pca"_s);
        f.document.undoStack()->undo();
        QTRY_VERIFY(drawn());
        QTRY_COMPARE(map->currentData().toString(), u"umap"_s);
    }

    void clustersByDensityWithTheirSmallestSize()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        QStringList many;
        for (int i = 0; i < 40; ++i)
            many += u"text %1"_s.arg(i * i);
        f.document.addTexts(many);
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 30000);
        auto *box = f.window.findChild<QComboBox *>(u"clustersBox"_s);
        auto *smallest = f.window.findChild<QSpinBox *>(u"smallestCluster"_s);
        QVERIFY(!smallest->isVisible());
        const auto choose = [&](const QString &name) {
            box->setCurrentIndex(box->findText(name));
            Q_EMIT box->activated(box->currentIndex());
        };
        const auto grouped = [&] { return f.settled() && f.document.exploration()->recipe == f.document.recipe(); };
        choose(u"By density, all dimensions"_s);
        QTRY_VERIFY_WITH_TIMEOUT(grouped(), 30000);
        QVERIFY(smallest->isVisible());
        QCOMPARE(smallest->height(), box->height()); // they stand in one line
        QTRY_COMPARE(smallest->text(), u"Auto (5)"_s);
        smallest->setValue(7);
        QTRY_VERIFY(grouped());
        QCOMPARE(f.document.exploration()->clusters->minSize, std::size_t{7});
        QCOMPARE(f.document.undoStack()->undoText(), u"Smallest cluster: 7"_s);
        choose(u"By density on the map"_s); // the size stays
        QCOMPARE(f.document.recipe().clusters.minSize, 7);
        f.document.undoStack()->undo();
        f.document.undoStack()->undo();
        QCOMPARE(f.document.recipe().clusters.minSize, 0);
        QTRY_VERIFY(grouped());
        QCOMPARE(smallest->text(), u"Auto (5)"_s);
        choose(u"3"_s);
        QVERIFY(!smallest->isVisible());
    }

    void aScreenReaderMeetsEveryPoint()
    {
        WindowFixture f;
        f.addCats();
        QAccessibleInterface *map = QAccessible::queryAccessibleInterface(f.window.map());
        QVERIFY(map);
        QCOMPARE(map->role(), QAccessible::Chart);
        QVERIFY(!map->text(QAccessible::Description).isEmpty());
        QCOMPARE(map->childCount(), 4);
        QAccessibleInterface *second = map->child(1);
        QVERIFY(second && second->isValid());
        QVERIFY2(second->text(QAccessible::Name).startsWith(u"2 of 4: Cats are adorable!"_s),
                 qPrintable(second->text(QAccessible::Name)));
        if (realModelIsThere())
            QVERIFY2(second->text(QAccessible::Name).contains(u"similarity 0.6"_s) ||
                         second->text(QAccessible::Name).contains(u"similarity 0.59"_s),
                     qPrintable(second->text(QAccessible::Name)));
        QCOMPARE(map->indexOfChild(second), 1);
        QVERIFY(second->parent() == map);
        second->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(f.document.view().selection, std::set<TextId>{f.id(1)});
        QVERIFY(second->state().selected);
    }

    void wordsOfTheAxesAreExplained()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        QTRY_VERIFY(!f.window.map()->isTravelling());
        MapWidget *map = f.window.map();
        int axes = 0;
        for (const auto *items : {&map->scene().below, &map->scene().above})
            for (const SceneItem &item : *items)
                if (const auto *text = std::get_if<TextItem>(&item); text && text->role == TextRole::AxisLabel) {
                    const ScreenRect r = text->bounds();
                    QVERIFY(map->explanationAt({r.x + r.width / 2, r.y + r.height / 2}).contains(u"share"_s));
                    ++axes;
                }
        QCOMPARE(axes, 2);
        QVERIFY(map->explanationAt({1, 1}).isEmpty());
    }
};

QTEST_MAIN(TestMapWidget)
#include "tst_map_widget.moc"
