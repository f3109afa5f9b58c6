#include "core/analyse/project/axes.h"

#include "tests/core/analyse/testing.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

Matrix rowsOf(std::initializer_list<std::initializer_list<float>> rows)
{
    Matrix matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows.begin()->size()));
    Index i = 0;
    for (const auto &row : rows) {
        Index j = 0;
        for (const float value : row)
            matrix(i, j++) = value;
        ++i;
    }
    return matrix;
}

Matrix referenceRows(const QJsonObject &object, const char *name)
{
    return matrixFrom(object[QLatin1String(name)]).cast<float>();
}

void compareSeparation(const AxisSeparation &found, const QJsonObject &expected)
{
    QVERIFY(std::abs(found.inOrder - expected[QStringLiteral("in_order")].toDouble()) < 1e-12);
    QVERIFY(found.inOrder < 1); // else the reference could not tell
    QVERIFY(found.heldOut && std::abs(*found.heldOut - expected[QStringLiteral("held_out")].toDouble()) < 1e-12);
    QVERIFY(*found.heldOut < found.inOrder);
    QVERIFY(found.gap && std::abs(*found.gap - expected[QStringLiteral("gap")].toDouble()) < 1e-6);
}

void compareColumn(const MatrixD &coordinates, Index column, const QJsonValue &expected)
{
    const std::vector<double> places = listFrom(expected);
    QCOMPARE(coordinates.rows(), static_cast<Index>(places.size()));
    for (std::size_t i = 0; i < places.size(); ++i)
        QVERIFY(std::abs(coordinates(static_cast<Index>(i), column) - places[i]) < 1e-6);
}

std::string whyNot(const AxisExamples &x, const AxisExamples *y = nullptr)
{
    const auto result = projectAxes(randomRows(5, 3, 1), x, y);
    return result ? "made" : result.error().code == Errc::BadAxis ? result.error().detail : "another error";
}

} // namespace

class TestAxes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void likeTheReference()
    {
        const QJsonObject expected = reference(QStringLiteral("axes.json"));
        const Matrix rows = referenceRows(expected, "rows");
        const AxisExamples x{referenceRows(expected, "x_low"), referenceRows(expected, "x_high")};
        const AxisExamples y{referenceRows(expected, "y_low"), referenceRows(expected, "y_high")};
        const auto across = projectAxes(rows, x, &y);
        QVERIFY(across && across->y && !across->remainingShare);
        compareColumn(across->coordinates, 0, expected[QStringLiteral("x")].toObject()[QStringLiteral("places")]);
        compareColumn(across->coordinates, 1, expected[QStringLiteral("across")].toObject()[QStringLiteral("places")]);
        compareSeparation(across->x.separation, expected[QStringLiteral("x")].toObject());
        compareSeparation(across->y->separation, expected[QStringLiteral("across")].toObject());
        QVERIFY(std::abs(across->x.direction.dot(across->y->direction)) < 1e-14);
        QVERIFY(std::abs(across->x.direction.norm() - 1) < 1e-14);

        AxesOptions options;
        options.orthogonal = false;
        const auto free = projectAxes(rows, x, &y, options);
        compareColumn(free->coordinates, 1, expected[QStringLiteral("y")].toObject()[QStringLiteral("places")]);
        compareSeparation(free->y->separation, expected[QStringLiteral("y")].toObject());

        const auto alone = projectAxes(rows, x);
        QVERIFY(!alone->y);
        compareColumn(alone->coordinates, 0, expected[QStringLiteral("x")].toObject()[QStringLiteral("places")]);
        compareColumn(alone->coordinates, 1, expected[QStringLiteral("remainder")]);
        QVERIFY(std::abs(*alone->remainingShare - expected[QStringLiteral("share")].toDouble()) < 1e-6);

        const auto spectrum = placeOnSpectrum(across->x, rows);
        const std::vector<double> places = listFrom(expected[QStringLiteral("spectrum")]);
        for (std::size_t i = 0; i < places.size(); ++i)
            QVERIFY(std::abs(*(*spectrum)[i] - places[i]) < 1e-6);
    }

    void endsLieWhereTheyShould()
    {
        const AxisExamples x{rowsOf({{1, 0, 0}}), rowsOf({{0, 2, 0}})};
        const AxisExamples y{rowsOf({{0, 0, -1}, {0, 0, -5}}), rowsOf({{0, 0, 1}})};
        const auto map = projectAxes(rowsOf({{1, 0, 0}, {0, 3, 0}, {0, 0, 1}, {0, 0, 0}, {1, 1, 0}}), x, &y);
        QVERIFY(map);
        const double end = std::sqrt(0.5);
        const double expected[][2] = {{-end, 0}, {end, 0}, {0, 1}, {0, 0}, {0, 0}};
        for (Index i = 0; i < 5; ++i) {
            QVERIFY(std::abs(map->coordinates(i, 0) - expected[i][0]) < 1e-7);
            QVERIFY(std::abs(map->coordinates(i, 1) - expected[i][1]) < 1e-7);
        }
        // One example an end: nothing to hold out.
        QCOMPARE(map->x.separation.inOrder, 1.0);
        QVERIFY(!map->x.separation.heldOut && !map->x.separation.gap && !map->y->separation.heldOut);
        const auto spectrum = placeOnSpectrum(map->x, rowsOf({{1, 0, 0}, {0, 3, 0}, {0, 0, 0}, {0, 0, 7}}));
        QVERIFY(std::abs(*(*spectrum)[0]) < 1e-12 && std::abs(*(*spectrum)[1] - 1) < 1e-12);
        QVERIFY(!(*spectrum)[2]); // a vector of zeros has no place
        QVERIFY(std::abs(*(*spectrum)[3] - 0.5) < 1e-12);
    }

    void chanceIsSeenThrough()
    {
        // Random examples: the axis tells its own apart, and no others.
        const AxisExamples random{randomRows(12, 300, 1), randomRows(12, 300, 2)};
        const auto axis = makeMeaningAxis(random);
        QVERIFY(axis);
        QVERIFY(axis->separation.inOrder > 0.99);
        QVERIFY2(std::abs(*axis->separation.heldOut - 0.5) < 0.25,
                 qPrintable(QString::number(*axis->separation.heldOut)));
    }

    void lengthsOfVectorsDoNotCount()
    {
        Matrix rows = randomRows(20, 6, 3);
        AxisExamples x{rows.topRows(3), rows.middleRows(3, 4)};
        const auto before = projectAxes(rows, x);
        rows *= 1e20F;
        x.low *= 1e-20F;
        const auto after = projectAxes(rows, x);
        QVERIFY(after);
        QVERIFY((before->coordinates - after->coordinates).cwiseAbs().maxCoeff() < 1e-5);
    }

    void zeroVectorsAmongTheExamplesDoNotCount()
    {
        const Matrix rows = randomRows(20, 6, 3);
        const AxisExamples x{rows.topRows(3), rows.middleRows(3, 4)};
        AxisExamples more = x;
        more.low.conservativeResize(4, Eigen::NoChange);
        more.low.row(3).setZero();
        QVERIFY(sameBits(projectAxes(rows, x)->coordinates, projectAxes(rows, more)->coordinates));
    }

    void axesThatCannotBeMade()
    {
        const Matrix a = rowsOf({{1, 0, 0}});
        const Matrix b = rowsOf({{0, 1, 0}});
        const Matrix none(0, 3);
        const Matrix zero = Matrix::Zero(2, 3);
        QCOMPARE(whyNot({a, a}), std::string("x: its two ends are equal"));
        QCOMPARE(whyNot({a, a * 5}), std::string("x: its two ends are equal"));
        QCOMPARE(whyNot({none, a}), std::string("x: the first end has no examples"));
        QCOMPARE(whyNot({a, none}), std::string("x: the second end has no examples"));
        QCOMPARE(whyNot({a, zero}), std::string("x: the second end has only vectors of zeros"));
        const AxisExamples same{a, b};
        QCOMPARE(whyNot({a, b}, &same), std::string("y: its ends differ in nothing but what the other axis shows"));
        const AxisExamples turned{b, a};
        QCOMPARE(whyNot({a, b}, &turned), std::string("y: its ends differ in nothing but what the other axis shows"));
        const AxisExamples equal{b, b};
        QCOMPARE(whyNot({a, b}, &equal), std::string("y: its two ends are equal"));
    }

    void badNumbers()
    {
        const AxisExamples x{rowsOf({{1, 0, 0}}), rowsOf({{0, 1, 0}})};
        AxisExamples bad = x;
        bad.low(0, 1) = NAN;
        QCOMPARE(makeMeaningAxis(bad).error().code, Errc::NotFinite);
        QCOMPARE(makeMeaningAxis({rowsOf({{1, 0}}), x.high}).error().code, Errc::DimensionMismatch);
        QCOMPARE(makeMeaningAxis({Matrix(1, 0), Matrix(1, 0)}).error().code, Errc::BadAxis);
        Matrix rows = randomRows(4, 3, 1);
        QCOMPARE(projectAxes(Matrix(0, 3), x).error().code, Errc::TooFewTexts);
        QCOMPARE(projectAxes(randomRows(4, 2, 1), x).error().code, Errc::DimensionMismatch);
        rows(2, 1) = INFINITY;
        QCOMPARE(projectAxes(rows, x).error().code, Errc::NotFinite);
        QCOMPARE(projectAxes(rows, x).error().line, std::int64_t{3});
        std::stop_source source;
        source.request_stop();
        QCOMPARE(makeMeaningAxis(x, nullptr, {source.get_token()}).error().code, Errc::Cancelled);
    }

    void smallMaps()
    {
        const AxisExamples x{rowsOf({{1, 0, 0}}), rowsOf({{0, 1, 0}})};
        for (const Index n : {1, 2, 3}) {
            const auto random = projectAxes(randomRows(n, 3, 5), x);
            QVERIFY(random && random->coordinates.allFinite());
            const auto equal = projectAxes(Matrix(Matrix::Constant(n, 3, 0.5F)), x);
            QVERIFY(equal && equal->coordinates.isZero(1e-7));
            const auto zero = projectAxes(Matrix(Matrix::Zero(n, 3)), x);
            QVERIFY(zero && zero->coordinates.isZero(0));
        }
    }

    void placesItsOwnRows()
    {
        const Matrix rows = randomRows(10, 5, 1);
        const AxisExamples x{rows.topRows(2), rows.middleRows(2, 2)};
        const AxisExamples y{rows.middleRows(4, 3), rows.middleRows(7, 3)};
        for (const AxisExamples *second : {&y, static_cast<const AxisExamples *>(nullptr)}) {
            const auto map = projectAxes(rows, x, second);
            QCOMPARE(map->remainder.has_value(), second == nullptr);
            for (std::size_t i = 0; i < 10; ++i) {
                const auto place = placeOnAxes(*map, MatrixView(rows).row(i));
                QCOMPARE((*place)[0], map->coordinates(static_cast<Index>(i), 0));
                QVERIFY(std::abs((*place)[1] - map->coordinates(static_cast<Index>(i), 1)) < 1e-12);
            }
            QCOMPARE(placeOnAxes(*map, std::vector<float>(4)).error().code, Errc::DimensionMismatch);
            QCOMPARE(placeOnAxes(*map, std::vector<float>(5, NAN)).error().code, Errc::NotFinite);
        }
    }

    // Where a zero vector lies must not depend on whether it is a row.
    void placesAZeroVector()
    {
        Matrix rows = randomRows(10, 5, 1);
        rows.row(7).setZero();
        const auto map = projectAxes(rows, {rows.topRows(2), rows.middleRows(2, 2)});
        const auto place = placeOnAxes(*map, MatrixView(rows).row(7));
        QCOMPARE((*place)[0], 0.0);
        QVERIFY(std::abs((*place)[1] - map->coordinates(7, 1)) < 1e-12);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = randomRows(900, 40, 5);
        const AxisExamples x{rows.topRows(60), rows.middleRows(100, 70)};
        const AxisExamples y{rows.middleRows(200, 50), rows.middleRows(300, 3)};
        for (const AxisExamples *second : {&y, static_cast<const AxisExamples *>(nullptr)})
            onAnyNumberOfThreads([&](ThreadPool &pool) { return projectAxes(rows, x, second, {}, {}, pool); },
                                 [](const auto &found, const auto &expected) {
                                     QVERIFY(sameBits(found->coordinates, expected->coordinates));
                                     QVERIFY(found->x.separation.heldOut == expected->x.separation.heldOut);
                                 });
    }
};

QTEST_GUILESS_MAIN(TestAxes)
#include "tst_axes.moc"
