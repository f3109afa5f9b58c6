#include "core/analyse/project/tsne/tsne.h"

#include "core/analyse/faithfulness.h"
#include "core/analyse/project/tsne/tsne_repulsion.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace embedscope;
using namespace embedscope::testing;
using namespace Qt::StringLiterals;
using Eigen::Index;

namespace {

Matrix referencePoints()
{
    return matrixFrom(reference(u"umap.json"_s)[u"points"_s]).cast<float>();
}

TsneAffinities affinitiesOf(const Matrix &rows, double perplexity)
{
    return *tsneAffinities(*findNeighbours(rows, {static_cast<std::size_t>(std::floor(3 * perplexity + 1e-6))}),
                           perplexity);
}

double trustOf(const Matrix &rows, const MatrixD &coordinates)
{
    return measureFaithfulness(rows, coordinates)->trustworthiness;
}

std::vector<float> placesIn(double width, std::size_t n, std::uint64_t seed)
{
    const Matrix places = randomRows(static_cast<Index>(n), 2, seed) * static_cast<float>(width);
    return {places.data(), places.data() + places.size()};
}

} // namespace

class TestTsne : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusals()
    {
        const Matrix rows = randomRows(8, 3, 1);
        QCOMPARE(projectTsne(randomRows(3, 3, 1)).error().code, Errc::TooFewTexts);
        QCOMPARE(projectTsne(Matrix(8, 0)).error().code, Errc::DimensionMismatch);
        const auto refused = [&](auto change, const char *option) {
            TsneOptions options;
            change(options);
            const auto result = projectTsne(rows, options);
            return !result && result.error().code == Errc::InvalidArgument && result.error().detail == option;
        };
        QVERIFY(refused([](TsneOptions &o) { o.perplexity = 0.9; }, "perplexity"));
        QVERIFY(refused([](TsneOptions &o) { o.perplexity = std::nan(""); }, "perplexity"));
        QVERIFY(refused([](TsneOptions &o) { o.exaggeratedSteps = -1; }, "exaggeratedSteps"));
        QVERIFY(refused([](TsneOptions &o) { o.steps = -1; }, "steps"));
        QVERIFY(refused([](TsneOptions &o) { o.exaggeration = 0.5; }, "exaggeration"));
        QVERIFY(refused([](TsneOptions &o) { o.learningRate = -1; }, "learningRate"));
        for (const Rung &bad : notFinite()) {
            const auto result = projectTsne(bad.rows);
            QCOMPARE(result.error().code, Errc::NotFinite);
            QCOMPARE(result.error().line, kBadRow);
        }
    }

    void ladder_data() { addRungs(TsneOptions::kLeastTexts); }
    void ladder()
    {
        QFETCH(int, rung);
        const Matrix rows = degenerateRows()[static_cast<std::size_t>(rung)].rows;
        for (const std::size_t exactRows : {std::size_t{2000}, std::size_t{0}})
            for (const double perplexity : {1.0, 1e6}) {
                TsneOptions options;
                options.perplexity = perplexity;
                options.exactRows = exactRows;
                options.exaggeratedSteps = 10;
                options.steps = 20;
                const auto result = projectTsne(rows, options);
                QVERIFY(result);
                QCOMPARE(result->coordinates.rows(), rows.rows());
                QVERIFY(result->coordinates.allFinite());
                QVERIFY(result->coordinates.colwise().mean().norm() < 1e-3);
                QCOMPARE(result->perplexity, std::min(perplexity, static_cast<double>(rows.rows() - 1) / 3));
            }
    }

    void affinitiesLikeOpenTsne()
    {
        const TsneAffinities found = affinitiesOf(referencePoints().topRows(60), 8);
        std::map<std::pair<int, int>, double> expected;
        for (const QJsonValue &entry : reference(u"tsne.json"_s)[u"affinities"_s].toArray())
            expected[{entry[0].toInt(), entry[1].toInt()}] = entry[2].toDouble();
        std::size_t seen = 0;
        double sum = 0;
        for (std::size_t i = 0; i < found.rows(); ++i)
            for (std::size_t e = found.offsets[i]; e < found.offsets[i + 1]; ++e) {
                const double p = static_cast<double>(found.p[e]);
                sum += p;
                if (!(p > 0))
                    continue;
                ++seen;
                const auto at = expected.find({static_cast<int>(i), static_cast<int>(found.to[e])});
                QVERIFY(at != expected.end());
                QVERIFY2(std::abs(p - at->second) < 1e-3 * at->second + 1e-9, qPrintable(QString::number(p)));
            }
        QCOMPARE(seen, expected.size());
        QVERIFY(std::abs(sum - 1) < 1e-6);
    }

    // Equal texts are equally near, however many more there are than the perplexity.
    void manyEqualTexts()
    {
        const TsneAffinities found = affinitiesOf(Matrix::Constant(40, 3, 1), 5);
        for (const float p : found.p)
            QVERIFY(p == 0 || std::abs(p * 40 - 1.0F / 15) < 1.0F / 15 + 1e-6F);
    }

    void divergenceLikeOpenTsne()
    {
        const QJsonObject expected = reference(u"tsne.json"_s);
        const auto kl = klDivergence(affinitiesOf(referencePoints(), 30), matrixFrom(expected[u"map"_s]));
        QVERIFY(kl);
        QVERIFY2(std::abs(*kl - expected[u"kl"_s].toDouble()) < 1e-4, qPrintable(QString::number(*kl, 'g', 8)));
        QCOMPARE(klDivergence(affinitiesOf(referencePoints(), 30), MatrixD(3, 2)).error().code,
                 Errc::DimensionMismatch);
    }

    void asGoodAsOpenTsneAndSklearn_data()
    {
        QTest::addColumn<quint64>("exactRows");
        QTest::newRow("exact") << quint64{2000};
        QTest::newRow("grid") << quint64{0};
    }
    void asGoodAsOpenTsneAndSklearn()
    {
        QFETCH(quint64, exactRows);
        const QJsonObject expected = reference(u"tsne.json"_s);
        const Matrix points = referencePoints();
        TsneOptions options;
        options.exactRows = exactRows;
        const auto map = projectTsne(points, options);
        QVERIFY(map);
        const double kl = *klDivergence(affinitiesOf(points, 30), map->coordinates);
        const double trust = trustOf(points, map->coordinates);
        for (const QJsonValue &peer : {QJsonValue(expected), expected[u"sklearn"_s]}) {
            QVERIFY2(kl <= 1.02 * peer[u"kl"_s].toDouble(), qPrintable(QString::number(kl)));
            QVERIFY2(trust >= peer[u"trustworthiness"_s].toDouble() - 0.002, qPrintable(QString::number(trust)));
        }
    }

    // The grid's forces are those of all pairs, on layouts as small as the first and as large as the last.
    void gridLikeAllPairs_data()
    {
        QTest::addColumn<double>("width");
        for (const double width : {1e-4, 0.1, 1.0, 10.0, 40.0})
            QTest::addRow("%g", width) << width;
    }
    void gridLikeAllPairs()
    {
        QFETCH(double, width);
        const std::size_t n = 1500;
        const std::vector<float> places = placesIn(width, n, 3);
        std::vector<float> forces(2 * n);
        std::vector<float> exact(2 * n);
        const auto grid = gridRepulsion();
        const double sum = *grid->push(places, forces, {}, ThreadPool::shared());
        const double exactSum = *exactRepulsion()->push(places, exact, {}, ThreadPool::shared());
        QVERIFY2(std::abs(sum - exactSum) < 0.01 * exactSum, qPrintable(u"%1 %2"_s.arg(sum).arg(exactSum)));
        double wrong = 0;
        double all = 0;
        for (std::size_t at = 0; at < 2 * n; ++at) {
            wrong += std::pow(static_cast<double>(forces[at]) - static_cast<double>(exact[at]), 2);
            all += std::pow(static_cast<double>(exact[at]), 2);
        }
        QVERIFY2(std::sqrt(wrong / all) < 0.03, qPrintable(QString::number(std::sqrt(wrong / all))));
    }

    void neighboursMayBeGiven()
    {
        const Matrix points = randomRows(120, 5, 2);
        TsneOptions options;
        options.perplexity = 10;
        const auto more = findNeighbours(points, {60});
        QVERIFY(sameBits(projectTsne(points, options)->coordinates,
                         projectTsne(points, options, {}, {}, &*more)->coordinates));
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix points = groupedRows(10, 60, 12, 0.5, 3);
        for (const std::size_t exactRows : {std::size_t{2000}, std::size_t{0}}) {
            TsneOptions options;
            options.exactRows = exactRows;
            options.exaggeratedSteps = 20;
            options.steps = 10;
            onAnyNumberOfThreads([&](ThreadPool &pool) { return *projectTsne(points, options, {}, {}, nullptr, pool); },
                                 [&](const TsneResult &found, const TsneResult &expected) {
                                     QVERIFY(sameBits(found.coordinates, expected.coordinates));
                                 });
        }
        TsneOptions some;
        some.steps = 0;
        TsneOptions other = some;
        other.seed = 2;
        QVERIFY(!sameBits(projectTsne(points, some)->coordinates, projectTsne(points, other)->coordinates));
    }

    void watchedAndStopped()
    {
        const Matrix points = groupedRows(10, 50, 12, 0.5, 3);
        TsneOptions options;
        options.steps = 100'000'000;
        std::stop_source stop;
        int seen = 0;
        RunControl control;
        control.stop = stop.get_token();
        const auto result = projectTsne(points, options, control, [&](const MatrixD &map, int step, int steps) {
            QCOMPARE(map.rows(), points.rows());
            QVERIFY(map.allFinite());
            QVERIFY(step > 0 && steps == options.steps + 250);
            if (++seen == 3)
                stop.request_stop();
        });
        QVERIFY(!result);
        QCOMPARE(result.error().code, Errc::Cancelled);
        QCOMPARE(seen, 3);
    }
};

QTEST_GUILESS_MAIN(TestTsne)
#include "tst_tsne.moc"
