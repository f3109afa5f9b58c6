#include "core/analyse/cosine.h"

#include "testing.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;

class TestCosine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void byHand()
    {
        const std::vector<float> a{3, 4};
        const std::vector<float> b{4, 3};
        QCOMPARE(*cosineSimilarity(a, b), 0.96);
        QCOMPARE(*euclideanDistance(a, b), std::sqrt(2.0));
        QVERIFY(std::abs(*angleDegrees(a, b) - 16.260204708311957) < 1e-12);
        const std::vector<float> across{-4, 3};
        QCOMPARE(*cosineSimilarity(a, across), 0.0);
        QCOMPARE(*angleDegrees(a, across), 90.0);
        const std::vector<float> back{-3, -4};
        QCOMPARE(*cosineSimilarity(a, back), -1.0);
        QCOMPARE(*angleDegrees(a, back), 180.0);
    }

    void undefined()
    {
        const std::vector<float> a{1, 2};
        const std::vector<float> zero{0, 0};
        const std::vector<float> longer{1, 2, 3};
        const std::vector<float> nan{1, std::numeric_limits<float>::quiet_NaN()};
        const std::vector<float> infinite{1, std::numeric_limits<float>::infinity()};
        for (const auto &other : {zero, longer, nan, infinite}) {
            QVERIFY(!cosineSimilarity(a, other));
            QVERIFY(!cosineSimilarity(other, a));
            QVERIFY(!angleDegrees(a, other));
        }
        QVERIFY(!cosineSimilarity({}, {}));
        QVERIFY(!euclideanDistance(a, longer));
        QVERIFY(!euclideanDistance(a, nan));
        QVERIFY(!euclideanDistance(a, infinite));
        QCOMPARE(*euclideanDistance(a, zero), std::sqrt(5.0));
    }

    // Promise C8: within [-1, 1], and exactly 1 with itself, at every size of values.
    void equalAndScaled()
    {
        for (const float scale : {1.0f, 1e30f, 1e-30f, 1e-40f}) {
            for (std::uint64_t seed = 1; seed <= 200; ++seed) {
                const Matrix row = randomRows(1, 37, seed) * scale;
                const Matrix other = randomRows(1, 37, seed + 500);
                const std::span<const float> a(row.data(), 37);
                const std::span<const float> b(other.data(), 37);
                QCOMPARE(*cosineSimilarity(a, a), 1.0);
                QVERIFY(std::abs(*cosineSimilarity(a, b)) <= 1);
                QCOMPARE(*cosineSimilarity(a, b), *cosineSimilarity(b, a));
                QVERIFY(std::isfinite(*angleDegrees(a, b)));
                QCOMPARE(*angleDegrees(a, a), 0.0);
            }
        }
    }

    void hugeBesideDenormal()
    {
        const std::vector<float> huge{1e30f, 1e30f};
        const std::vector<float> tiny{1e-42f, 0};
        QVERIFY(std::abs(*cosineSimilarity(huge, tiny) - std::sqrt(0.5)) < 1e-12);
        QVERIFY(std::abs(*angleDegrees(huge, tiny) - 45) < 1e-10);
    }

    void rowsAgreeWithPairsOnAnyNumberOfThreads()
    {
        Matrix rows = randomRows(1500, 33, 1);
        rows.row(700).setZero();
        rows(800, 2) = std::numeric_limits<float>::quiet_NaN();
        const MatrixView view(rows);
        for (const unsigned threads : {1u, 2u, 8u}) {
            ThreadPool pool(threads);
            const std::vector<Similarity> found = similaritiesTo(view, view.row(3), pool);
            QCOMPARE(found.size(), std::size_t{1500});
            for (std::size_t i = 0; i < found.size(); ++i)
                QVERIFY(found[i] == cosineSimilarity(view.row(i), view.row(3)));
            QVERIFY(!found[700]);
            QVERIFY(!found[800]);
            QCOMPARE(*found[3], 1.0);
        }
        const std::vector<float> wrong(32, 1);
        QVERIFY(!similaritiesTo(view, wrong)[0]);
        QVERIFY(similaritiesTo(MatrixView(), wrong).empty());
    }

    // The similarities that scikit-learn finds between the cat sentences.
    void cats()
    {
        const QJsonObject cats = reference(QStringLiteral("cats_vectors.json"));
        const Matrix vectors = matrixFrom(cats[QStringLiteral("vectors")]).cast<float>();
        const MatrixD expected = matrixFrom(cats[QStringLiteral("similarities")]);
        const MatrixView view(vectors);
        QCOMPARE(view.rows, std::size_t{4});
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t j = 0; j < 4; ++j)
                QVERIFY(std::abs(*cosineSimilarity(view.row(i), view.row(j)) -
                                 expected(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j))) < 1e-12);
        QVERIFY(std::abs(expected(0, 1) - 0.597) < 5e-4);
        QVERIFY(std::abs(expected(0, 2) - 0.587) < 5e-4);
        QVERIFY(std::abs(expected(0, 3) - 0.215) < 5e-4);
    }
};

QTEST_GUILESS_MAIN(TestCosine)
#include "tst_cosine.moc"
