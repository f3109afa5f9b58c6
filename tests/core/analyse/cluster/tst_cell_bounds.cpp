#include "core/analyse/cluster/cell_bounds.h"

#include "core/analyse/unit_rows.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

std::vector<std::uint32_t> cells(std::size_t rows, std::uint32_t count, std::uint64_t seed)
{
    PortableRandom random(seed);
    std::vector<std::uint32_t> cellOf(rows);
    for (std::uint32_t &cell : cellOf) // the first is much larger than the others
        cell = static_cast<std::uint32_t>(random.below(2 * count));
    for (std::uint32_t &cell : cellOf)
        cell = cell < count ? cell : 0;
    return cellOf;
}

} // namespace

class TestCellBounds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hold_data()
    {
        QTest::addColumn<RoughProducts>("products");
        QTest::newRow("bytes") << RoughProducts::Bytes;
        QTest::newRow("floats") << RoughProducts::Floats;
    }
    void hold()
    {
        QFETCH(RoughProducts, products);
        Matrix spiky = randomRows(200, 100, 2) * 0.01f; // one large number in each: poor bytes
        for (Index i = 0; i < 200; ++i)
            spiky(i, i % 7) = 5;
        for (const Matrix &rows : {groupedRows(6, 60, 384, 0.3, 1), spiky, randomRows(300, 1, 3),
                                   groupedRows(1, 150, 40, 1e-4, 4), randomRows(2, 9, 5)})
            for (const double core : {0.0, 0.3}) {
                const auto n = static_cast<std::size_t>(rows.rows());
                auto cellOf = cells(n, 5, 6);
                cellOf[1] = static_cast<std::uint32_t>(n - 1); // alone
                std::vector<double> cores(n, core);
                for (std::size_t i = 0; i < n; ++i)
                    cores[i] *= static_cast<double>(i % 5);
                const auto bounds =
                    CellBounds::make(MatrixView(rows), cellOf, cores, products, {}, ThreadPool::shared());
                QVERIFY(bounds);
                const UnitRows unit{MatrixView(rows)};
                std::size_t points = 0;
                for (std::size_t cell = 0; cell < bounds->cells(); ++cell) {
                    const auto members = bounds->pointsOf(cell);
                    QVERIFY(std::ranges::is_sorted(members));
                    points += members.size();
                    for (std::size_t i = 0; i < n; ++i) {
                        if (cellOf[i] == cellOf[members.front()])
                            continue;
                        double least = 1e300;
                        for (const std::uint32_t j : members) {
                            QCOMPARE(cellOf[j], cellOf[members.front()]);
                            least = std::min(least, std::max({unit.squaredDistance(i, j), cores[i] * cores[i],
                                                              cores[j] * cores[j]}));
                        }
                        const CellBounds::Between found = bounds->between(i, cell);
                        QVERIFY(found.least <= least + 1e-6 && found.most >= least - 1e-6);
                    }
                }
                QCOMPARE(points, n);
            }
    }

    void areNarrow()
    {
        const Matrix rows = groupedRows(6, 60, 384, 1, 1);
        const auto cellOf = cells(360, 6, 2);
        for (const auto &[products, most] :
             {std::pair(RoughProducts::Bytes, 0.1), std::pair(RoughProducts::Floats, 0.001)}) {
            const auto bounds = CellBounds::make(MatrixView(rows), cellOf, std::vector<double>(360, 0.0), products, {},
                                                 ThreadPool::shared());
            for (std::size_t cell = 0; cell < bounds->cells(); ++cell)
                for (std::size_t i = 0; i < 360; ++i)
                    if (cellOf[i] != cell)
                        QVERIFY(bounds->between(i, cell).most - bounds->between(i, cell).least < most);
        }
    }

    void cancel()
    {
        std::stop_source source;
        source.request_stop();
        const RunControl control{source.get_token()};
        const Matrix rows = randomRows(50, 4, 1);
        QCOMPARE(CellBounds::make(MatrixView(rows), cells(50, 3, 1), std::vector<double>(50, 0.0), RoughProducts::Bytes,
                                  control, ThreadPool::shared())
                     .error()
                     .code,
                 Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestCellBounds)
#include "tst_cell_bounds.moc"
