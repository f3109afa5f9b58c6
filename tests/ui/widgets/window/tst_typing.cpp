// What is being typed is seen on the map before it is one of the texts.
#include "tests/support/fake_embedder.h"
#include "tests/ui/drawn_lines.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/state/typed_query.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/entry_line.h"
#include "ui/widgets/texts/texts_panel.h"
#include "ui/widgets/texts/typed_line.h"

#include <QAccessible>
#include <QApplication>

#include <algorithm>
#include <cmath>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;

namespace {

struct FarEmbedder : FakeEmbedder
{
    std::string host() const override { return "api.example.org"; }
};

/// A window that somebody types in.
struct Typist : WindowFixture
{
    using WindowFixture::WindowFixture;
    MapWidget &map() { return *window.map(); }
    EntryLine *entry() { return window.textsPanel()->entry(); }
    QString line() { return window.findChild<ElidedLabel *>(u"typedLine"_s)->fullText(); }
    QString spokenOfMap() { return QAccessible::queryAccessibleInterface(&map())->text(QAccessible::Description); }
    void type(const QString &words)
    {
        entry()->clear();
        QTest::keyClicks(entry(), words);
    }
    /// Whether the map shows these words as what is being typed.
    bool shows(const QString &words)
    {
        const auto ghost = map().ghost();
        return ghost && QString::fromStdString(ghost->text) == words && map().scene().ghost;
    }
    QPointF at() { return {map().scene().ghost->at.x, map().scene().ghost->at.y}; }
};

} // namespace

class TestTyping : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void aPointMovesWhileOneTypes()
    {
        Typist f;
        f.addCats();
        const QImage before = f.map().picture();
        const auto camera = f.map().scene().viewport.camera();
        f.type(u"My kitten is asleep."_s);
        QTRY_VERIFY(f.shows(u"My kitten is asleep."_s));
        const QPointF first = f.at();
        QTest::keyClicks(f.entry(), u" The shell runs a command."_s);
        QTRY_VERIFY(f.shows(u"My kitten is asleep. The shell runs a command."_s));
        QVERIFY(f.at() != first);
        QCOMPARE(f.map().scene().viewport.camera(), camera);
        // It is no text, no step of undo, and in no picture.
        QCOMPARE(f.document.corpus().size(), std::size_t{4});
        QCOMPARE(f.document.undoStack()->count(), 0);
        QCOMPARE(f.map().picture(), before);

        QTest::keyClick(f.entry(), Qt::Key_Escape);
        QVERIFY(f.entry()->text().isEmpty());
        QVERIFY(!f.map().ghost() && !f.map().scene().ghost);
        QVERIFY(f.line().isEmpty());
    }

    void enterMakesItATextInTheSamePlace()
    {
        Typist f(std::make_shared<FakeEmbedder>());
        f.document.addTexts(drawnLines(12));
        QTRY_VERIFY(f.settled() && !f.map().isTravelling());
        const QString twin = QString::fromStdString(f.document.corpus().texts[5].text);
        f.type(twin);
        QTRY_VERIFY(f.shows(twin));
        const QPointF place = *f.map().placeOf(f.id(5));
        QVERIFY(std::hypot(f.at().x() - place.x(), f.at().y() - place.y()) < 0.01);
        QTest::keyClick(f.entry(), Qt::Key_Return);
        QVERIFY(!f.map().ghost());
        QCOMPARE(f.document.corpus().size(), std::size_t{13});
        QTRY_VERIFY(f.settled() && !f.map().isTravelling());
        QCOMPARE(*f.map().placeOf(f.id(5)), *f.map().placeOf(f.id(12)));
    }

    void onUmapItIsHollowAndSaysSo()
    {
        Typist f(std::make_shared<FakeEmbedder>());
        Recipe recipe = f.document.recipe();
        recipe.projection = UmapRecipe{};
        f.document.setRecipe(recipe, u"UMAP"_s);
        f.document.addTexts(drawnLines(40));
        QTRY_VERIFY_WITH_TIMEOUT(f.settled() && !f.map().isTravelling(), 20'000);
        f.type(u"abcab"_s);
        QTRY_VERIFY(f.shows(u"abcab"_s));
        const Scene &scene = f.map().scene();
        const bool approximate = std::any_of(scene.above.begin(), scene.above.end(), [](const SceneItem &item) {
            const auto *text = std::get_if<TextItem>(&item);
            return text && text->text.lines.size() == 1 && text->text.lines.front().text == "approximate";
        });
        QVERIFY(approximate);
        QVERIFY(f.map().explanationAt(f.at()).contains(u"approximate"_s));
        QVERIFY(f.spokenOfMap().contains(u"“abcab” is being typed"_s));
        QVERIFY(f.spokenOfMap().startsWith(u"40 points"_s));
    }

    void theLineSaysWhatItIsLike()
    {
        Typist f(std::make_shared<FakeEmbedder>());
        f.document.addTexts({u"aab"_s, u"bbc"_s, u"xyz"_s});
        QTRY_VERIFY(f.settled());
        f.type(u"xxyz"_s);
        QTRY_COMPARE(f.line(), u"≈ 0.000 to the first · nearest: xyz"_s);
        f.document.setAnchor(f.id(1));
        QTRY_COMPARE(f.line(), u"≈ 0.000 to number 2 · nearest: xyz"_s);
        f.type(u"bbc"_s);
        QTRY_COMPARE(f.line(), u"≈ 1.000 to number 2, which is the nearest"_s);
        f.type(u"zero"_s);
        QTRY_COMPARE(f.line(), u"Its vector is zero: it is like none of them."_s);
        // It is said aloud once the typing rests, and is not a moment longer than what it is about.
        QVERIFY(f.entry()->accessibleDescription().isEmpty());
        QTRY_COMPARE(f.entry()->accessibleDescription(), f.line());
        f.type({});
        QVERIFY(f.line().isEmpty() && f.entry()->accessibleDescription().isEmpty());
    }

    /// A sentence without a natural place to part takes two lines, too, where there is room.
    void aLongSentenceWraps()
    {
        Typist f(std::make_shared<FakeEmbedder>());
        f.document.addTexts({u"aab"_s, u"a long text that is by far the nearest of them all, xyz xyz"_s, u"bbc"_s});
        QTRY_VERIFY(f.settled());
        f.type(u"fail abc"_s);
        QTRY_VERIFY(f.line().startsWith(u"Not on the map: "_s));
        const auto *line = f.window.findChild<TypedLine *>();
        QVERIFY(line->fontMetrics().horizontalAdvance(line->fullText()) > line->width());
        QCOMPARE(line->lines().size(), 2);
        QVERIFY2(!line->lines().front().endsWith(u'…'), qPrintable(line->lines().front()));
        f.type(u"x a long text that is by far the nearest of them all"_s);
        QTRY_VERIFY2(f.line().contains(u" · nearest: a long"_s), qPrintable(f.line()));
        QCOMPARE(line->lines().size(), 2);
        QVERIFY(line->lines().front().startsWith(u"≈ "_s));
        f.window.setWriting(2);
        f.window.resize(800, 600);
        QTRY_COMPARE(line->lines().size(), 1); // the list needs the room
        f.window.setWriting(1);
    }

    /// Where there is no point, the line says why.
    void whyThereIsNoPoint()
    {
        Typist f(std::make_shared<FakeEmbedder>());
        f.type(u"abc"_s);
        QVERIFY(f.line().isEmpty()); // the first text of all
        f.document.addTexts({u"aab"_s});
        QTRY_VERIFY(f.settled());
        QTRY_VERIFY2(f.line().endsWith(u" to the first · Not on the map: that takes two texts."_s),
                     qPrintable(f.line()));
        QVERIFY(f.line().startsWith(u"≈ 0."_s));
        f.document.addTexts({u"aab"_s});
        QTRY_VERIFY2(f.line().endsWith(u"Not on the map: all its texts lie in one place."_s), qPrintable(f.line()));
        f.document.addTexts({u"xyz"_s});
        QTRY_VERIFY(f.shows(u"abc"_s));
        QVERIFY2(!f.line().contains(u"map"_s), qPrintable(f.line()));
        f.type(u"fail abc"_s);
        QTRY_VERIFY2(f.line().startsWith(u"Not on the map: "_s) && f.line().contains(u"asked to fail"_s),
                     qPrintable(f.line()));
        f.type(u"abc"_s);
        QTRY_VERIFY(f.shows(u"abc"_s));
        QVERIFY(!f.line().contains(u"map"_s));
    }

    void vectorsOfAFileHaveNoModelForIt()
    {
        Typist f(std::make_shared<FakeEmbedder>());
        ReadCorpus read;
        read.corpus = corpusOf({"aab", "bbc", "xyz"});
        read.vectorModel = "elsewhere";
        for (std::size_t i = 0; i < 3; ++i)
            read.vectors.push_back({i, {1.0F, static_cast<float>(i)}});
        f.document.openCorpus(read, u"file"_s);
        QTRY_VERIFY(f.settled());
        f.type(u"abc"_s);
        QTRY_COMPARE(f.line(), u"Not on the map: there is no model for what is typed."_s);
    }

    void nothingGoesToAService()
    {
        const auto far = std::make_shared<FarEmbedder>();
        Typist f(far);
        f.document.addTexts({u"aab"_s, u"bbc"_s, u"xyz"_s});
        QTRY_VERIFY(f.document.sendQuestion());
        f.document.agreeToSend();
        QTRY_VERIFY(f.settled());
        const std::size_t calls = far->calls;
        f.type(u"abc"_s);
        QTest::qWait(3 * TypedQuery::kPause);
        QCOMPARE(far->calls.load(), calls);
        QVERIFY(!f.map().ghost());
        QCOMPARE(f.line(), u"Nothing is sent before Enter (to api.example.org)."_s);
        QTest::keyClick(f.entry(), Qt::Key_Return);
        QTRY_VERIFY(f.settled());
        QCOMPARE(far->embedded.load(), std::size_t{4});
    }

    void anotherDocumentTakesItAway()
    {
        Typist f(std::make_shared<FakeEmbedder>());
        f.document.addTexts({u"aab"_s, u"bbc"_s, u"xyz"_s});
        QTRY_VERIFY(f.settled());
        f.type(u"abc"_s);
        QTRY_VERIFY(f.shows(u"abc"_s));
        f.document.newDocument();
        QTRY_VERIFY(!f.map().ghost() && f.line().isEmpty());
        f.document.undoStack()->undo(); // it is there again, and so is what was typed
        QTRY_VERIFY(f.shows(u"abc"_s));
    }
};

QTEST_MAIN(TestTyping)
#include "tst_typing.moc"
