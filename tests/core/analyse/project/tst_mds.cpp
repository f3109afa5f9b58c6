#include "core/analyse/project/mds.h"

#include "core/analyse/cosine.h"
#include "core/analyse/project/pca/pca.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

// By the definition: pairs one by one.
double rawStressOf(const Matrix &rows, const MatrixD &map)
{
    const MatrixView view(rows);
    double stress = 0;
    for (std::size_t i = 0; i < view.rows; ++i)
        for (std::size_t j = i + 1; j < view.rows; ++j) {
            const bool equal = std::equal(view.row(i).begin(), view.row(i).end(), view.row(j).begin());
            const double distance = equal ? 0 : 1 - cosineSimilarity(view.row(i), view.row(j)).value_or(0);
            const double drawn = (map.row(static_cast<Index>(i)) - map.row(static_cast<Index>(j))).norm();
            stress += (drawn - distance) * (drawn - distance);
        }
    return stress;
}

} // namespace

class TestMds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusals()
    {
        QCOMPARE(projectMds(MatrixView()).error().code, Errc::TooFewTexts);
        QCOMPARE(projectMds(Matrix(3, 0)).error().code, Errc::DimensionMismatch);
        const Matrix rows = randomRows(4, 3, 1);
        MdsOptions options;
        options.components = 4;
        QCOMPARE(projectMds(rows, options).error().code, Errc::InvalidArgument);
        options = {};
        options.maxIterations = 0;
        QCOMPARE(projectMds(rows, options).error().code, Errc::InvalidArgument);
        options = {};
        options.relativeTolerance = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(projectMds(rows, options).error().code, Errc::InvalidArgument);
        for (const Rung &bad : notFinite()) {
            const auto result = projectMds(bad.rows);
            QCOMPARE(result.error().code, Errc::NotFinite);
            QCOMPARE(result.error().line, kBadRow);
        }
        const auto tooMany = projectMds(randomRows(2001, 2, 1));
        QCOMPARE(tooMany.error().code, Errc::TooManyForMethod);
        QCOMPARE(tooMany.error().detail, std::string("2000"));
    }

    void ladder_data() { addRungs(); }
    void ladder()
    {
        QFETCH(int, rung);
        const Matrix rows = degenerateRows()[static_cast<std::size_t>(rung)].rows;
        const auto result = projectMds(rows);
        QVERIFY(result);
        QCOMPARE(result->coordinates.rows(), rows.rows());
        QVERIFY(result->coordinates.allFinite());
        QVERIFY(result->coordinates.cwiseAbs().maxCoeff() <= 2);
        QVERIFY(result->coordinates.colwise().mean().norm() < 1e-12);
        QVERIFY(result->stress >= 0 && result->stress <= 1);
        QVERIFY(std::abs(result->rawStress - rawStressOf(rows, result->coordinates)) < 1e-9);
    }

    // Two and three texts can be drawn without any loss.
    void smallPicturesAreExact()
    {
        const Matrix three = randomRows(3, 5, 1);
        const MatrixView view(three);
        const auto map = projectMds(three);
        QVERIFY(map->stress < 1e-3);
        const auto two = projectMds(MatrixView(three.data(), 2, 5));
        const double distance = 1 - *cosineSimilarity(view.row(0), view.row(1));
        QVERIFY(std::abs(two->coordinates(0, 0) - distance / 2) < 1e-9);
        QVERIFY(std::abs(two->coordinates(1, 0) + distance / 2) < 1e-9);
        QVERIFY(two->coordinates.col(1).isZero(0));
        QVERIFY(projectMds(randomRows(1, 5, 1))->coordinates.isZero(0));
    }

    // scikit-learn's smacof from the same start: the same map after one and ten steps, the same end.
    void likeScikitLearn()
    {
        const Matrix points = matrixFrom(reference(QStringLiteral("pca.json"))[QStringLiteral("points")]).cast<float>();
        const QJsonObject expected = reference(QStringLiteral("mds.json"));
        struct Case
        {
            const char *name;
            int iterations;
            double tolerance;
        };
        for (const Case &c : {Case{"after_1", 1, 1e-6}, Case{"after_10", 10, 1e-6}, Case{"converged", 3000, 1e-3}}) {
            const QJsonObject entry = expected[QLatin1String(c.name)].toObject();
            MdsOptions options;
            options.maxIterations = c.iterations;
            options.relativeTolerance = c.iterations == 3000 ? 1e-12 : 0;
            const auto found = projectMds(points, options);
            QVERIFY(found);
            QVERIFY(found->iterations == c.iterations || found->converged);
            const MatrixD coordinates = matrixFrom(entry[QStringLiteral("coordinates")]);
            const double difference = (found->coordinates - coordinates).cwiseAbs().maxCoeff();
            QVERIFY2(difference < c.tolerance, qPrintable(QString::number(difference)));
            const double raw = entry[QStringLiteral("raw_stress")].toDouble();
            QVERIFY(std::abs(found->rawStress - raw) < 1e-6 * raw);
            QVERIFY(std::abs(found->stress - entry[QStringLiteral("stress")].toDouble()) < 1e-6);
        }
        // And with the defaults, close enough to the end.
        const double end = expected[QStringLiteral("converged")].toObject()[QStringLiteral("raw_stress")].toDouble();
        QVERIFY(std::abs(projectMds(points)->rawStress - end) < 1e-3 * end);
    }

    void cats()
    {
        const QJsonObject cats = reference(QStringLiteral("cats_vectors.json"));
        const auto map = projectMds(Matrix(matrixFrom(cats[QStringLiteral("vectors")]).cast<float>()));
        const QJsonObject expected = cats[QStringLiteral("mds")].toObject();
        QVERIFY(std::abs(map->stress - expected[QStringLiteral("stress")].toDouble()) < 1e-3);
        QVERIFY((map->coordinates - matrixFrom(expected[QStringLiteral("coordinates")])).cwiseAbs().maxCoeff() < 5e-3);
    }

    // Majorisation never makes the stress worse.
    void stressFalls()
    {
        const Matrix rows = randomRows(60, 9, 2);
        double before = std::numeric_limits<double>::infinity();
        for (int iterations = 1; iterations < 30; ++iterations) {
            MdsOptions options;
            options.maxIterations = iterations;
            options.relativeTolerance = 0;
            const double stress = projectMds(rows, options)->rawStress;
            QVERIFY(stress <= before + 1e-12);
            before = stress;
        }
    }

    void permutedInput()
    {
        const Matrix rows = groupedRows(3, 10, 6, 0.3, 4);
        Matrix permuted = rows;
        for (Index i = 1; i < rows.rows(); ++i)
            permuted.row(i) = rows.row(rows.rows() - i);
        MdsOptions options;
        options.maxIterations = 20;
        options.relativeTolerance = 0;
        const auto before = projectMds(rows, options);
        const auto after = projectMds(permuted, options);
        for (Index i = 1; i < rows.rows(); ++i)
            QVERIFY((after->coordinates.row(i) - before->coordinates.row(rows.rows() - i)).norm() < 1e-7);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = randomRows(300, 20, 5);
        onAnyNumberOfThreads([&](ThreadPool &pool) { return projectMds(rows, {}, {}, pool); },
                             [](const auto &found, const auto &expected) {
                                 QVERIFY(sameBits(found->coordinates, expected->coordinates));
                                 QCOMPARE(found->rawStress, expected->rawStress);
                                 QCOMPARE(found->iterations, expected->iterations);
                             });
    }

    void cancel()
    {
        std::stop_source source;
        std::size_t reports = 0;
        RunControl control{source.get_token(), [&](std::size_t done, std::size_t total) {
                               ++reports;
                               QVERIFY(done <= total);
                               if (done == 3)
                                   source.request_stop();
                           }};
        MdsOptions options;
        options.relativeTolerance = 0;
        const auto result = projectMds(randomRows(400, 20, 6), options, control);
        QVERIFY(!result);
        QCOMPARE(result.error().code, Errc::Cancelled);
        QCOMPARE(reports, std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(TestMds)
#include "tst_mds.moc"
