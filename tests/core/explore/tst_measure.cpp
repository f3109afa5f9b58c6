#include "core/explore/measure.h"

#include <QTest>

#include <cmath>

using namespace embedscope;

namespace {

Exploration explorationOf(std::initializer_list<std::initializer_list<float>> vectors)
{
    Exploration e;
    Matrix matrix(static_cast<Eigen::Index>(vectors.size()), static_cast<Eigen::Index>(vectors.begin()->size()));
    Eigen::Index row = 0;
    for (const auto &vector : vectors) {
        Eigen::Index column = 0;
        for (const float value : vector)
            matrix(row, column++) = value;
        Text text;
        text.id.value = static_cast<std::uint64_t>(++row);
        e.rows.edit().push_back(text);
    }
    e.vectors = std::move(matrix);
    return e;
}

std::vector<std::size_t> orderOf(const std::vector<MeasuredRow> &rows)
{
    std::vector<std::size_t> order;
    for (const MeasuredRow &row : rows)
        order.push_back(row.row);
    return order;
}

} // namespace

class TestMeasure : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void threeMeasuresOfOnePair()
    {
        const std::vector<float> a{3, 0};
        const std::vector<float> b{0, 4};
        QCOMPARE(*measured(Measure::Cosine, a, b), 0.0);
        QCOMPARE(*measured(Measure::Angle, a, b), 90.0);
        QCOMPARE(*measured(Measure::Euclidean, a, b), 5.0);
        const std::vector<float> zero{0, 0};
        QVERIFY(!measured(Measure::Cosine, a, zero) && !measured(Measure::Angle, a, zero));
        QCOMPARE(*measured(Measure::Euclidean, a, zero), 3.0);
    }

    void anglesOrderAsSimilaritiesDistancesNot()
    {
        // From (1, 0): the second points the same way but is long; the third is near but turned; the fourth is zero.
        const Exploration e = explorationOf({{1, 0}, {50, 1}, {1, 0.5F}, {0, 0}, {-1, 0}});
        const std::vector<std::size_t> cosine = orderOf(nearestBy(Measure::Cosine, e, 0));
        QCOMPARE(cosine, (std::vector<std::size_t>{1, 2, 4, 3})); // undefined last
        QCOMPARE(orderOf(nearestBy(Measure::Angle, e, 0)), cosine);
        QCOMPARE(orderOf(nearestBy(Measure::Euclidean, e, 0)), (std::vector<std::size_t>{2, 3, 4, 1}));
        const auto angles = nearestBy(Measure::Angle, e, 0);
        QVERIFY(std::abs(*angles[0].value - std::atan2(1.0, 50.0) * 180 / M_PI) < 1e-6);
        QCOMPARE(*angles[2].value, 180.0);
        QVERIFY(!angles[3].value);
        // The ranking of before, by similarity, is the same one.
        const auto ranked = rankAgainst(e, 0);
        for (std::size_t i = 0; i < ranked.size(); ++i)
            QCOMPARE(cosine[i], ranked[i].row);
        QVERIFY(nearestBy(Measure::Cosine, e, 9).empty());
    }

    void numbersAsPeopleReadThem_data()
    {
        QTest::addColumn<int>("measure");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        const auto row = [](Measure measure, double value, const char *text) {
            QTest::newRow(text) << int(measure) << value << QString::fromUtf8(text);
        };
        row(Measure::Cosine, 0.597, ".597");
        row(Measure::Cosine, -0.12, "\u2212.120");
        row(Measure::Cosine, 1, "1.000");
        row(Measure::Cosine, -0.0001, ".000");
        row(Measure::Angle, 53.35, "53.4°");
        row(Measure::Angle, 0, "0.0°");
        row(Measure::Euclidean, 0.8981, "0.898");
        row(Measure::Euclidean, 12.5, "12.500");
        row(Measure::Euclidean, 3e20, "9000000000000000");
    }
    void numbersAsPeopleReadThem()
    {
        QFETCH(int, measure);
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(measureText(Measure(measure), value)), text);
    }
};

QTEST_GUILESS_MAIN(TestMeasure)
#include "tst_measure.moc"
