// Labels, spectrum, classifier and outliers of a document: asked for, followed, cancelled, refused.
#include "tests/ui/state/document/document_support.h"
#include "ui/state/scores/group_learner.h"
#include "ui/state/scores/label_table.h"
#include "ui/state/scores/outliers.h"
#include "ui/state/scores/spectrum_places.h"

#include <QSemaphore>
#include <QSignalSpy>

#include <cmath>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;

namespace {

/// A fake that says it sends texts somewhere.
struct FarEmbedder : FakeEmbedder
{
    std::string host() const override { return "api.example.org"; }
};

ReadCorpus grouped()
{
    ReadCorpus read;
    const std::pair<const char *, const char *> texts[] = {{"aaab", "ab"},  {"xxyy", "x_y"}, {"abab", "ab"},
                                                           {"yyyx", "x_y"}, {"bbba", "ab"},  {"xyxy", "x_y"},
                                                           {"aabbb", ""},   {"xyy", ""},     {"xxyx", "ab"}};
    double price = 0;
    for (const auto &[text, group] : texts) {
        read.corpus.add(text, group);
        read.corpus.texts.edit().back().columns = {price < 7 ? std::to_string(price) : ""};
        price += 1;
    }
    read.corpus.groupName = "letters";
    read.corpus.columnNames = {"price"};
    return read;
}

} // namespace

class TestScoreTasks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void labelsFollowTheDocument()
    {
        DocumentFixture f;
        LabelTable table(f.document);
        table.setActive(true);
        table.setTyped(u"b, \"a, b\" ,"_s);
        QVERIFY(table.typingProblem().contains(u"comma"_s));
        table.setTyped(u"b, a, b"_s);
        QVERIFY(table.typingProblem().isEmpty());
        QVERIFY(!table.exploration()); // there are no texts
        f.document.addTexts({u"aab"_s, u"b"_s});
        QTRY_VERIFY(table.exploration() && table.exploration()->size() == 2);
        QCOMPARE(table.scores().labels.size(), std::size_t{2}); // each once
        QVERIFY(std::abs(*table.scores().scores.of(1, 0) - 1) < 1e-6);
        QVERIFY(!table.isOutOfDate());
        const int revision = table.revision();
        Recipe recipe = f.document.recipe(); // another map is no reason
        recipe.projection = MdsRecipe{};
        f.document.setRecipe(recipe, u"map"_s);
        QVERIFY(f.settle());
        QTest::qWait(20);
        QCOMPARE(table.revision(), revision);
        f.document.editText(f.id(1), u"ccc"_s);
        QTRY_VERIFY(table.revision() > revision && !table.isOutOfDate());
        QVERIFY(std::abs(*table.scores().scores.of(1, 0)) < 1e-6);
        const std::string csv = table.csv({1, 0});
        QVERIFY2(csv.starts_with("text,b,a,most similar\nccc,0,0,"), csv.c_str());
        table.setTyped({});
        QTRY_VERIFY(!table.exploration());
        QVERIFY(table.scores().labels.empty());
    }

    void onlyOnShowIsWorkDone()
    {
        DocumentFixture f;
        LabelTable table(f.document);
        table.setTyped(u"b"_s);
        f.document.addTexts({u"aab"_s});
        QVERIFY(f.settle());
        QTest::qWait(20);
        QVERIFY(!table.exploration());
        table.setActive(true);
        QTRY_VERIFY(table.exploration());
        table.setActive(false);
        f.document.addTexts({u"b"_s});
        QVERIFY(f.settle());
        QTest::qWait(20);
        QVERIFY(table.isOutOfDate());
        QCOMPARE(table.exploration()->size(), std::size_t{1}); // what was shown stays
        table.setActive(true);
        QTRY_VERIFY(!table.isOutOfDate());
    }

    void groupsAreLabels()
    {
        DocumentFixture f;
        f.document.openCorpus(grouped(), u"grouped"_s);
        LabelTable table(f.document);
        QCOMPARE(table.groups(), (QStringList{u"ab"_s, u"x_y"_s}));
        QString typed = LabelTable::withLabel(u"fun, "_s, {Label::Kind::Group, "x_y"});
        QCOMPARE(typed, u"fun, group:x_y"_s);
        typed = LabelTable::withLabel(typed, {Label::Kind::Group, "a, b"});
        QCOMPARE(typed, u"fun, group:x_y, \"group:a, b\""_s);
        table.setActive(true);
        table.setTyped(typed);
        QTRY_VERIFY(table.exploration());
        QCOMPARE(table.scores().members[1], std::optional<std::size_t>(3));
        QCOMPARE(table.missingGroups(), QStringList{u"a, b"_s});
    }

    void wordsThatFailAreSaid()
    {
        DocumentFixture f;
        f.document.addTexts({u"aab"_s});
        LabelTable table(f.document);
        table.setActive(true);
        table.setTyped(u"fail, b"_s);
        QTRY_VERIFY(!table.problem().isEmpty());
        QVERIFY2(table.problem().contains(u"fail"_s), qPrintable(table.problem()));
        table.setTyped(u"b"_s);
        QTRY_VERIFY(table.exploration() && table.problem().isEmpty());
    }

    void nothingIsSentUnasked()
    {
        const auto far = std::make_shared<FarEmbedder>();
        Document document([far](const std::string &model) -> Result<std::shared_ptr<const Embedder>> {
            if (model != "api:far")
                return makeError(Errc::ModelMissing, model);
            return std::shared_ptr<const Embedder>(far);
        });
        document.openCorpus(readWithVectors({"aab", "b"}, "fake"), u"vectors"_s);
        QVERIFY(QTest::qWaitFor([&] { return !document.isBusy(); }));
        Recipe recipe = document.recipe();
        recipe.model = "api:far";
        document.setRecipe(recipe, u"far"_s);
        QVERIFY(QTest::qWaitFor([&] { return document.sendQuestion().has_value(); }));
        QVERIFY(!document.mayEmbedWords());
        LabelTable table(document);
        table.setActive(true);
        table.setTyped(u"sports"_s);
        QTest::qWait(50);
        QCOMPARE(far->embedded.load(), std::size_t{0});
        document.agreeToSend();
        QTRY_VERIFY(table.exploration());
        QVERIFY(document.mayEmbedWords());
        QCOMPARE(far->embedded.load(), std::size_t{3}); // two texts, one word
        // Nor are many words at once.
        QStringList many;
        for (std::size_t i = 0; i <= kMostUnasked; ++i)
            many += u"word %1"_s.arg(i);
        table.setTyped(many.join(u','));
        QTRY_VERIFY(!table.problem().isEmpty());
        QVERIFY2(table.problem().contains(u"api.example.org"_s), qPrintable(table.problem()));
        QCOMPARE(far->embedded.load(), std::size_t{3});
    }

    void placesOnASpectrum()
    {
        DocumentFixture f;
        f.document.addTexts({u"ab"_s, u"a"_s, u"b"_s, u"zero"_s});
        QVERIFY(f.settle());
        SpectrumPlaces places(f.document);
        places.setActive(true);
        places.setEnds({{{"a"}, {}}, {}});
        QTest::qWait(20);
        QVERIFY(!places.exploration()); // one end is none
        places.setEnds({{{"a"}, {}}, {{}, {f.id(2)}}});
        QTRY_VERIFY(places.exploration());
        QVERIFY(places.order() == (std::vector<std::size_t>{1, 0, 2, 3}));
        QVERIFY(std::abs(*places.spectrum().places[0] - 0.5) < 1e-6 && !places.spectrum().places[3]);
        QVERIFY(places.separation().contains(u"One example"_s));
        places.setEnds({{{"a"}, {}}, {{"aa"}, {}}});
        QTRY_VERIFY2(places.problem().contains(u"axis"_s), qPrintable(places.problem()));
    }

    void learnsWhenAskedAndGuesses()
    {
        DocumentFixture f;
        f.document.openCorpus(grouped(), u"grouped"_s);
        QVERIFY(f.settle());
        GroupLearner learner(f.document);
        const auto targets = learner.targets();
        QCOMPARE(targets.size(), std::size_t{2});
        QVERIFY((targets[0] == LearnTarget{LearnTarget::Kind::Groups, "letters"}));
        QVERIFY((targets[1] == LearnTarget{LearnTarget::Kind::Numbers, "price"}));
        learner.setActive(true);
        learner.setTarget(targets[0]);
        QTest::qWait(20);
        QVERIFY(!learner.groups()); // nobody has asked
        learner.learn();
        QTRY_VERIFY(learner.groups());
        const LearnedGroups &learned = *learner.groups();
        QVERIFY(learned.others == (std::vector<std::size_t>{6, 7}));
        QCOMPARE(learned.guesses[0].group, std::size_t{0});
        QCOMPARE(learned.guesses[1].group, std::size_t{1});
        // "xxyx" is said to be of the letters a and b.
        QCOMPARE(learned.classifier.rows[learned.classifier.result.mistakes.front()], std::size_t{8});
        QVERIFY(learned.classifier.nearestName.has_value());
        QVERIFY2(learner.summary().contains(u"bare name"_s) && learner.summary().startsWith(u"Right for "_s),
                 qPrintable(learner.summary()));
        learner.tryText(u"yx"_s);
        QTRY_VERIFY2(learner.triedText().startsWith(u"x_y "_s), qPrintable(learner.triedText()));
        f.document.editText(f.id(0), u"aaaab"_s);
        QVERIFY(f.settle());
        QTRY_VERIFY(learner.isOutOfDate());
        QVERIFY(learner.groups()); // stays, and nothing is learned unasked
        learner.learn();
        QTRY_VERIFY(!learner.isOutOfDate());
    }

    void learnsNumbers()
    {
        DocumentFixture f;
        f.document.openCorpus(grouped(), u"grouped"_s);
        QVERIFY(f.settle());
        GroupLearner learner(f.document);
        learner.setTarget({LearnTarget::Kind::Numbers, "price"});
        learner.learn();
        QTRY_VERIFY(learner.numbers());
        QCOMPARE(learner.numbers()->values.size(), std::size_t{7});
        QVERIFY(learner.numbers()->others == (std::vector<std::size_t>{7, 8}));
        QVERIFY(learner.summary().startsWith(u"Off by "_s));
        learner.tryText(u"ab"_s);
        QTRY_VERIFY2(learner.triedText().startsWith(u"price: "_s), qPrintable(learner.triedText()));
        learner.setTarget({LearnTarget::Kind::Groups, "letters"});
        QVERIFY(!learner.numbers() && learner.summary().isEmpty());
        QCOMPARE(columnNumber(-0.25), QString(u"\u22120.25"_s));
        QCOMPARE(columnNumber(123456), u"123456"_s);
    }

    void tooFewToLearnFrom()
    {
        DocumentFixture f;
        ReadCorpus read;
        read.corpus.add("a", "one");
        read.corpus.add("b");
        f.document.openCorpus(read, u"one"_s);
        QVERIFY(f.settle());
        GroupLearner learner(f.document);
        QVERIFY(learner.targets().empty());
        learner.setTarget({LearnTarget::Kind::Groups, ""});
        learner.learn();
        QTRY_VERIFY(!learner.problem().isEmpty());
        QVERIFY(!learner.groups());
    }

    void aCancelStands()
    {
        DocumentFixture f;
        f.document.addTexts({u"aab"_s, u"b"_s});
        QVERIFY(f.settle());
        QSemaphore begun;
        QSemaphore go;
        f.fake->onRow = [&](std::size_t) {
            begun.release();
            go.acquire();
        };
        LabelTable table(f.document);
        table.setActive(true);
        table.setTyped(u"one, two"_s);
        QVERIFY(QTest::qWaitFor([&] { return begun.tryAcquire(); }));
        QVERIFY(table.isRunning());
        table.cancel();
        go.release(10);
        QTRY_VERIFY(!table.isRunning());
        QVERIFY(table.wasCancelled() && !table.exploration() && table.problem().isEmpty());
        QTest::qWait(20);
        QVERIFY(!table.isRunning());
        table.run();
        QTRY_VERIFY(table.exploration());
        QVERIFY(!table.wasCancelled());
    }

    void outliersFirst()
    {
        DocumentFixture f;
        f.document.addTexts({u"aab"_s, u"abb"_s, u"zzz"_s, u"ab"_s, u"zero"_s});
        Outliers outliers(f.document);
        outliers.setActive(true);
        QTRY_VERIFY(outliers.exploration() && outliers.exploration()->size() == 5);
        QCOMPARE(outliers.found().order.size(), std::size_t{4});
        QCOMPARE(outliers.found().order.front(), std::size_t{2});
        QVERIFY(std::abs(*outliers.found().similarity[2]) < 1e-6 && outliers.found().mean > 0.4);
        f.document.newDocument();
        QTRY_VERIFY(!outliers.exploration() && outliers.found().order.empty());
    }
};

QTEST_GUILESS_MAIN(TestScoreTasks)
#include "tst_score_tasks.moc"
