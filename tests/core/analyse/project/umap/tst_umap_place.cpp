#include "core/analyse/project/umap/umap.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

constexpr Index kGroup = 30;

UmapOptions quick(NeighbourMetric metric)
{
    UmapOptions options;
    options.neighbours = 10;
    options.epochs = 100;
    options.metric = metric;
    return options;
}

} // namespace

class TestUmapPlace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void byEitherMetric_data()
    {
        QTest::addColumn<NeighbourMetric>("metric");
        QTest::newRow("cosine") << NeighbourMetric::Cosine;
        QTest::newRow("euclidean") << NeighbourMetric::Euclidean;
    }

    // Others of the same four groups come to lie among their own group.
    void byEitherMetric()
    {
        QFETCH(NeighbourMetric, metric);
        const UmapOptions options = quick(metric);
        const Matrix all = groupedRows(4, 2 * kGroup, 20, 0.3, 1);
        Matrix rows(4 * kGroup, 20);
        Matrix added(4 * kGroup, 20);
        for (Index i = 0; i < 4 * kGroup; ++i) {
            rows.row(i) = all.row(2 * i);
            added.row(i) = all.row(2 * i + 1);
        }
        const auto map = projectUmap(rows, options);
        QVERIFY(map);
        const auto places = placeOnUmap(map->coordinates, rows, added, options);
        QVERIFY(places);
        for (Index i = 0; i < added.rows(); ++i) {
            Index nearest = 0;
            const double away = (map->coordinates.rowwise() - places->row(i)).rowwise().norm().minCoeff(&nearest);
            QCOMPARE(nearest / kGroup, i / kGroup);
            QVERIFY(away < 2);
        }
    }

    // Euclidean distances of unit vectors rank as cosines do, and the size of the numbers does not matter.
    void euclidean()
    {
        Matrix rows = groupedRows(3, 40, 12, 0.4, 2);
        for (const float size : {1.0f, 1e18f, 1e-18f}) {
            const auto map = projectUmap(Matrix(rows * size), quick(NeighbourMetric::Euclidean));
            QVERIFY(map && map->coordinates.allFinite());
            Index mixed = 0;
            for (Index i = 0; i < rows.rows(); ++i) {
                Eigen::VectorXd away = (map->coordinates.rowwise() - map->coordinates.row(i)).rowwise().norm();
                away[i] = 1e9;
                Index nearest = 0;
                away.minCoeff(&nearest);
                mixed += nearest / 40 == i / 40 ? 0 : 1;
            }
            QVERIFY(mixed <= 2);
        }
    }

    void equalsAndStrangers()
    {
        Matrix rows = groupedRows(4, kGroup, 20, 0.3, 3);
        const UmapOptions options = quick(NeighbourMetric::Cosine);
        const auto map = projectUmap(rows, options);
        Matrix added = Matrix::Zero(3, 20);
        added.row(0) = rows.row(77);
        added.row(2) = rows.row(5) * 3; // the same direction
        const auto places = placeOnUmap(map->coordinates, rows, added, options);
        QVERIFY((places->row(0) - map->coordinates.row(77)).norm() < 1e-5);
        QVERIFY((places->row(1) - map->coordinates.colwise().mean()).norm() < 1e-5);
        QVERIFY((places->row(2) - map->coordinates.row(5)).norm() < 1e-5);
        QCOMPARE(placeOnUmap(map->coordinates, rows, Matrix(0, 20), options)->rows(), Index{0});
    }

    // A place does not depend on who is placed with it, nor on the number of threads.
    void aloneOrTogether()
    {
        const Matrix rows = groupedRows(4, kGroup, 20, 0.5, 4);
        const Matrix added = groupedRows(4, 3, 20, 0.5, 4);
        const UmapOptions options = quick(NeighbourMetric::Cosine);
        const auto map = projectUmap(rows, options);
        const auto together = placeOnUmap(map->coordinates, rows, added, options);
        for (Index i = 0; i < added.rows(); ++i) {
            const auto alone = placeOnUmap(map->coordinates, rows, Matrix(added.row(i)), options);
            QVERIFY(sameBits(*alone, MatrixD(together->row(i))));
        }
        onAnyNumberOfThreads(
            [&](ThreadPool &pool) { return placeOnUmap(map->coordinates, rows, added, options, {}, pool); },
            [](const auto &found, const auto &expected) { QVERIFY(sameBits(*found, *expected)); });
    }

    void refusals()
    {
        const Matrix rows = randomRows(20, 4, 5);
        const MatrixD map = MatrixD::Zero(20, 2);
        QCOMPARE(placeOnUmap(MatrixD::Zero(19, 2), rows, rows).error().code, Errc::DimensionMismatch);
        QCOMPARE(placeOnUmap(MatrixD::Zero(20, 3), rows, rows).error().code, Errc::DimensionMismatch);
        QCOMPARE(placeOnUmap(map, rows, randomRows(2, 5, 1)).error().code, Errc::DimensionMismatch);
        QCOMPARE(placeOnUmap(MatrixD(0, 2), Matrix(0, 4), rows).error().code, Errc::TooFewTexts);
        UmapOptions options;
        options.neighbours = 1;
        QCOMPARE(placeOnUmap(map, rows, rows, options).error().code, Errc::InvalidArgument);
        Matrix bad = rows;
        bad(2, 1) = std::numeric_limits<float>::infinity();
        QCOMPARE(placeOnUmap(map, rows, bad).error().line, kBadRow);
        std::stop_source source;
        source.request_stop();
        QCOMPARE(placeOnUmap(map, rows, rows, {}, RunControl{source.get_token()}).error().code, Errc::Cancelled);
        const auto neighbours = findNeighbours(rows, {5, NeighbourProducts::Chosen, NeighbourMetric::Euclidean});
        QCOMPARE(projectUmap(rows, {}, {}, {}, &*neighbours).error().code, Errc::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestUmapPlace)
#include "tst_umap_place.moc"
