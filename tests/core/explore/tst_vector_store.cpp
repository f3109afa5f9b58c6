#include "core/explore/vector_store.h"

#include <QTest>

#include <limits>

using namespace embedscope;

namespace {

std::shared_ptr<const StoredVector> vectorOf(std::vector<float> values)
{
    auto vector = std::make_shared<StoredVector>();
    vector->values = std::move(values);
    return vector;
}

} // namespace

class TestVectorStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void statesOfUnknownTexts()
    {
        const VectorStore store("id", "model", 2);
        QVERIFY(store.entry({TextId{1}, "cats"}).state == VectorState::Pending);
        QVERIFY(store.entry({TextId{1}, "cats"}, false).state == VectorState::NoModel);
        QVERIFY(store.entry({TextId{1}, ""}).state == VectorState::Empty);
        QVERIFY(store.entry({TextId{1}, " \t\xC2\xA0\xE2\x80\x8B\xE3\x80\x80"}).state == VectorState::Empty);
    }

    void remembersByContent()
    {
        VectorStore store("id", "model", 2);
        const auto vector = vectorOf({1, 0});
        QVERIFY(store.put({TextId{1}, "cats"}, vector));
        QVERIFY(store.entry({TextId{1}, "cats"}).vector == vector);
        QVERIFY(store.entry({TextId{7}, "cats"}).vector == vector);              // a pasted copy
        QVERIFY(store.entry({TextId{1}, "dogs"}).state == VectorState::Pending); // an edit
        QVERIFY(store.entry({TextId{1}, "cats"}).vector == vector);              // the edit undone
    }

    void refusesOtherLengthsAndNaN()
    {
        VectorStore store("id", "model", 2);
        QVERIFY(store.put({TextId{1}, "a"}, vectorOf({1, 2, 3})).error().code == Errc::DimensionMismatch);
        QVERIFY(store.put({TextId{1}, "a"}, vectorOf({})).error().code == Errc::DimensionMismatch);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float inf = std::numeric_limits<float>::infinity();
        QVERIFY(store.put({TextId{1}, "a"}, vectorOf({1, nan})).error().code == Errc::NotFinite);
        QVERIFY(store.put({TextId{1}, "a"}, vectorOf({-inf, 0})).error().code == Errc::NotFinite);
        QVERIFY(store.entry({TextId{1}, "a"}).state == VectorState::Pending);
    }

    void firstVectorSetsTheLength()
    {
        VectorStore store;
        QVERIFY(store.putImported({TextId{1}, "a"}, vectorOf({1, 2, 3})));
        QCOMPARE(store.dimensions(), std::size_t{3});
        QVERIFY(store.imported());
        QVERIFY(!store.putImported({TextId{2}, "b"}, vectorOf({1, 2})));
    }

    // Two records may hold the same text with different vectors (a word in two contexts): each keeps its own.
    void importedVectorsBelongToTheirText()
    {
        VectorStore store;
        const auto river = vectorOf({1, 0});
        const auto money = vectorOf({0, 1});
        QVERIFY(store.putImported({TextId{1}, "bank"}, river));
        QVERIFY(store.putImported({TextId{2}, "bank"}, money));
        QVERIFY(store.entry({TextId{1}, "bank"}).vector == river);
        QVERIFY(store.entry({TextId{2}, "bank"}).vector == money);
        QVERIFY(store.entry({TextId{1}, "banks"}, false).state == VectorState::NoModel);
    }

    void failuresAreKeptUntilCleared()
    {
        VectorStore store("id", "model", 2);
        store.fail({TextId{1}, "a"}, makeError(Errc::Internal, "no"));
        QVERIFY(store.entry({TextId{1}, "a"}).state == VectorState::Failed);
        QCOMPARE(store.entry({TextId{1}, "a"}).error->detail, std::string("no"));
        store.clearFailures();
        QVERIFY(store.entry({TextId{1}, "a"}).state == VectorState::Pending);
    }
};

QTEST_GUILESS_MAIN(TestVectorStore)
#include "tst_vector_store.moc"
