#include "core/analyse/cluster/spanning_tree.h"

#include "core/analyse/unit_rows.h"
#include "core/base/gemm/gemm.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

// The same float32 products as a unit space's, all of them.
class PlainSpace : public ReachSpace
{
public:
    explicit PlainSpace(MatrixView rows) : m_space(unitSpace(rows)), m_products(rows.rows * rows.rows)
    {
        const UnitRows unit(rows);
        PackedMatrix columns(rows.cols, rows.rows);
        std::vector<float> row(rows.cols);
        for (std::size_t j = 0; j < rows.rows; ++j) {
            unit.copy(j, row.data());
            columns.setColumn(j, row.data());
        }
        std::vector<float> products(gemmPaddedColumns(rows.rows));
        for (std::size_t i = 0; i < rows.rows; ++i) {
            unit.copy(i, row.data());
            columns.multiply(row.data(), rows.cols, 1, products.data(), products.size());
            std::copy_n(products.data(), rows.rows, m_products.data() + i * rows.rows);
        }
    }

    std::size_t size() const override { return m_space->size(); }
    double distance(std::size_t i, std::size_t j) const override { return m_space->distance(i, j); }
    Result<NearestOthers> nearest(std::size_t k, const RunControl &control, ThreadPool &pool) const override
    {
        return m_space->nearest(k, control, pool);
    }

    Status searchForeign(std::span<const std::uint32_t> points, const std::vector<double> &core,
                         const std::vector<std::uint32_t> &component, const std::vector<double> &limits,
                         std::vector<ReachEdge> &edges, const RunControl &, ThreadPool &) override
    {
        const auto squared = [](double length) { return static_cast<float>(length * length); };
        for (const std::uint32_t i : points) {
            searched += 1;
            float best = squared(std::min(edges[i].length, limits[component[i]]));
            for (std::uint32_t j = 0; j < size(); ++j) {
                const float length = std::max({2 - 2 * m_products[i * size() + j], squared(core[i]), squared(core[j])});
                if (component[j] == component[i] || !(length < best))
                    continue;
                best = length;
                edges[i] = {std::sqrt(static_cast<double>(best)), j};
            }
        }
        return {};
    }

    std::size_t searched = 0;

private:
    std::unique_ptr<ReachSpace> m_space;
    std::vector<float> m_products;
};

std::vector<Rung> oddRows()
{
    std::vector<Rung> rungs;
    rungs.push_back({"groups", groupedRows(6, 40, 100, 0.5, 1)});
    rungs.push_back({"no groups", randomRows(200, 30, 2)});
    Matrix duplicates = groupedRows(5, 40, 40, 0.3, 3);
    duplicates.bottomRows(90) = duplicates.topRows(90);
    rungs.push_back({"duplicates", duplicates});
    rungs.push_back({"nearly equal", groupedRows(1, 200, 40, 1e-4, 4)});
    rungs.push_back({"groups of nearly equal rows", groupedRows(5, 40, 40, 1e-4, 5)});
    // Corners of a cube, each several times: hardly any two lengths differ.
    rungs.push_back({"corners", Matrix(randomRows(220, 7, 6).array().sign())});
    // Groups of corners of cubes that share no dimension: all ways between groups are equally long.
    Matrix apart = Matrix::Zero(200, 32);
    for (Index i = 0; i < apart.rows(); ++i)
        apart.row(i).segment(i / 50 * 8, 8) = randomRows(1, 8, 100 + static_cast<std::uint64_t>(i)).array().sign();
    rungs.push_back({"equally far groups", apart});
    Matrix spiky = groupedRows(5, 40, 100, 0.5, 7) * 0.01f; // one large number in each: poor bytes
    for (Index i = 0; i < spiky.rows(); ++i)
        spiky(i, i % 7) = 5;
    rungs.push_back({"spiky", spiky});
    rungs.push_back({"one dimension", randomRows(100, 1, 8)});
    return rungs;
}

} // namespace

class TestSpanningTree : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // However pairs are searched: the edges and lengths of the plain search of all pairs, to the bit.
    void sameAsAllPairs_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("minSamples");
        const std::vector<Rung> rungs = oddRows();
        for (std::size_t i = 0; i < rungs.size(); ++i)
            for (const int minSamples : {1, 2, 20})
                QTest::addRow("%s %d", rungs[i].name, minSamples) << static_cast<int>(i) << minSamples;
    }
    void sameAsAllPairs()
    {
        QFETCH(int, number);
        QFETCH(int, minSamples);
        const Matrix rows = oddRows()[static_cast<std::size_t>(number)].rows;
        const auto samples = static_cast<std::size_t>(minSamples);
        PlainSpace plain{MatrixView(rows)};
        const auto expected = reachTree(plain, samples);
        QCOMPARE(static_cast<Index>(expected->size()), rows.rows() - 1);
        for (const PairSearch search : {PairSearch::Products, PairSearch::Bounds, PairSearch::Chosen})
            onAnyNumberOfThreads(
                [&](ThreadPool &pool) { return *reachTree(*unitSpace(MatrixView(rows), search), samples, {}, pool); },
                [&](const std::vector<TreeEdge> &found, const std::vector<TreeEdge> &alone) {
                    QVERIFY(alone == *expected);
                    QVERIFY(found == *expected);
                });
    }

    // Or the comparison above would be of lists of neighbours alone.
    void theSearchesAreNeeded()
    {
        std::size_t searched = 0;
        for (const Rung &rung : oddRows()) {
            PlainSpace plain{MatrixView(rung.rows)};
            QVERIFY(reachTree(plain, 20));
            searched += plain.searched > 0 ? 1 : 0;
        }
        QVERIFY2(searched >= 5, qPrintable(QString::number(searched)));
    }

    void cancel()
    {
        std::stop_source source;
        const RunControl control{source.get_token()};
        source.request_stop();
        const Matrix rows = groupedRows(6, 40, 20, 0.5, 1);
        QCOMPARE(reachTree(*unitSpace(MatrixView(rows), PairSearch::Bounds), 5, control).error().code, Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSpanningTree)
#include "tst_spanning_tree.moc"
