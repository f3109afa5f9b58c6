#include "core/explore/compare_models.h"

#include "core/analyse/cosine.h"
#include "tests/support/random_rows.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

Exploration explorationOf(const Matrix &vectors, const std::string &model)
{
    Exploration exploration;
    exploration.modelName = model;
    exploration.vectors = vectors;
    for (Index i = 0; i < vectors.rows(); ++i) {
        Text text;
        text.text = "text " + std::to_string(i);
        exploration.rows.edit().push_back(text);
        exploration.corpusIndex.push_back(static_cast<std::size_t>(i));
        exploration.stored.push_back(std::make_shared<StoredVector>());
    }
    return exploration;
}

// The k nearest by the definition.
std::set<std::size_t> nearest(const Matrix &vectors, std::size_t i, std::size_t k)
{
    const MatrixView view(vectors);
    std::vector<std::size_t> order;
    for (std::size_t j = 0; j < view.rows; ++j)
        if (j != i)
            order.push_back(j);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return *cosineSimilarity(view.row(i), view.row(a)) > *cosineSimilarity(view.row(i), view.row(b));
    });
    return {order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k)};
}

} // namespace

class TestCompareModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void byTheDefinition()
    {
        const Matrix a = groupedRows(4, 15, 12, 0.8, 1);
        const Matrix b = groupedRows(4, 15, 7, 1.5, 2);
        const auto found = compareModels(explorationOf(a, "A"), explorationOf(b, "B"));
        QVERIFY(found);
        QCOMPARE(found->modelA, std::string("A"));
        QCOMPARE(found->dimensionsB, std::size_t{7});
        QCOMPARE(found->neighbours, std::size_t{10});
        QCOMPARE(found->texts.size(), std::size_t{60});
        double sum = 0;
        for (std::size_t i = 0; i < 60; ++i) {
            const auto inA = nearest(a, i, 10);
            const auto inB = nearest(b, i, 10);
            std::vector<std::size_t> shared;
            std::set_intersection(inA.begin(), inA.end(), inB.begin(), inB.end(), std::back_inserter(shared));
            const double jaccard = static_cast<double>(shared.size()) / static_cast<double>(20 - shared.size());
            const TextMove &text = found->texts[i];
            QVERIFY(std::abs(*text.jaccard - jaccard) < 1e-15);
            QCOMPARE(text.lost.size(), 10 - shared.size());
            for (const std::size_t lost : text.lost)
                QVERIFY(inA.count(lost) == 1 && inB.count(lost) == 0);
            for (const std::size_t gained : text.gained)
                QVERIFY(inB.count(gained) == 1 && inA.count(gained) == 0);
            sum += jaccard;
        }
        QVERIFY(std::abs(*found->meanJaccard - sum / 60) < 1e-12);
        QVERIFY(*found->meanJaccard > 2 * found->byChance); // the same groups
        for (std::size_t place = 1; place < found->mostMoved.size(); ++place) {
            const double before = *found->texts[found->mostMoved[place - 1]].jaccard;
            const double here = *found->texts[found->mostMoved[place]].jaccard;
            QVERIFY(before < here || (before == here && found->mostMoved[place - 1] < found->mostMoved[place]));
        }
    }

    void theSameModelMovesNothing()
    {
        const Matrix a = randomRows(30, 8, 1);
        const auto found = compareModels(explorationOf(a, "A"), explorationOf(a * 3, "B")); // cosine sees no length
        QCOMPARE(*found->meanJaccard, 1.0);
        for (const TextMove &text : found->texts)
            QVERIFY(text.lost.empty() && text.gained.empty());
    }

    void unrelatedModelsGiveWhatChanceGives()
    {
        double sum = 0;
        double expected = 0;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const auto found = compareModels(explorationOf(randomRows(100, 30, seed), "A"),
                                             explorationOf(randomRows(100, 30, seed + 100), "B"));
            sum += *found->meanJaccard / 10;
            expected = found->byChance;
        }
        QVERIFY(std::abs(sum - expected) < 0.01);
        QVERIFY(expected > 0.04 && expected < 0.07);
    }

    void onlyTextsThatBothHave()
    {
        const Matrix vectors = randomRows(20, 6, 3);
        Exploration a = explorationOf(vectors, "A");
        Exploration b = explorationOf(vectors.bottomRows(15), "B");
        for (std::size_t &index : b.corpusIndex)
            index += 5;
        const auto found = compareModels(a, b);
        QCOMPARE(found->texts.size(), std::size_t{15});
        QCOMPARE(found->texts.front().corpusIndex, std::size_t{5});
        QCOMPARE(found->texts.front().rowB, std::size_t{0});
        QCOMPARE(*found->meanJaccard, 1.0);
        Exploration none = explorationOf(Matrix(0, 6), "none");
        QCOMPARE(compareModels(a, none).error().code, Errc::NoTexts);
    }

    void fewAndZero()
    {
        for (const Index n : {1, 2, 3, 5}) {
            const auto found =
                compareModels(explorationOf(randomRows(n, 4, 1), "A"), explorationOf(randomRows(n, 4, 2), "B"));
            QVERIFY(found);
            QCOMPARE(found->neighbours, static_cast<std::size_t>(n - 1));
            QCOMPARE(found->byChance, 1.0);
            QCOMPARE(found->meanJaccard.has_value(), n > 1); // everybody is everybody's neighbour
            QVERIFY(n == 1 || *found->meanJaccard == 1.0);
        }
        Matrix withZero = randomRows(15, 4, 3);
        withZero.row(2).setZero();
        const auto found = compareModels(explorationOf(withZero, "A"), explorationOf(withZero, "B"));
        QVERIFY(!found->texts[2].jaccard);
        QCOMPARE(found->mostMoved.size(), std::size_t{14});
        QCOMPARE(found->comparable, std::size_t{14});
        CompareOptions options;
        options.neighbours = 0;
        QCOMPARE(compareModels(explorationOf(withZero, "A"), explorationOf(withZero, "B"), options).error().code,
                 Errc::InvalidArgument);
    }

    /// A model that says nothing of a text says nothing of how it moved, nor that others lost it.
    void zeroUnderOneModelCountsForNeither()
    {
        const Matrix whole = randomRows(15, 4, 3);
        Matrix withZeros = whole;
        for (const Index row : {2, 7})
            withZeros.row(row).setZero();
        const auto found = compareModels(explorationOf(withZeros, "A"), explorationOf(whole, "B"));
        QCOMPARE(found->texts.size(), std::size_t{15});
        QCOMPARE(found->comparable, std::size_t{13});
        QVERIFY(!found->texts[2].jaccard && !found->texts[7].jaccard);
        QVERIFY(found->texts[2].gained.empty() && found->texts[7].gained.empty());
        QCOMPARE(*found->meanJaccard, 1.0); // of the others nothing moved
        QCOMPARE(found->mostMoved.size(), std::size_t{13});
        const auto none = compareModels(explorationOf(Matrix::Zero(15, 4), "A"), explorationOf(whole, "B"));
        QVERIFY(none && !none->meanJaccard && none->mostMoved.empty());
        QCOMPARE(none->comparable, std::size_t{0});
        QCOMPARE(none->neighbours, std::size_t{0});
    }

    void sameOnAnyNumberOfThreads()
    {
        const Exploration a = explorationOf(randomRows(200, 10, 4), "A");
        const Exploration b = explorationOf(randomRows(200, 10, 5), "B");
        onAnyNumberOfThreads([&](ThreadPool &pool) { return compareModels(a, b, {}, {}, pool); },
                             [](const auto &found, const auto &expected) {
                                 QCOMPARE(found->meanJaccard, expected->meanJaccard);
                                 QVERIFY(found->mostMoved == expected->mostMoved);
                             });
    }
};

QTEST_GUILESS_MAIN(TestCompareModels)
#include "tst_compare_models.moc"
