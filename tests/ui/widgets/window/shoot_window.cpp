// Pictures of the window in the states that somebody must have looked at: shoot_window FOLDER. Run by hand.
#include "tests/ui/widgets/shooting.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/widgets/dialogs/axes_dialog.h"
#include "ui/widgets/dialogs/export_dialog.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/map/map_widget.h"

#include <QApplication>
#include <QDir>

#include <cstdio>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

void waitUntilSettled(const WindowFixture &fixture)
{
    (void)QTest::qWaitFor([&] { return fixture.settled() && !fixture.window.map()->isTravelling(); }, 120000);
    QTest::qWait(900);
}

template <class Change> void recipeOf(WindowFixture &fixture, const Change &change)
{
    Recipe recipe = fixture.document.recipe();
    change(recipe);
    fixture.document.setRecipe(recipe, u"recipe"_s);
}

void shoot(WindowFixture &fixture, const QString &file)
{
    fixture.window.grab().save(file);
    std::printf("%s\n", qPrintable(file));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc < 2)
        return 2;
    const QDir folder = pictureFolder(argv[1]);
    applyTheme(application, ThemeChoice::Light);
    const auto all = [&](const QString &name) { return folder.filePath(name); };
    {
        WindowFixture fixture;
        fixture.window.resize(1440, 900);
        QTest::qWait(200);
        shoot(fixture, all(u"empty.png"_s));
        fixture.document.addTexts(cats());
        waitUntilSettled(fixture);
        fixture.window.inspector()->setCurrentIndex(1);
        fixture.document.setSelection({fixture.id(1)});
        QTest::qWait(200);
        shoot(fixture, all(u"cats-pca.png"_s));
        fixture.window.inspector()->setCurrentIndex(0);
        QTest::qWait(100);
        fixture.window.resize(800, 600);
        QTest::qWait(200);
        shoot(fixture, all(u"cats-800x600.png"_s));
        fixture.window.resize(1440, 900);
        Recipe recipe = fixture.document.recipe();
        recipe.projection = MdsRecipe{};
        fixture.document.setRecipe(recipe, u"MDS"_s);
        waitUntilSettled(fixture);
        fixture.document.setTruthLines(true);
        fixture.window.inspector()->setCurrentIndex(2);
        QTest::qWait(200);
        shoot(fixture, all(u"cats-mds-truth.png"_s));
        fixture.document.setTruthLines(false);
        fixture.window.inspector()->setCurrentIndex(4);
        fixture.window.setTheme(ThemeChoice::Dark);
        QTest::qWait(300);
        shoot(fixture, all(u"cats-dark.png"_s));
        fixture.window.exportPicture();
        QTest::qWait(300);
        if (QWidget *dialog = fixture.window.exportDialog())
            dialog->grab().save(all(u"export-dark.png"_s));
        fixture.prompts.save = all(u"exported.png"_s);
        (void)fixture.window.exportDialog()->save();
        fixture.window.openFiles({u"/no/such/file.txt"_s});
        QTest::qWait(500);
        shoot(fixture, all(u"message-dark.png"_s));
        fixture.window.setTheme(ThemeChoice::Light);
    }
    {
        WindowFixture fixture;
        fixture.window.resize(1440, 900);
        fixture.window.openFiles({QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/samples/ten-topics.csv")});
        (void)QTest::qWaitFor([&] { return fixture.document.corpus().size() == 200; }, 20000);
        fixture.document.setColourMode(ColourMode::Cluster);
        waitUntilSettled(fixture);
        fixture.window.inspector()->setCurrentIndex(3);
        QTest::qWait(500);
        shoot(fixture, all(u"topics-clusters.png"_s));
        const auto colour = [&](const ColourChoice &choice, const QString &name) {
            fixture.document.setColour(choice);
            QTest::qWait(500);
            for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
                fixture.window.setTheme(theme);
                QTest::qWait(500);
                shoot(fixture,
                      all(u"topics-%1-%2.png"_s.arg(name, theme == ThemeChoice::Dark ? u"dark"_s : u"light"_s)));
            }
            fixture.window.setTheme(ThemeChoice::Light);
        };
        fixture.window.inspector()->setCurrentIndex(2);
        fixture.document.setSelection({fixture.id(3)});
        colour({}, u"similarity"_s);
        colour({ColourMode::Similarity, Measure::Angle, 0, {}, {}}, u"angle"_s);
        colour({ColourMode::Component, Measure::Cosine, 16, {}, {}}, u"number"_s);
        colour({ColourMode::Kept, Measure::Cosine, 0, {}, {}}, u"kept"_s);
        colour({ColourMode::Phrase, Measure::Cosine, 0, {}, "cooking dinner"}, u"phrase"_s);
        colour({ColourMode::Spectrum,
                Measure::Cosine,
                0,
                {},
                {},
                {{{"indoors", "office"}, {}}, {{"nature", "garden"}, {}}}},
               u"spectrum"_s);
        colour({ColourMode::Length, Measure::Euclidean, 0, {}, {}}, u"length"_s);
        fixture.document.setColour({});
        Recipe recipe = fixture.document.recipe();
        recipe.projection = UmapRecipe{};
        fixture.document.setRecipe(recipe, u"UMAP"_s);
        waitUntilSettled(fixture);
        fixture.document.setTruthLines(true);
        QTest::qWait(500);
        shoot(fixture, all(u"topics-umap-truth.png"_s));
        fixture.document.setTruthLines(false);
        // The recipe's bar at its longest, on a usual laptop.
        recipeOf(fixture, [](Recipe &changed) { changed.clusters.method = ClusterRecipe::Method::Hdbscan; });
        waitUntilSettled(fixture);
        fixture.window.resize(1280, 800);
        QTest::qWait(300);
        shoot(fixture, all(u"topics-density-1280.png"_s));
        fixture.window.resize(1440, 900);
        recipeOf(fixture, [](Recipe &changed) { changed.clusters = {}; });
        recipeOf(fixture, [](Recipe &changed) {
            AxesRecipe axes;
            axes.x.low.phrases = {"working indoors", "office"};
            axes.x.high.phrases = {"out in nature", "garden"};
            axes.y.low.phrases = {"a problem", "bad luck"};
            axes.y.high.phrases = {"a pleasure", "enjoyment"};
            changed.projection = axes;
        });
        waitUntilSettled(fixture);
        fixture.window.showAxes();
        QTest::qWait(400);
        shoot(fixture, all(u"topics-axes.png"_s));
        fixture.window.axesDialog()->grab().save(all(u"axes-dialog.png"_s));
        fixture.window.axesDialog()->close();
    }
    {
        WindowFixture fixture;
        fixture.window.resize(1440, 900);
        QStringList many;
        for (int i = 0; i < 2500; ++i)
            many += u"text number %1"_s.arg(i);
        recipeOf(fixture, [](Recipe &recipe) {
            recipe.model = "noise";
            recipe.projection = UmapRecipe{};
        });
        fixture.document.addTexts(many);
        (void)QTest::qWaitFor([&] { return fixture.window.map()->isForming(); }, 60000);
        QTest::qWait(700);
        shoot(fixture, all(u"forming.png"_s));
        waitUntilSettled(fixture);
        shoot(fixture, all(u"formed.png"_s));
    }
    return 0;
}
