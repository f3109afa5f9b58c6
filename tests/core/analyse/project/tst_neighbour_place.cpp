#include "core/analyse/project/neighbour_place.h"

#include "core/analyse/project/mds.h"
#include "core/analyse/project/tsne/tsne.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

/// The neighbours' places and the stated weights, made in another way: sigma by bisection on their sum.
struct Rule
{
    std::vector<Eigen::RowVectorXd> places;
    std::vector<double> weights;

    Rule(const MatrixD &coordinates, const Matrix &rows, const Eigen::RowVectorXf &added)
    {
        std::vector<double> distance;
        for (Index i = 0; i < rows.rows(); ++i) {
            const Eigen::RowVectorXd a = rows.row(i).cast<double>();
            const Eigen::RowVectorXd b = added.cast<double>();
            distance.push_back(1 - a.dot(b) / (a.norm() * b.norm()));
        }
        std::vector<std::size_t> order(distance.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return distance[a] < distance[b]; });
        order.resize(std::min<std::size_t>(order.size(), kPlacingNeighbours));
        double low = 1e-9;
        double high = 1e3;
        for (int step = 0; step < 200; ++step) {
            const double sigma = std::sqrt(low * high);
            weights.clear();
            for (const std::size_t row : order)
                weights.push_back(std::exp(-(distance[row] - distance[order.front()]) / sigma));
            const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
            (sum > std::log2(static_cast<double>(order.size()) + 1) ? high : low) = sigma;
        }
        for (const std::size_t row : order)
            places.push_back(coordinates.row(static_cast<Index>(row)));
    }
    /// The sum that is to be least.
    double sumAt(const Eigen::RowVectorXd &place) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < places.size(); ++i)
            sum += weights[i] * (places[i] - place).norm();
        return sum;
    }
};

} // namespace

class TestNeighbourPlace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void followsTheStatedRule()
    {
        const Matrix rows = randomRows(60, 12, 1);
        const Matrix added = randomRows(20, 12, 2);
        MatrixD map(60, 2);
        map << randomRows(60, 2, 3).cast<double>();
        const auto places = placeByNeighbours(map, rows, added);
        QVERIFY(places);
        for (Index i = 0; i < added.rows(); ++i) {
            const Rule rule(map, rows, added.row(i));
            const double found = rule.sumAt(places->row(i));
            for (const Eigen::RowVectorXd &place : rule.places)
                QVERIFY(found < rule.sumAt(place) + 1e-4);
            for (int direction = 0; direction < 8; ++direction) { // nowhere around is better
                const double angle = direction * M_PI / 4;
                const Eigen::RowVector2d step(std::cos(angle), std::sin(angle));
                for (const double length : {0.02, 0.2, 2.0})
                    QVERIFY(found < rule.sumAt(places->row(i) + length * step) + 1e-4);
            }
        }
    }

    void ofFewItIsTheAverage()
    {
        const Matrix rows = randomRows(9, 12, 1);
        const Matrix added = randomRows(5, 12, 2);
        MatrixD map(9, 2);
        map << randomRows(9, 2, 3).cast<double>();
        const auto places = placeByNeighbours(map, rows, added);
        for (Index i = 0; i < added.rows(); ++i) {
            const Rule rule(map, rows, added.row(i));
            Eigen::RowVectorXd expected = Eigen::RowVectorXd::Zero(2);
            for (std::size_t n = 0; n < rule.places.size(); ++n)
                expected += rule.weights[n] * rule.places[n];
            expected /= std::accumulate(rule.weights.begin(), rule.weights.end(), 0.0);
            QVERIFY((places->row(i) - expected).norm() < 1e-3);
        }
    }

    // Others of the same groups come to lie among their own.
    void landsAmongItsOwn()
    {
        const Matrix all = groupedRows(4, 40, 20, 0.3, 1);
        Matrix rows(80, 20);
        Matrix added(80, 20);
        for (Index i = 0; i < 80; ++i) {
            rows.row(i) = all.row(2 * i);
            added.row(i) = all.row(2 * i + 1);
        }
        for (const MatrixD &map : {projectMds(rows)->coordinates, projectTsne(rows)->coordinates}) {
            const auto places = placeByNeighbours(map, rows, added);
            for (Index i = 0; i < added.rows(); ++i) {
                Index nearest = 0;
                (map.rowwise() - places->row(i)).rowwise().norm().minCoeff(&nearest);
                QCOMPARE(nearest / 20, i / 20);
            }
        }
    }

    void edges()
    {
        const Matrix rows = randomRows(6, 4, 1);
        MatrixD map(6, 2);
        map << 0, 0, 1, 0, 2, 5, 3, 3, 4, 1, 5, -9;
        // A twin, whatever its length; a zero vector; one that is like nothing.
        Matrix added(3, 4);
        added << rows.row(2), rows.row(4) * 2, Eigen::RowVectorXf::Zero(4);
        const auto places = placeByNeighbours(map, rows, added);
        QVERIFY(places->row(0) == map.row(2));
        QVERIFY(places->row(1) == map.row(4));
        QVERIFY(places->row(2).isApprox(map.colwise().mean()));
        const auto single = placeByNeighbours(map.topRows(1), Matrix(rows.topRows(1)), Matrix(rows.bottomRows(1)));
        QVERIFY(single->row(0) == map.row(0));
        QVERIFY(placeByNeighbours(map, Matrix(Matrix::Zero(6, 4)), rows)->allFinite());

        QCOMPARE(placeByNeighbours(MatrixD(0, 2), Matrix(0, 4), added).error().code, Errc::TooFewTexts);
        QCOMPARE(placeByNeighbours(map, rows, Matrix(Matrix::Ones(1, 3))).error().code, Errc::DimensionMismatch);
        QCOMPARE(placeByNeighbours(map.topRows(3), rows, added).error().code, Errc::DimensionMismatch);
        added(1, 1) = NAN;
        QCOMPARE(placeByNeighbours(map, rows, added).error().code, Errc::NotFinite);
        QCOMPARE(placeByNeighbours(map, rows, added).error().line, std::int64_t{2});
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(placeByNeighbours(map, rows, rows, {stop.get_token(), {}, {}}).error().code, Errc::Cancelled);
    }

    void oddRows()
    {
        for (const Rung &rung : degenerateRows()) {
            MatrixD map(rung.rows.rows(), 2);
            map << randomRows(rung.rows.rows(), 2, 5).cast<double>();
            const auto places = placeByNeighbours(map, rung.rows, rung.rows);
            QVERIFY2(places && places->allFinite(), rung.name);
        }
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = randomRows(900, 40, 5);
        const Matrix added = randomRows(5, 40, 6);
        MatrixD map(900, 2);
        map << randomRows(900, 2, 7).cast<double>();
        onAnyNumberOfThreads([&](ThreadPool &pool) { return placeByNeighbours(map, rows, added, {}, pool); },
                             [](const auto &found, const auto &expected) { QVERIFY(sameBits(*found, *expected)); });
    }
};

QTEST_GUILESS_MAIN(TestNeighbourPlace)
#include "tst_neighbour_place.moc"
