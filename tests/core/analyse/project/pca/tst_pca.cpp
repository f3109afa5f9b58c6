#include "core/analyse/project/pca/pca.h"

#include "core/system/mapped_file.h"
#include "tests/core/analyse/testing.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <QTemporaryFile>
#include <QTest>

#include <chrono>
#include <cmath>
#include <thread>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

PcaOptions withComponents(int components)
{
    PcaOptions options;
    options.components = components;
    return options;
}

void compareWith(const QJsonObject &expected, const PcaResult &found)
{
    const MatrixD coordinates = matrixFrom(expected[QStringLiteral("coordinates")]);
    const MatrixD components = matrixFrom(expected[QStringLiteral("components")]);
    const std::vector<double> ratio = listFrom(expected[QStringLiteral("ratio")]);
    QCOMPARE(found.coordinates.rows(), coordinates.rows());
    for (Index c = 0; c < coordinates.cols(); ++c) {
        const double cosine = found.components.row(c).dot(components.row(c));
        QVERIFY2(cosine >= 0.999999, qPrintable(QString::number(cosine, 'g', 10))); // promise C3, sign included
        QVERIFY(std::abs(found.explainedVarianceRatio[static_cast<std::size_t>(c)] -
                         ratio[static_cast<std::size_t>(c)]) < 1e-9);
        QVERIFY((found.coordinates.col(c) - coordinates.col(c)).cwiseAbs().maxCoeff() < 1e-6);
    }
    const double total = expected[QStringLiteral("total_variance")].toDouble();
    QVERIFY(std::abs(found.totalVariance - total) < 1e-6 * total);
}

} // namespace

class TestPca : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothing() { QCOMPARE(projectPca(MatrixView()).error().code, Errc::TooFewTexts); }

    void vectorsOfAMappedFile()
    {
        const Matrix rows = randomRows(700, 96, 5);
        QTemporaryFile file;
        QVERIFY(file.open());
        const auto bytes = static_cast<qint64>(static_cast<std::size_t>(rows.size()) * sizeof(float));
        QCOMPARE(file.write(reinterpret_cast<const char *>(rows.data()), bytes), bytes);
        QVERIFY(file.flush());
        const auto mapped = MappedFile::open(file.fileName().toStdString());
        QVERIFY(mapped);
        const auto *const numbers = reinterpret_cast<const float *>((*mapped)->bytes().data());
        const auto found = projectPca(MatrixView(numbers, 700, 96));
        const auto expected = projectPca(rows);
        QVERIFY(found && expected);
        QVERIFY(found->coordinates == expected->coordinates);
        QVERIFY(found->components == expected->components);
    }

    void refusals()
    {
        const Matrix rows = randomRows(4, 3, 1);
        QCOMPARE(projectPca(rows, withComponents(0)).error().code, Errc::InvalidArgument);
        QCOMPARE(projectPca(rows, withComponents(65)).error().code, Errc::InvalidArgument);
        QCOMPARE(projectPca(Matrix(3, 0)).error().code, Errc::DimensionMismatch);
        for (const Rung &bad : notFinite()) {
            const auto result = projectPca(bad.rows);
            QVERIFY(!result);
            QCOMPARE(result.error().code, Errc::NotFinite);
            QCOMPARE(result.error().line, kBadRow);
        }
    }

    void ladder_data() { addRungs(); }
    void ladder()
    {
        QFETCH(int, rung);
        const Matrix rows = degenerateRows()[static_cast<std::size_t>(rung)].rows;
        for (const int components : {1, 2, 5}) {
            const auto result = projectPca(rows, withComponents(components));
            QVERIFY(result);
            QCOMPARE(result->coordinates.rows(), rows.rows());
            QCOMPARE(result->coordinates.cols(), components);
            QVERIFY(result->coordinates.allFinite());
            QVERIFY(result->components.allFinite());
            QVERIFY(result->mean.allFinite());
            QVERIFY(std::isfinite(result->totalVariance));
            double sum = 0;
            double before = 1;
            for (const double ratio : result->explainedVarianceRatio) {
                QVERIFY(ratio >= 0 && ratio <= before);
                before = ratio;
                sum += ratio;
            }
            QVERIFY(sum <= 1 + 1e-9);
            // Orthonormal where there is variance, zero elsewhere.
            const MatrixD products = result->components * result->components.transpose();
            for (Index a = 0; a < products.rows(); ++a)
                for (Index b = 0; b < products.cols(); ++b) {
                    const bool there = result->explainedVarianceRatio[static_cast<std::size_t>(a)] > 0;
                    QVERIFY(std::abs(products(a, b) - (a == b && there ? 1 : 0)) < 1e-9);
                }
        }
    }

    void smallPictures()
    {
        const auto one = projectPca(randomRows(1, 5, 1));
        QVERIFY(one->coordinates.isZero(0));
        QCOMPARE(one->totalVariance, 0.0);
        const auto equal = projectPca(Matrix(Matrix::Constant(13, 4, 0.1f)));
        QVERIFY(equal->coordinates.isZero(0));
        QCOMPARE(equal->explainedVarianceRatio[0], 0.0);

        Matrix pair(2, 2);
        pair << 0, 0, 3, 4;
        const auto two = projectPca(pair);
        QVERIFY(std::abs(two->coordinates(0, 0) - 2.5) < 1e-12);
        QVERIFY(std::abs(two->coordinates(1, 0) + 2.5) < 1e-12);
        QCOMPARE(two->coordinates(0, 1), 0.0);
        QVERIFY(std::abs(two->explainedVarianceRatio[0] - 1) < 1e-12);
        QCOMPARE(two->explainedVarianceRatio[1], 0.0);

        const auto oneDimension = projectPca(randomRows(15, 1, 4));
        QVERIFY(oneDimension->coordinates.col(1).isZero(0));
        QVERIFY(std::abs(oneDimension->explainedVarianceRatio[0] - 1) < 1e-12);
    }

    void firstTextLiesRightAndAbove()
    {
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            const auto result = projectPca(randomRows(20, 6, seed), withComponents(3));
            QVERIFY((result->coordinates.row(0).array() > 0).all());
        }
        // In the middle: the largest loading decides.
        Matrix cross(5, 2);
        cross << 0, 0, 3, -1, -3, 1, 0.1f, 0.2f, -0.1f, -0.2f;
        const auto result = projectPca(cross);
        QVERIFY(result->components(0, 0) > 0.9);
        QVERIFY(result->components(1, 1) > 0.9);
    }

    void likeScikitLearn()
    {
        const QJsonObject expected = reference(QStringLiteral("pca.json"));
        const Matrix points = matrixFrom(expected[QStringLiteral("points")]).cast<float>();
        QCOMPARE(points.rows(), Index{60});
        const auto tall = projectPca(points, withComponents(3));
        QVERIFY(tall);
        compareWith(expected[QStringLiteral("pca")].toObject(), *tall);
        const Matrix wide = matrixFrom(expected[QStringLiteral("wide")]).cast<float>();
        const auto flat = projectPca(wide, withComponents(3));
        QVERIFY(flat);
        compareWith(expected[QStringLiteral("wide_pca")].toObject(), *flat);
    }

    void cats()
    {
        const QJsonObject cats = reference(QStringLiteral("cats_vectors.json"));
        const auto map = projectPca(Matrix(matrixFrom(cats[QStringLiteral("vectors")]).cast<float>()));
        QVERIFY(map);
        QVERIFY(std::abs(map->explainedVarianceRatio[0] - 0.541) < 5e-4);
        QVERIFY(std::abs(map->explainedVarianceRatio[1] - 0.240) < 5e-4);
        QVERIFY(std::abs((map->coordinates.row(1) - map->coordinates.row(2)).norm() - 0.128) < 5e-4);
        QVERIFY(std::abs((map->coordinates.row(0) - map->coordinates.row(1)).norm() - 0.737) < 5e-4);
        const MatrixD expected = matrixFrom(cats[QStringLiteral("pca")].toObject()[QStringLiteral("coordinates")]);
        QVERIFY((map->coordinates - expected).cwiseAbs().maxCoeff() < 1e-6);
    }

    // Against Eigen's solver for all eigenvectors, for shapes that take the iterative way.
    void likeTheFullSolver_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("d");
        QTest::addColumn<double>("decay"); // of the columns' spread: 1 is noise, where directions are hard to tell
        for (const double decay : {1.0, 0.98, 0.7}) {
            QTest::addRow("tall %g", decay) << 700 << 200 << decay;
            QTest::addRow("wide %g", decay) << 150 << 300 << decay;
        }
    }
    void likeTheFullSolver()
    {
        QFETCH(int, n);
        QFETCH(int, d);
        QFETCH(double, decay);
        Matrix rows = randomRows(n, d, 11);
        for (Index j = 0; j < d; ++j)
            rows.col(j) *= static_cast<float>(std::max(1e-3, std::pow(decay, static_cast<double>(j))));
        const auto found = projectPca(rows, withComponents(3));
        QVERIFY(found);
        MatrixD centred = rows.cast<double>();
        centred.rowwise() -= centred.colwise().mean().eval();
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> oracle(Eigen::MatrixXd(centred.transpose() * centred));
        const double total = oracle.eigenvalues().sum();
        for (Index c = 0; c < 3; ++c) {
            const double cosine = std::abs(found->components.row(c).dot(oracle.eigenvectors().col(d - 1 - c)));
            QVERIFY2(cosine > 1 - 1e-9, qPrintable(QString::number(1 - cosine)));
            QVERIFY(std::abs(found->explainedVarianceRatio[static_cast<std::size_t>(c)] -
                             oracle.eigenvalues()[d - 1 - c] / total) < 1e-12);
        }
    }

    // As many products as are made in float32 first.
    void manyProducts()
    {
        for (const Matrix &noise : {randomRows(3000, 130, 12), randomRows(260, 700, 13)}) {
            Matrix rows = noise;
            for (Index j = 0; j < rows.cols(); ++j)
                rows.col(j) *= static_cast<float>(std::max(0.01, std::pow(0.8, static_cast<double>(j))));
            rows.rowwise() += Eigen::RowVectorXf::LinSpaced(rows.cols(), -4, 4);
            const auto found = projectPca(rows, withComponents(3));
            MatrixD centred = rows.cast<double>();
            const Eigen::RowVectorXd mean = centred.colwise().mean();
            centred.rowwise() -= mean;
            QVERIFY((found->mean.transpose() - mean).cwiseAbs().maxCoeff() < 1e-6);
            const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> oracle(Eigen::MatrixXd(centred.transpose() * centred));
            const double total = oracle.eigenvalues().sum();
            QVERIFY(std::abs(found->totalVariance * static_cast<double>(rows.rows() - 1) / total - 1) < 1e-6);
            for (Index c = 0; c < 3; ++c) {
                const Index from = rows.cols() - 1 - c; // the solver's are in rising order
                const double share = oracle.eigenvalues()[from] / total;
                QVERIFY(std::abs(found->explainedVarianceRatio[static_cast<std::size_t>(c)] - share) < 1e-6);
                QVERIFY(std::abs(std::abs(found->components.row(c).dot(oracle.eigenvectors().col(from))) - 1) < 1e-10);
                const Eigen::VectorXd expected = centred * found->components.row(c).transpose();
                QVERIFY((found->coordinates.col(c) - expected).cwiseAbs().maxCoeff() < 1e-5);
            }
        }
    }

    // Numbers that float32 cannot multiply, equal rows, and rows that are not finite, among as many.
    void manyOddProducts()
    {
        Matrix rows = randomRows(3000, 130, 14);
        const auto before = projectPca(rows);
        for (const float size : {1e30f, 1e-38f}) {
            const auto found = projectPca(Matrix(rows * size));
            QVERIFY(std::abs(found->explainedVarianceRatio[0] - before->explainedVarianceRatio[0]) < 1e-4);
        }
        const auto equal = projectPca(Matrix(rows.topRows(1).replicate(3000, 1)));
        QVERIFY(equal->coordinates.isZero(0));
        QCOMPARE(equal->explainedVarianceRatio[0], 0.0);
        Matrix apart = rows * 1e-10f;
        apart(2999, 0) = 3e38f;
        QVERIFY(std::abs(projectPca(apart)->explainedVarianceRatio[0] - 1) < 1e-12);
        rows(1999, 7) = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(projectPca(rows).error().code, Errc::NotFinite);
        QCOMPARE(projectPca(rows).error().line, std::int64_t{2000});
    }

    // Equal eigenvalues: any basis of their plane will do, but it must be of their plane.
    void equalVariances()
    {
        Matrix corners = Matrix::Zero(2 * 120, 120);
        for (Index i = 0; i < 120; ++i) {
            corners(2 * i, i) = i < 4 ? 3.0f : 1.0f;
            corners(2 * i + 1, i) = i < 4 ? -3.0f : -1.0f;
        }
        const auto found = projectPca(corners, withComponents(4));
        QVERIFY(found);
        for (Index c = 0; c < 4; ++c)
            QVERIFY(std::abs(found->components.row(c).head(4).norm() - 1) < 1e-9);
        // More of them than are looked at together.
        for (Index i = 4; i < 50; ++i)
            corners.middleRows(2 * i, 2) *= 3.0f;
        const auto many = projectPca(corners, withComponents(3));
        QVERIFY(many);
        for (Index c = 0; c < 3; ++c)
            QVERIFY(std::abs(many->components.row(c).head(50).norm() - 1) < 1e-9);
    }

    void turnedAndPermutedInput()
    {
        const Matrix rows = randomRows(80, 10, 3);
        const auto before = projectPca(rows);
        const Eigen::MatrixXf turn = Eigen::HouseholderQR<Eigen::MatrixXf>(randomRows(10, 10, 4)).householderQ();
        const auto turned = projectPca(Matrix(rows * turn));
        QVERIFY((turned->coordinates - before->coordinates).cwiseAbs().maxCoeff() < 1e-4);
        Matrix permuted = rows; // the first row stays, for the signs
        for (Index i = 1; i < rows.rows(); ++i)
            permuted.row(i) = rows.row(rows.rows() - i);
        const auto mixed = projectPca(permuted);
        for (Index i = 1; i < rows.rows(); ++i)
            QVERIFY((mixed->coordinates.row(i) - before->coordinates.row(rows.rows() - i)).norm() < 1e-9);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        for (const Matrix &rows : {randomRows(900, 150, 5), randomRows(120, 333, 6), randomRows(2500, 131, 7)})
            onAnyNumberOfThreads([&](ThreadPool &pool) { return projectPca(rows, withComponents(3), {}, pool); },
                                 [](const auto &found, const auto &expected) {
                                     QVERIFY(sameBits(found->coordinates, expected->coordinates));
                                     QVERIFY(sameBits(found->components, expected->components));
                                     QVERIFY(found->explainedVarianceRatio == expected->explainedVarianceRatio);
                                 });
    }

    void placesItsOwnRows()
    {
        const Matrix rows = randomRows(30, 7, 8);
        const auto map = projectPca(rows);
        const MatrixView view(rows);
        for (std::size_t i = 0; i < view.rows; ++i) {
            const auto place = placeOnPca(*map, view.row(i));
            QVERIFY(std::abs((*place)[0] - map->coordinates(static_cast<Index>(i), 0)) < 1e-12);
            QVERIFY(std::abs((*place)[1] - map->coordinates(static_cast<Index>(i), 1)) < 1e-12);
        }
        QCOMPARE(placeOnPca(*map, std::vector<float>(6)).error().code, Errc::DimensionMismatch);
        QCOMPARE(placeOnPca(*map, std::vector<float>(7, NAN)).error().code, Errc::NotFinite);
    }

    void cancel()
    {
        std::stop_source source;
        const RunControl control{source.get_token()};
        std::jthread later([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            source.request_stop();
        });
        const Matrix rows = randomRows(6000, 700, 9);
        ThreadPool pool(2);
        const auto begin = std::chrono::steady_clock::now();
        int runs = 0;
        Errc code = Errc::Internal;
        while (++runs < 1000) {
            const auto result = projectPca(rows, {}, control, pool);
            if (!result) {
                code = result.error().code;
                break;
            }
        }
        QCOMPARE(code, Errc::Cancelled);
        QVERIFY(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
    }
};

QTEST_GUILESS_MAIN(TestPca)
#include "tst_pca.moc"
