// Pictures of the window in the states that somebody must have looked at: shoot_window FOLDER. Run by hand.
#include "tests/ui/widgets/window_fixture.h"
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
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    folder.mkpath(u"."_s);
    QFont font(u"Inter"_s);
    font.setPointSizeF(QApplication::font().pointSizeF() + 0.75);
    QApplication::setFont(font);
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
        fixture.document.setColourMode(ColourMode::Similarity);
        fixture.window.setTheme(ThemeChoice::Dark);
        QTest::qWait(800);
        shoot(fixture, all(u"topics-similarity-dark.png"_s));
    }
    return 0;
}
