#include "core/analyse/unit_rows.h"

#include "testing.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

class TestUnitRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lengthOneOrZero()
    {
        for (const float size : {1.0f, 1e30f, 1e-41f}) {
            Matrix rows = randomRows(5, 9, 1) * size;
            rows.row(2).setZero();
            const UnitRows unit(rows);
            for (std::size_t i = 0; i < 5; ++i) {
                Eigen::RowVectorXf copy(9);
                unit.copy(i, copy.data());
                QCOMPARE(unit.isZero(i), i == 2);
                QVERIFY(std::abs(copy.norm() - (i == 2 ? 0 : 1)) < 1e-6f);
                Eigen::RowVectorXd sum = Eigen::RowVectorXd::Ones(9);
                unit.addTo(i, -2, sum.data());
                QVERIFY((sum - (Eigen::RowVectorXd::Ones(9) - 2 * copy.cast<double>())).norm() < 1e-14);
                QCOMPARE(unit.squaredDistance(i, i), 0.0);
            }
        }
    }

    void lengths()
    {
        Matrix rows = randomRows(4, 9, 1);
        for (Index i = 0; i < 4; ++i)
            rows.row(i).normalize();
        QVERIFY(lengthsOf(rows).unit());
        rows.row(3).setZero(); // has none
        QVERIFY(lengthsOf(rows).unit());
        rows.row(1) *= 3;
        rows.row(2) /= 2;
        QVERIFY(std::abs(lengthsOf(rows).least - 0.5) < 1e-6);
        QVERIFY(std::abs(lengthsOf(rows).greatest - 3) < 1e-6);
        QVERIFY(!lengthsOf(rows).unit());
        QVERIFY(!lengthsOf(Matrix(0, 9)).unit());
        rows *= 1e30F;
        QVERIFY(lengthsOf(rows).greatest > 2e30);
    }

    void productsOfEveryBlock()
    {
        for (const Index n : {1, 63, 64, 65, 300}) {
            const Matrix rows = randomRows(n, 20, 2);
            const UnitRows unit(rows);
            onAnyNumberOfThreads([&](ThreadPool &pool) { return std::move(*PackedRows::pack(unit, {}, pool)); },
                                 [&](const PackedRows &found, const PackedRows &expected) {
                                     const Matrix few = randomRows(3, 20, 3);
                                     QCOMPARE(found.blocks(), expected.blocks());
                                     std::size_t i = 0;
                                     for (std::size_t block = 0; block < found.blocks(); ++block) {
                                         std::vector<float> a(3 * found.blockRows());
                                         std::vector<float> b(a.size());
                                         found.multiply(block, few.data(), 3, a.data());
                                         expected.multiply(block, few.data(), 3, b.data());
                                         QVERIFY(a == b);
                                         for (std::size_t j = 0; j < found.rowsOf(block); ++j, ++i)
                                             for (Index v = 0; v < 3; ++v) {
                                                 Eigen::RowVectorXf copy(20);
                                                 unit.copy(i, copy.data());
                                                 QVERIFY(
                                                     std::abs(a[static_cast<std::size_t>(v) * found.blockRows() + j] -
                                                              copy.dot(few.row(v))) < 1e-5f);
                                             }
                                     }
                                     QCOMPARE(i, static_cast<std::size_t>(n));
                                 });
        }
    }

    void cancel()
    {
        std::stop_source source;
        source.request_stop();
        const Matrix rows = randomRows(100, 4, 5);
        QCOMPARE(PackedRows::pack(UnitRows(rows), RunControl{source.get_token()}, ThreadPool::shared()).error().code,
                 Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestUnitRows)
#include "tst_unit_rows.moc"
