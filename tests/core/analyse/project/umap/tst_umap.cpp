#include "core/analyse/project/umap/umap.h"

#include "core/analyse/faithfulness.h"
#include "core/analyse/project/umap/fuzzy_graph.h"
#include "core/analyse/project/umap/spectral_layout.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <Eigen/Eigenvalues>

#include <cmath>
#include <set>

using namespace embedscope;
using namespace embedscope::testing;
using namespace Qt::StringLiterals;
using Eigen::Index;

namespace {

Matrix referencePoints()
{
    return matrixFrom(reference(u"umap.json"_s)[u"points"_s]).cast<float>();
}

double trustOf(const Matrix &rows, const MatrixD &coordinates)
{
    return measureFaithfulness(rows, coordinates)->trustworthiness;
}

MatrixD laplacianOf(const FuzzyGraph &graph)
{
    const auto n = static_cast<Index>(graph.rows());
    MatrixD weights = MatrixD::Zero(n, n);
    for (std::size_t i = 0; i < graph.rows(); ++i)
        for (std::size_t e = graph.offsets[i]; e < graph.offsets[i + 1]; ++e)
            weights(static_cast<Index>(i), static_cast<Index>(graph.to[e])) = static_cast<double>(graph.weights[e]);
    const Eigen::VectorXd scale = weights.rowwise().sum().cwiseSqrt().cwiseInverse();
    return MatrixD::Identity(n, n) - scale.asDiagonal() * weights * scale.asDiagonal();
}

} // namespace

class TestUmap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusals()
    {
        const Matrix rows = randomRows(8, 3, 1);
        QCOMPARE(projectUmap(randomRows(3, 3, 1)).error().code, Errc::TooFewTexts);
        QCOMPARE(projectUmap(Matrix(8, 0)).error().code, Errc::DimensionMismatch);
        const auto refused = [&](auto change, const char *option) {
            UmapOptions options;
            change(options);
            const auto result = projectUmap(rows, options);
            return !result && result.error().code == Errc::InvalidArgument && result.error().detail == option;
        };
        QVERIFY(refused([](UmapOptions &o) { o.components = 0; }, "components"));
        QVERIFY(refused([](UmapOptions &o) { o.components = 51; }, "components"));
        QVERIFY(refused([](UmapOptions &o) { o.neighbours = 1; }, "neighbours"));
        QVERIFY(refused([](UmapOptions &o) { o.minDist = 1.5; }, "minDist"));
        QVERIFY(refused([](UmapOptions &o) { o.minDist = std::nan(""); }, "minDist"));
        QVERIFY(refused([](UmapOptions &o) { o.spread = 0; }, "spread"));
        QVERIFY(refused([](UmapOptions &o) { o.epochs = -1; }, "epochs"));
        QVERIFY(refused([](UmapOptions &o) { o.negativeSamples = -1; }, "negativeSamples"));
        for (const Rung &bad : notFinite()) {
            const auto result = projectUmap(bad.rows);
            QCOMPARE(result.error().code, Errc::NotFinite);
            QCOMPARE(result.error().line, kBadRow);
        }
    }

    void ladder_data() { addRungs(UmapOptions::kLeastTexts); }
    void ladder()
    {
        QFETCH(int, rung);
        const Matrix rows = degenerateRows()[static_cast<std::size_t>(rung)].rows;
        for (const int neighbours : {2, 15, 1000}) {
            UmapOptions options;
            options.neighbours = neighbours;
            options.epochs = 50;
            const auto result = projectUmap(rows, options);
            QVERIFY(result);
            QCOMPARE(result->coordinates.rows(), rows.rows());
            QVERIFY(result->coordinates.allFinite());
            QVERIFY(result->coordinates.cwiseAbs().maxCoeff() < 1000);
            QVERIFY(result->coordinates.colwise().mean().norm() < 1e-3);
            QCOMPARE(result->neighbours, std::min(neighbours, static_cast<int>(rows.rows())));
        }
    }

    void curveLikeUmapLearn()
    {
        for (const QJsonValue &value : reference(u"umap.json"_s)[u"curves"_s].toArray()) {
            const UmapCurve curve = fitUmapCurve(value[u"min_dist"_s].toDouble(), value[u"spread"_s].toDouble());
            QVERIFY2(std::abs(curve.a - value[u"a"_s].toDouble()) < 1e-4, qPrintable(QString::number(curve.a)));
            QVERIFY2(std::abs(curve.b - value[u"b"_s].toDouble()) < 1e-4, qPrintable(QString::number(curve.b)));
        }
    }

    void graphLikeUmapLearn()
    {
        const Matrix points = referencePoints().topRows(60);
        const auto graph = buildFuzzyGraph(*findNeighbours(points, {9}));
        QVERIFY(graph);
        const QJsonArray expected = reference(u"umap.json"_s)[u"graph"_s].toArray();
        QCOMPARE(static_cast<qsizetype>(graph->edges()), expected.size());
        qsizetype at = 0;
        for (std::size_t i = 0; i < graph->rows(); ++i)
            for (std::size_t e = graph->offsets[i]; e < graph->offsets[i + 1]; ++e, ++at) {
                QCOMPARE(static_cast<int>(i), expected[at][0].toInt());
                QCOMPARE(static_cast<int>(graph->to[e]), expected[at][1].toInt());
                const double difference = static_cast<double>(graph->weights[e]) - expected[at][2].toDouble();
                QVERIFY2(std::abs(difference) < 2e-4, qPrintable(QString::number(difference)));
            }
    }

    // Small graphs are decomposed in full, large ones by filtered subspaces: the same eigenvectors.
    void spectralLayoutIsTheLaplacians_data()
    {
        QTest::addColumn<int>("rows");
        QTest::newRow("full") << 300;
        QTest::newRow("filtered") << 900;
    }
    void spectralLayoutIsTheLaplacians()
    {
        QFETCH(int, rows);
        const Matrix points = randomRows(rows, 3, 4);
        const auto graph = buildFuzzyGraph(*findNeighbours(points, {14}));
        const auto layout = spectralLayout(*graph, 2);
        QVERIFY(layout && *layout);
        const MatrixD laplacian = laplacianOf(*graph);
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver{Eigen::MatrixXd(laplacian)};
        for (Index c = 0; c < 2; ++c) {
            const Eigen::VectorXd column = (*layout)->col(c);
            QVERIFY(std::abs(column.norm() - 1) < 1e-9);
            const double value = column.dot(laplacian * column);
            QVERIFY2(std::abs(value - solver.eigenvalues()[c + 1]) < 1e-4, qPrintable(QString::number(value)));
            QVERIFY((laplacian * column - value * column).norm() < 2e-3);
        }
    }

    void noSpectralLayoutOfPieces()
    {
        Matrix apart = randomRows(40, 3, 1) * 0.01F;
        apart.topRows(20).col(0).array() += 5;
        apart.bottomRows(20).col(0).array() -= 5;
        const auto graph = buildFuzzyGraph(*findNeighbours(apart, {5}));
        const auto pieces = connectedComponents(*graph);
        QCOMPARE(std::set(pieces.begin(), pieces.end()).size(), std::size_t{2});
        QVERIFY(spectralLayout(*graph, 2) && !*spectralLayout(*graph, 2));
        const auto map = projectUmap(apart);
        QVERIFY(map->start == UmapStart::Pca);
        // The two stay two: no row's nearest on the map is of the other piece.
        QVERIFY(trustOf(apart, map->coordinates) > 0.9);
        for (Index i = 0; i < 40; ++i) {
            Index nearest = 0;
            double least = 1e9;
            for (Index j = 0; j < 40; ++j)
                if (const double d = (map->coordinates.row(i) - map->coordinates.row(j)).norm(); j != i && d < least) {
                    least = d;
                    nearest = j;
                }
            QCOMPARE(nearest < 20, i < 20);
        }
    }

    // As faithful as umap-learn on the same points, by the mean of ten seeds.
    void asFaithfulAsUmapLearn()
    {
        const Matrix points = referencePoints();
        const auto neighbours = findNeighbours(points, {14});
        double mean = 0;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            UmapOptions options;
            options.seed = seed;
            const auto map = projectUmap(points, options, {}, {}, &*neighbours);
            QVERIFY(map);
            mean += trustOf(points, map->coordinates) / 10;
        }
        const double expected = reference(u"umap.json"_s)[u"trustworthiness"_s][u"mean"_s].toDouble();
        QVERIFY2(mean >= expected - 0.002, qPrintable(u"%1, umap-learn %2"_s.arg(mean).arg(expected)));
    }

    void neighboursMayBeGiven()
    {
        const Matrix points = randomRows(60, 5, 2);
        const auto more = findNeighbours(points, {30});
        QVERIFY(sameBits(projectUmap(points)->coordinates, projectUmap(points, {}, {}, {}, &*more)->coordinates));
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix points = groupedRows(10, 180, 12, 0.5, 3); // four blocks of points
        for (const int components : {2, 5}) {
            UmapOptions options;
            options.components = components;
            options.epochs = 60;
            onAnyNumberOfThreads([&](ThreadPool &pool) { return *projectUmap(points, options, {}, {}, nullptr, pool); },
                                 [&](const UmapResult &found, const UmapResult &expected) {
                                     QCOMPARE(found.coordinates.cols(), components);
                                     QVERIFY(sameBits(found.coordinates, expected.coordinates));
                                 });
        }
        UmapOptions other;
        other.seed = 2;
        QVERIFY(!sameBits(projectUmap(points)->coordinates, projectUmap(points, other)->coordinates));
    }

    // A ring stays one: it is not torn where the blocks meet that threads share out. Ends of edges between blocks once
    // moved by half as much, and left gaps of a hundred times the usual.
    void noSeamsBetweenBlocks()
    {
        for (const Eigen::Index n : {700, 2500}) {
            Matrix points(n, 2);
            for (Eigen::Index i = 0; i < n; ++i) {
                const double angle = 2 * M_PI * static_cast<double>(i) / static_cast<double>(n);
                points.row(i) << static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle));
            }
            UmapOptions options;
            options.metric = NeighbourMetric::Euclidean;
            const MatrixD places = projectUmap(points, options)->coordinates;
            std::vector<double> gaps;
            for (Eigen::Index i = 0; i < n; ++i)
                gaps.push_back((places.row(i) - places.row((i + 1) % n)).norm());
            std::ranges::sort(gaps);
            QVERIFY2(gaps.back() < 6 * gaps[gaps.size() / 2], qPrintable(QString::number(gaps.back())));
        }
    }

    void farApartWithMinDist()
    {
        const Matrix points = randomRows(200, 5, 6);
        const auto closest = [&](double minDist) {
            UmapOptions options;
            options.minDist = minDist;
            const MatrixD map = projectUmap(points, options)->coordinates;
            double sum = 0;
            for (Index i = 0; i < map.rows(); ++i) {
                double least = 1e9;
                for (Index j = 0; j < map.rows(); ++j)
                    if (j != i)
                        least = std::min(least, (map.row(i) - map.row(j)).norm());
                sum += least;
            }
            return sum / static_cast<double>(map.rows());
        };
        QVERIFY(closest(0.8) > 2 * closest(0.01));
    }

    void watchedAndStopped()
    {
        const Matrix points = groupedRows(10, 100, 12, 0.5, 3);
        UmapOptions options;
        options.epochs = 100'000'000;
        std::stop_source stop;
        int seen = 0;
        RunControl control;
        control.stop = stop.get_token();
        const auto result = projectUmap(points, options, control, [&](const MatrixD &map, int epoch, int epochs) {
            QCOMPARE(map.rows(), points.rows());
            QVERIFY(map.allFinite());
            QVERIFY(epoch > 0 && epochs == options.epochs);
            if (++seen == 3)
                stop.request_stop();
        });
        QVERIFY(!result);
        QCOMPARE(result.error().code, Errc::Cancelled);
        QCOMPARE(seen, 3);
    }
};

QTEST_GUILESS_MAIN(TestUmap)
#include "tst_umap.moc"
