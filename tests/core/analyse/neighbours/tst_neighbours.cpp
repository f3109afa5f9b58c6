#include "core/analyse/neighbours/neighbours.h"

#include "core/analyse/cosine.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;

namespace {

NeighboursOptions nearest(std::size_t k)
{
    NeighboursOptions options;
    options.k = k;
    return options;
}

// Every pair, in double, sorted whole.
std::vector<std::vector<Neighbour>> bruteForce(MatrixView rows, std::size_t k)
{
    std::vector<std::vector<Neighbour>> all(rows.rows);
    for (std::size_t i = 0; i < rows.rows; ++i) {
        for (std::size_t j = 0; j < rows.rows; ++j)
            if (const Similarity similarity = cosineSimilarity(rows.row(i), rows.row(j)); similarity && i != j)
                all[i].push_back({static_cast<std::uint32_t>(j), *similarity});
        std::stable_sort(all[i].begin(), all[i].end(),
                         [](const Neighbour &a, const Neighbour &b) { return a.similarity > b.similarity; });
        all[i].resize(std::min(k, all[i].size()));
    }
    return all;
}

constexpr NeighbourProducts kAllProducts[] = {NeighbourProducts::Chosen, NeighbourProducts::Bytes,
                                              NeighbourProducts::Floats, NeighbourProducts::Doubles};

void compare(const Matrix &rows, std::size_t k)
{
    const auto expected = bruteForce(rows, k);
    for (const NeighbourProducts products : kAllProducts) {
        const auto found = findNeighbours(rows, {k, products});
        QVERIFY(found);
        QCOMPARE(found->rows(), static_cast<std::size_t>(rows.rows()));
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY(std::equal(found->of(i).begin(), found->of(i).end(), expected[i].begin(), expected[i].end()));
    }
}

} // namespace

class TestNeighbours : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusals()
    {
        for (const Rung &bad : notFinite()) {
            const auto result = findNeighbours(bad.rows);
            QCOMPARE(result.error().code, Errc::NotFinite);
            QCOMPARE(result.error().line, kBadRow);
        }
    }

    void nothing()
    {
        QCOMPARE(findNeighbours(MatrixView())->rows(), std::size_t{0});
        const auto none = findNeighbours(randomRows(5, 3, 1), nearest(0));
        QCOMPARE(none->rows(), std::size_t{5});
        QVERIFY(none->of(4).empty());
    }

    void ladder_data() { addRungs(); }
    void ladder()
    {
        QFETCH(int, rung);
        const Matrix rows = degenerateRows()[static_cast<std::size_t>(rung)].rows;
        for (const std::size_t k : {std::size_t{1}, std::size_t{3}, std::size_t{1000}})
            compare(rows, k);
    }

    void likeBruteForce()
    {
        compare(randomRows(1200, 40, 1), 10);               // more than one block of rows and of columns
        compare(groupedRows(4, 40, 384, 1e-4, 2), 7);       // similarities that float32 products cannot tell apart
        Matrix ties = randomRows(150, 3, 3).array().sign(); // eight different rows at most
        compare(ties, 12);
        compare(groupedRows(1, 450, 10, 1e-4, 4), 3); // products in bytes rule nobody out here
    }

    void duplicates()
    {
        Matrix rows = randomRows(40, 6, 5).replicate(13, 1); // 13 of each, others between them
        for (Eigen::Index i = 0; i < rows.rows(); i += 3)
            rows.row(i) *= 4; // as similar as can be, yet another row
        rows.row(100).setZero();
        compare(rows, 5);
        compare(rows, 20);
        compare(Matrix::Constant(500, 3, 0.25f), 4);
    }

    // By the definition, with zero vectors, duplicates and an offset that products have to cope with.
    void euclidean()
    {
        Matrix rows = randomRows(500, 12, 6);
        rows.rowwise() += Eigen::RowVectorXf::Constant(12, 30);
        rows.row(4).setZero();
        rows.row(9) = rows.row(5);
        rows.row(200) = rows.row(5);
        const MatrixD wide = rows.cast<double>();
        for (const NeighbourProducts products : kAllProducts) {
            const auto found = findNeighbours(rows, {6, products, NeighbourMetric::Euclidean});
            for (Eigen::Index i = 0; i < rows.rows(); ++i) {
                std::vector<std::pair<double, std::uint32_t>> all;
                for (Eigen::Index j = 0; j < rows.rows(); ++j)
                    if (j != i)
                        all.emplace_back((wide.row(i) - wide.row(j)).norm(), static_cast<std::uint32_t>(j));
                std::ranges::sort(all);
                const auto near = found->of(static_cast<std::size_t>(i));
                QCOMPARE(near.size(), std::size_t{6});
                for (std::size_t place = 0; place < 6; ++place) {
                    QCOMPARE(near[place].index, all[place].second);
                    QVERIFY(std::abs(near[place].similarity + all[place].first) < 1e-9);
                }
            }
        }
        for (const Rung &rung : degenerateRows()) {
            const auto plain = findNeighbours(rung.rows, {3, NeighbourProducts::Doubles, NeighbourMetric::Euclidean});
            QVERIFY(plain);
            for (const NeighbourProducts products : kAllProducts)
                QVERIFY(*findNeighbours(rung.rows, {3, products, NeighbourMetric::Euclidean}) == *plain);
        }
    }

    void zeroVectors()
    {
        Matrix rows = randomRows(9, 4, 3);
        rows.row(4).setZero();
        const auto found = findNeighbours(rows, nearest(8));
        QVERIFY(found->of(4).empty());
        for (std::size_t i = 0; i < 9; ++i)
            for (const Neighbour &neighbour : found->of(i))
                QVERIFY(neighbour.index != 4 && neighbour.index != i);
        QCOMPARE(found->of(0).size(), std::size_t{7});
    }

    void likeScikitLearn()
    {
        const Matrix points = matrixFrom(reference(QStringLiteral("pca.json"))[QStringLiteral("points")]).cast<float>();
        const QJsonObject expected = reference(QStringLiteral("neighbours.json"));
        const MatrixD indices = matrixFrom(expected[QStringLiteral("indices")]);
        const MatrixD similarities = matrixFrom(expected[QStringLiteral("similarities")]);
        const auto found = findNeighbours(points);
        for (Eigen::Index i = 0; i < indices.rows(); ++i)
            for (Eigen::Index place = 0; place < 10; ++place) {
                const Neighbour &neighbour = found->of(static_cast<std::size_t>(i))[static_cast<std::size_t>(place)];
                QCOMPARE(static_cast<double>(neighbour.index), indices(i, place));
                QVERIFY(std::abs(neighbour.similarity - similarities(i, place)) < 1e-12);
            }
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = randomRows(1000, 30, 4);
        for (const NeighbourProducts products : kAllProducts)
            onAnyNumberOfThreads([&](ThreadPool &pool) { return findNeighbours(rows, {10, products}, {}, pool); },
                                 [](const auto &found, const auto &expected) { QVERIFY(*found == *expected); });
    }

    void ofAQuery()
    {
        Matrix rows = randomRows(300, 20, 5);
        rows.row(7).setZero();
        const Matrix query = randomRows(1, 20, 6);
        const std::span<const float> asked(query.data(), 20);
        const auto found = nearestTo(rows, asked, 5);
        QCOMPARE(found->size(), std::size_t{5});
        Matrix with(301, 20);
        with << query, rows;
        const auto expected = bruteForce(with, 5)[0];
        for (std::size_t place = 0; place < 5; ++place) {
            QCOMPARE((*found)[place].index + 1, expected[place].index);
            QCOMPARE((*found)[place].similarity, expected[place].similarity);
        }
        QCOMPARE(nearestTo(rows, asked, 1000)->size(), std::size_t{299});
        QVERIFY(nearestTo(rows, std::vector<float>(20, 0.0f), 5)->empty());
        QVERIFY(nearestTo(MatrixView(), asked, 5)->empty());
        QCOMPARE(nearestTo(rows, std::vector<float>(19, 1.0f), 5).error().code, Errc::DimensionMismatch);
    }

    void cancel()
    {
        std::stop_source source;
        source.request_stop();
        const RunControl control{source.get_token()};
        for (const NeighbourProducts products : kAllProducts)
            QCOMPARE(findNeighbours(randomRows(50, 4, 1), {5, products}, control).error().code, Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestNeighbours)
#include "tst_neighbours.moc"
