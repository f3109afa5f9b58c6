#include "core/analyse/distinct_rows.h"

#include "testing.h"

#include <QTest>

using namespace embedscope;
using namespace embedscope::testing;

class TestDistinctRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void groups()
    {
        Matrix rows = randomRows(2000, 5, 1);
        rows.row(7) = rows.row(3);
        rows.row(1999) = rows.row(3);
        rows.row(8) = rows.row(0);
        rows.row(9) = rows.row(0) * 2; // another length is another row
        const auto found = findDistinctRows(rows, {}, ThreadPool::shared());
        QCOMPARE(found->groups(), std::size_t{1997});
        QCOMPARE(found->groupOf[7], 3u);
        QCOMPARE(found->groupOf[8], 0u);
        QCOMPARE(found->groupOf[9], 7u); // groups by their first rows
        QVERIFY(std::ranges::equal(found->of(3), std::vector<std::uint32_t>{3, 7, 1999}));
        QVERIFY(std::ranges::equal(found->of(0), std::vector<std::uint32_t>{0, 8}));
        QVERIFY(std::ranges::equal(found->of(1), std::vector<std::uint32_t>{1}));
        QCOMPARE(found->offsets.back(), 2000u);
    }

    // Many equal ones, which no sort brought together.
    void manyGroups()
    {
        const Matrix some = randomRows(3000, 4, 2);
        Matrix rows(9000, 4);
        for (Eigen::Index i = 0; i < 9000; ++i)
            rows.row(i) = some.row(i * 7 % 3000);
        const auto found = findDistinctRows(rows, {}, ThreadPool::shared());
        QCOMPARE(found->groups(), std::size_t{3000});
        for (std::uint32_t i = 0; i < 3000; ++i) {
            QCOMPARE(found->groupOf[i], i);
            QVERIFY(std::ranges::equal(found->of(i), std::vector<std::uint32_t>{i, i + 3000, i + 6000}));
        }
    }

    void cancel()
    {
        std::stop_source source;
        source.request_stop();
        const auto found = findDistinctRows(randomRows(10, 2, 3), {source.get_token()}, ThreadPool::shared());
        QCOMPARE(found.error().code, Errc::Cancelled);
    }

    void allEqual()
    {
        const auto found = findDistinctRows(Matrix(Matrix::Constant(300, 3, 0.5f)), {}, ThreadPool::shared());
        QCOMPARE(found->groups(), std::size_t{1});
        QCOMPARE(found->of(0).size(), std::size_t{300});
        QCOMPARE(findDistinctRows(MatrixView(), {}, ThreadPool::shared())->groups(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestDistinctRows)
#include "tst_distinct_rows.moc"
