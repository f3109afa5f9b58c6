// What is being typed, placed on the map: by the shipped model, never by a service.
#include "core/analyse/cosine.h"
#include "core/explore/map/place_on_map.h"
#include "tests/ui/drawn_lines.h"
#include "tests/ui/service_fixture.h"
#include "tests/ui/state/document/document_support.h"
#include "ui/state/typed_query.h"

#include <QFileInfo>
#include <QSignalSpy>
#include <QThread>

#include <atomic>
#include <cmath>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPause = 10; ///< ms: nobody types here

const QStringList kCats{u"I like cats."_s, u"Cats are adorable!"_s, u"Cats are a type of animal."_s,
                        u"The unix cat utility prints out whatever it reads."_s};

WorldPoint placeOf(const Exploration &exploration, std::size_t row)
{
    const auto i = static_cast<Eigen::Index>(row);
    return {exploration.map->coordinates(i, 0), exploration.map->coordinates(i, 1)};
}

void setProjection(Document &document, const ProjectionRecipe &projection)
{
    Recipe recipe = document.recipe();
    recipe.projection = projection;
    document.setRecipe(recipe, u"map"_s);
}

/// Holds up the fake while it makes the vector of a row of a call.
class Held
{
public:
    explicit Held(FakeEmbedder &fake, std::size_t row = 0)
    {
        fake.onRow = [state = m_state, row](std::size_t index) {
            state->begun += index == row ? 1 : 0;
            while (state->held && index == row)
                QThread::msleep(1);
        };
    }
    ~Held() { set(false); }
    void set(bool held) { m_state->held = held; }
    int begun() const { return m_state->begun; }

private:
    struct State
    {
        std::atomic<bool> held = true;
        std::atomic<int> begun = 0;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace

class TestTypedQuery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { clearServiceEnvironment(); }

    void withTheShippedModel()
    {
        if (!QFileInfo::exists(QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2/config.json")))
            QSKIP("the shipped model is not there");
        ServiceFixture f;
        TypedQuery query(f.document, kPause);
        f.document.addTexts(kCats);
        QVERIFY(f.settle());
        const int commands = f.document.undoStack()->count();
        f.document.setDraft(u"I love my kitten."_s);
        QTRY_VERIFY(query.ghost());
        const Ghost ghost = *query.ghost();
        QCOMPARE(ghost.text, std::string("I love my kitten."));
        QCOMPARE(ghost.exploration, f.document.exploration());
        QCOMPARE(ghost.kind, PlaceKind::Exact);
        QCOMPARE(ghost.nearest, std::optional<std::size_t>(0)); // by the model: .60, .55, .42, .13
        QVERIFY(*query.similarityTo(0) > 0.5 && *query.similarityTo(3) < 0.3);
        QVERIFY(!query.similarityTo(4));
        QVERIFY(query.notSentTo().isEmpty());
        QCOMPARE(f.document.undoStack()->count(), commands);
        QCOMPARE(f.document.corpus().size(), std::size_t{4});

        // Enter: the text has the very numbers that its point had.
        const double similarity = *query.similarityTo(0);
        f.document.setDraft({});
        QVERIFY(!query.ghost());
        f.document.addTexts({u"I love my kitten."_s});
        QVERIFY(f.settle());
        const auto &vectors = f.document.exploration()->vectors;
        QCOMPARE(*cosineSimilarity(MatrixView(vectors).row(0), MatrixView(vectors).row(4)), similarity);
    }

    void aTextThatIsThereLiesOnItself()
    {
        DocumentFixture f;
        TypedQuery query(f.document, kPause);
        f.document.addTexts(drawnLines(40));
        for (const ProjectionRecipe &projection :
             {ProjectionRecipe(PcaRecipe{}), ProjectionRecipe(MdsRecipe{}), ProjectionRecipe(UmapRecipe{8})}) {
            setProjection(f.document, projection);
            f.document.setDraft({});
            QVERIFY(f.settle());
            f.document.setDraft(QString::fromStdString(f.document.corpus().texts[7].text));
            QTRY_VERIFY(query.ghost() && query.ghost()->exploration == f.document.exploration());
            const WorldPoint own = placeOf(*f.document.exploration(), 7);
            QVERIFY(std::hypot(query.ghost()->place->x - own.x, query.ghost()->place->y - own.y) < 1e-9);
            QCOMPARE(query.ghost()->kind,
                     std::holds_alternative<PcaRecipe>(projection) ? PlaceKind::Exact : PlaceKind::Approximate);
            QCOMPARE(query.ghost()->nearest, std::optional<std::size_t>(7));
        }
    }

    void theLatestWins()
    {
        DocumentFixture f;
        TypedQuery query(f.document, kPause);
        f.document.addTexts(drawnLines(10));
        QVERIFY(f.settle());
        const std::size_t calls = f.fake->calls;
        for (const QString &typed : {u"a"_s, u"ab"_s, u"abc"_s, u"abcd"_s})
            f.document.setDraft(typed);
        QTRY_VERIFY(query.ghost());
        QCOMPARE(query.ghost()->text, std::string("abcd"));
        QCOMPARE(f.fake->calls.load(), calls + 1); // nobody waited for the others

        // While one is worked at, others are typed: the window is not held up, and what was there stays.
        Held held(*f.fake);
        f.document.setDraft(u"slow"_s);
        QTRY_COMPARE(held.begun(), 1);
        f.document.setDraft(u"slow no"_s);
        QTest::qWait(5 * kPause);
        f.document.setDraft(u"slow no more"_s);
        QTest::qWait(5 * kPause);
        QCOMPARE(query.ghost()->text, std::string("abcd"));
        QSignalSpy changed(&query, &TypedQuery::changed);
        held.set(false);
        QTRY_COMPARE(query.ghost()->text, std::string("slow no more"));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(f.fake->calls.load(), calls + 3);

        // Emptied while it is worked at: nothing comes of it.
        held.set(true);
        f.document.setDraft(u"slow again"_s);
        QTRY_COMPARE(held.begun(), 3);
        f.document.setDraft(u"other"_s);
        QTest::qWait(5 * kPause);
        f.document.setDraft({});
        QVERIFY(!query.ghost());
        held.set(false);
        QTest::qWait(5 * kPause);
        QVERIFY(!query.ghost());
    }

    void followsTheDocument()
    {
        DocumentFixture f;
        TypedQuery query(f.document, kPause);
        f.document.setDraft(u"abc"_s);
        QTest::qWait(5 * kPause);
        QVERIFY(!query.ghost()); // there is no map
        f.document.addTexts({u"aab"_s, u"bcc"_s, u"xyz"_s, u"xxy"_s});
        QTRY_VERIFY(query.ghost() && query.ghost()->exploration == f.document.exploration());
        setProjection(f.document, MdsRecipe{});
        QTRY_VERIFY(query.ghost()->exploration == f.document.exploration() &&
                    query.ghost()->kind == PlaceKind::Approximate);
        Recipe recipe = f.document.recipe();
        recipe.model = "noise";
        f.document.setRecipe(recipe, u"model"_s);
        QTRY_VERIFY(query.ghost() && query.ghost()->exploration == f.document.exploration() &&
                    query.ghost()->exploration->identity == "other/26");
        f.document.newDocument();
        QTRY_VERIFY(!query.ghost());
    }

    void fewTextsAndOddOnes()
    {
        DocumentFixture f;
        TypedQuery query(f.document, kPause);
        f.document.addTexts({u"aab"_s});
        QVERIFY(f.settle());
        f.document.setDraft(u"ab"_s);
        QTRY_VERIFY(query.ghost());
        QVERIFY(!query.ghost()->place); // one text has no directions
        QCOMPARE(query.ghost()->nearest, std::optional<std::size_t>(0));
        f.document.addTexts({u"xyz"_s});
        QTRY_VERIFY(query.ghost()->place);
        f.document.setDraft(u"zero"_s);
        QTRY_COMPARE(query.ghost()->text, std::string("zero"));
        QVERIFY(!query.ghost()->nearest && !query.similarityTo(0) && query.ghost()->place);
        f.document.setDraft(u"fail this"_s);
        QTRY_VERIFY(!query.ghost());
        f.document.setDraft(u"   "_s);
        QTest::qWait(5 * kPause);
        QVERIFY(!query.ghost());
    }

    void aServiceIsSentNothing()
    {
        ServiceFixture f;
        TypedQuery query(f.document, kPause);
        f.useService();
        f.document.addTexts({u"first text"_s, u"second one"_s, u"and a third"_s});
        QVERIFY(f.settle());
        f.document.agreeToSend();
        QVERIFY(f.settle());
        QCOMPARE(f.received().size(), std::size_t{3});
        const auto requests = f.server.requests().size();
        QString typed;
        for (const QChar &key : u"private"_s) {
            f.document.setDraft(typed += key);
            QTest::qWait(kPause);
        }
        QTest::qWait(10 * kPause);
        QCOMPARE(f.server.requests().size(), requests);
        QVERIFY(!query.ghost());
        QCOMPARE(query.notSentTo(), QString::fromStdString(f.server.where()));
        f.document.setDraft({});
        QVERIFY(query.notSentTo().isEmpty());
        QCOMPARE(f.server.requests().size(), requests);
    }

    // While many texts are embedded there are no blocks of theirs before it.
    void overtakesARunningJob()
    {
        DocumentFixture f;
        TypedQuery query(f.document, kPause);
        f.document.addTexts({u"aab"_s, u"bcc"_s, u"xyz"_s});
        QVERIFY(f.settle());
        Held held(*f.fake, 1); // the second text of the job
        f.document.addTexts({u"many"_s, u"more"_s, u"texts"_s});
        QTRY_COMPARE(held.begun(), 1);
        f.document.setDraft(u"abc"_s);
        QTRY_VERIFY(query.ghost());
        QVERIFY(f.document.isBusy());
        held.set(false);
        QTRY_VERIFY(query.ghost()->exploration == f.document.exploration() && !f.document.isBusy());
    }
};

QTEST_GUILESS_MAIN(TestTypedQuery)
#include "tst_typed_query.moc"
