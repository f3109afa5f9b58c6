// Pictures of what is being typed, for somebody to look at: shoot_ghost FOLDER. Run by hand.
#include "tests/support/fake_embedder.h"
#include "tests/ui/widgets/shooting.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/state/typed_query.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/entry_line.h"
#include "ui/widgets/texts/texts_panel.h"

#include <QApplication>
#include <QDir>

#include <cstdio>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

struct FarEmbedder : test::FakeEmbedder
{
    std::string host() const override { return "api.example.org"; }
};

void settle(const WindowFixture &fixture)
{
    (void)QTest::qWaitFor([&] { return fixture.settled() && !fixture.window.map()->isTravelling(); }, 120000);
    QTest::qWait(900);
}

void typeAndShoot(WindowFixture &fixture, const QString &words, const QString &file)
{
    EntryLine *entry = fixture.window.textsPanel()->entry();
    entry->setFocus();
    entry->clear();
    QTest::keyClicks(entry, words);
    (void)QTest::qWaitFor(
        [&] {
            const auto ghost = fixture.window.typedQuery()->ghost();
            return ghost && QString::fromStdString(ghost->text) == words;
        },
        1000);
    QTest::qWait(100);
    fixture.window.grab().save(file);
    std::printf("%s\n", qPrintable(file));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc < 2)
        return 2;
    const QDir folder = pictureFolder(argv[1]);
    for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(application, theme);
        const QString name = theme == ThemeChoice::Dark ? u"dark"_s : u"light"_s;
        const auto file = [&](const QString &what) { return folder.filePath(u"%1-%2.png"_s.arg(what, name)); };
        {
            WindowFixture fixture;
            fixture.window.resize(1280, 800);
            fixture.document.addTexts(cats());
            settle(fixture);
            typeAndShoot(fixture, u"My kitten sleeps all day."_s, file(u"cats-pca"_s));
            typeAndShoot(fixture, u"grep finds lines in a file"_s, file(u"cats-pca-far"_s));
            Recipe recipe = fixture.document.recipe();
            recipe.projection = MdsRecipe{};
            fixture.document.setRecipe(recipe, u"MDS"_s);
            settle(fixture);
            typeAndShoot(fixture, u"Dogs are adorable, too!"_s, file(u"cats-mds"_s));
        }
        {
            WindowFixture fixture(std::make_shared<FarEmbedder>());
            fixture.window.resize(800, 600);
            fixture.document.addTexts(cats());
            (void)QTest::qWaitFor([&] { return fixture.document.sendQuestion().has_value(); }, 5000);
            fixture.document.agreeToSend();
            settle(fixture);
            typeAndShoot(fixture, u"Dogs are adorable, too!"_s, file(u"cats-service"_s));
        }
        {
            WindowFixture fixture;
            fixture.window.resize(800, 600);
            fixture.document.addTexts(cats());
            fixture.window.setWriting(2);
            settle(fixture);
            typeAndShoot(fixture, u"Dogs are adorable, too!"_s, file(u"cats-large"_s));
        }
        WindowFixture fixture;
        fixture.window.resize(1280, 800);
        fixture.window.openFiles({QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/samples/ten-topics.csv")});
        (void)QTest::qWaitFor([&] { return fixture.document.corpus().size() == 200; }, 20000);
        Recipe recipe = fixture.document.recipe();
        recipe.projection = UmapRecipe{};
        fixture.document.setRecipe(recipe, u"UMAP"_s);
        settle(fixture);
        typeAndShoot(fixture, u"The referee blew his whistle and the goalkeeper protested loudly"_s,
                     file(u"topics-umap"_s));
        fixture.window.map()->zoomBy(6);
        typeAndShoot(fixture, u"simmer the soup with garlic"_s, file(u"topics-umap-outside"_s));
    }
    return 0;
}
