#include "core/analyse/faithfulness.h"

#include "core/analyse/cosine.h"
#include "core/analyse/project/mds.h"
#include "core/analyse/project/pca/pca.h"
#include "testing.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

Matrix points()
{
    return matrixFrom(reference(QStringLiteral("pca.json"))[QStringLiteral("points")]).cast<float>();
}

// Ranks of all others, nearest first, from a table of distances.
std::vector<std::vector<std::size_t>> ranked(const MatrixD &distances)
{
    std::vector<std::vector<std::size_t>> order;
    for (Index i = 0; i < distances.rows(); ++i) {
        std::vector<std::size_t> row;
        for (Index j = 0; j < distances.cols(); ++j)
            if (i != j)
                row.push_back(static_cast<std::size_t>(j));
        std::stable_sort(row.begin(), row.end(), [&](std::size_t a, std::size_t b) {
            return distances(i, static_cast<Index>(a)) < distances(i, static_cast<Index>(b));
        });
        order.push_back(row);
    }
    return order;
}

double penalty(const std::vector<std::size_t> &drawn, const std::vector<std::size_t> &real, std::size_t k)
{
    double sum = 0;
    for (std::size_t place = 0; place < k; ++place) {
        const auto rank =
            static_cast<std::size_t>(std::find(real.begin(), real.end(), drawn[place]) - real.begin()) + 1;
        sum += rank > k ? static_cast<double>(rank - k) : 0;
    }
    return sum;
}

} // namespace

class TestFaithfulness : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusals()
    {
        const Matrix rows = randomRows(5, 3, 1);
        QCOMPARE(measureFaithfulness(MatrixView(), MatrixD(0, 2)).error().code, Errc::TooFewTexts);
        QCOMPARE(measureFaithfulness(rows, MatrixD::Zero(4, 2)).error().code, Errc::DimensionMismatch);
        QCOMPARE(measureFaithfulness(rows, MatrixD(5, 0)).error().code, Errc::DimensionMismatch);
        MatrixD bad = MatrixD::Zero(5, 2);
        bad(2, 1) = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(measureFaithfulness(rows, bad).error().code, Errc::NotFinite);
        QCOMPARE(measureFaithfulness(rows, bad).error().line, kBadRow);
        for (const Rung &rung : notFinite())
            QCOMPARE(measureFaithfulness(rung.rows, MatrixD::Zero(5, 2)).error().line, kBadRow);
        FaithfulnessOptions options;
        options.neighbours = 0;
        QCOMPARE(measureFaithfulness(rows, MatrixD::Zero(5, 2), options).error().code, Errc::InvalidArgument);
    }

    void ladder_data() { addRungs(); }
    void ladder()
    {
        QFETCH(int, rung);
        const Matrix rows = degenerateRows()[static_cast<std::size_t>(rung)].rows;
        const MatrixD flat = projectPca(rows)->coordinates;
        for (const MatrixD &map : {flat, MatrixD(MatrixD::Zero(rows.rows(), 2)), MatrixD(flat * 1e200)}) {
            const auto result = measureFaithfulness(rows, map);
            QVERIFY(result);
            for (const double share :
                 {result->neighboursKept, result->shuffledKept, result->trustworthiness, result->continuity})
                QVERIFY(share >= 0 && share <= 1);
            QCOMPARE(result->neighboursKeptOf.size(), static_cast<std::size_t>(rows.rows()));
            QCOMPARE(result->sampleSize, static_cast<std::size_t>(rows.rows()));
            QCOMPARE(result->worstPair.has_value() && rows.rows() < 3, false);
            if (result->worstPair) {
                QVERIFY(result->worstPair->first < result->worstPair->second);
                QVERIFY(std::isfinite(result->worstPair->mapDistance));
                QVERIFY(std::isfinite(result->worstPair->trueDistance));
            }
        }
    }

    void likeScikitLearn_data()
    {
        QTest::addColumn<QString>("map");
        for (const char *name : {"pca", "mds", "random"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void likeScikitLearn()
    {
        QFETCH(QString, map);
        const QJsonObject expected =
            reference(QStringLiteral("faithfulness.json"))[QStringLiteral("maps")].toObject()[map].toObject();
        const auto found = measureFaithfulness(points(), matrixFrom(expected[QStringLiteral("coordinates")]));
        QVERIFY(found);
        QCOMPARE(found->k, std::size_t{10});
        QVERIFY(!found->trivial);
        QVERIFY(std::abs(found->shuffledKept - 10.0 / 59) < 1e-15);
        const auto keptOf = listFrom(expected[QStringLiteral("kept_of")]);
        for (std::size_t i = 0; i < keptOf.size(); ++i)
            QVERIFY(std::abs(*found->neighboursKeptOf[i] - keptOf[i]) < 1e-12);
        QVERIFY(std::abs(found->neighboursKept - expected[QStringLiteral("kept")].toDouble()) < 1e-12);
        QVERIFY(std::abs(found->trustworthiness - expected[QStringLiteral("trustworthiness")].toDouble()) < 1e-12);
        QVERIFY(std::abs(found->continuity - expected[QStringLiteral("continuity")].toDouble()) < 1e-12);
    }

    // What the design says of the cat picture: exact PCA draws 2 and 3 closer than they are.
    void cats()
    {
        const Matrix vectors =
            matrixFrom(reference(QStringLiteral("cats_vectors.json"))[QStringLiteral("vectors")]).cast<float>();
        const MatrixD flat = projectPca(vectors)->coordinates;
        for (const TrueDistance distance : {TrueDistance::Chord, TrueDistance::Cosine}) {
            FaithfulnessOptions options;
            options.distance = distance;
            const auto found = measureFaithfulness(vectors, flat, options);
            QVERIFY(found->trivial); // 3 neighbours of 4 texts
            QCOMPARE(found->k, std::size_t{3});
            QCOMPARE(found->neighboursKept, 1.0);
            QCOMPARE(found->shuffledKept, 1.0);
            QVERIFY(found->worstPair.has_value());
            QCOMPARE(found->worstPair->first, std::size_t{1});
            QCOMPARE(found->worstPair->second, std::size_t{2});
            QCOMPARE(found->worstPair->error, PairError::LookCloser);
            QVERIFY(std::abs(found->worstPair->similarity - 0.619) < 5e-4);
            QVERIFY(found->worstPair->mapDistance < 0.25 * found->worstPair->trueDistance);
        }
        // One neighbour each can be lost.
        FaithfulnessOptions one;
        one.neighbours = 1;
        const auto found = measureFaithfulness(vectors, flat, one);
        QVERIFY(!found->trivial);
        QVERIFY(std::abs(found->shuffledKept - 1.0 / 3) < 1e-15);
    }

    // Small and larger numbers of texts, k on both sides of n / 2, against the definition.
    void likeTheDefinition()
    {
        for (const Index n : {2, 3, 4, 7, 12, 19, 21, 40}) {
            const Matrix rows = randomRows(n, 6, static_cast<std::uint64_t>(n));
            const MatrixD map = randomRows(n, 2, static_cast<std::uint64_t>(n) + 100).cast<double>();
            MatrixD real(n, n);
            MatrixD drawn(n, n);
            const MatrixView view(rows);
            for (Index i = 0; i < n; ++i)
                for (Index j = 0; j < n; ++j) {
                    real(i, j) = 1 - *cosineSimilarity(view.row(static_cast<std::size_t>(i)),
                                                       view.row(static_cast<std::size_t>(j)));
                    drawn(i, j) = (map.row(i) - map.row(j)).norm();
                }
            const auto inTruth = ranked(real);
            const auto onMap = ranked(drawn);
            for (std::size_t k = 1; k < static_cast<std::size_t>(n); ++k) {
                FaithfulnessOptions options;
                options.neighbours = k;
                const auto found = measureFaithfulness(rows, map, options);
                // The worst case: the order of one row against the same order backwards.
                auto backwards = inTruth[0];
                std::reverse(backwards.begin(), backwards.end());
                const double worst = penalty(backwards, inTruth[0], k) * static_cast<double>(n);
                double intruders = 0;
                double missing = 0;
                for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
                    intruders += penalty(onMap[i], inTruth[i], k);
                    missing += penalty(inTruth[i], onMap[i], k);
                }
                QVERIFY(std::abs(found->trustworthiness - (worst > 0 ? 1 - intruders / worst : 1)) < 1e-12);
                QVERIFY(std::abs(found->continuity - (worst > 0 ? 1 - missing / worst : 1)) < 1e-12);
            }
        }
    }

    // A map that is the truth keeps everything and has no worst pair, however large it is drawn.
    void perfectMap()
    {
        PortableRandom random(1);
        Matrix rows(50, 2);
        for (Index i = 0; i < 50; ++i) {
            const double angle = 6.283185307179586 * random.uniform();
            rows.row(i) << static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle));
        }
        for (const double size : {1.0, 1e-3, 1e12}) {
            const auto found = measureFaithfulness(rows, rows.cast<double>() * size);
            QCOMPARE(found->neighboursKept, 1.0);
            QCOMPARE(found->trustworthiness, 1.0);
            QCOMPARE(found->continuity, 1.0);
            QVERIFY(!found->worstPair);
        }
    }

    void worstPairBySeekingAll()
    {
        const Matrix rows = points();
        const MatrixView view(rows);
        const MatrixD map = projectMds(rows)->coordinates;
        FaithfulnessOptions options;
        options.distance = TrueDistance::Cosine;
        const auto found = measureFaithfulness(rows, map, options);
        double numerator = 0;
        double denominator = 0;
        const auto pairs = [&](auto visit) {
            for (std::size_t i = 0; i < view.rows; ++i)
                for (std::size_t j = i + 1; j < view.rows; ++j)
                    visit(i, j, (map.row(static_cast<Index>(i)) - map.row(static_cast<Index>(j))).norm(),
                          1 - *cosineSimilarity(view.row(i), view.row(j)));
        };
        pairs([&](std::size_t, std::size_t, double drawn, double real) {
            numerator += drawn * real;
            denominator += drawn * drawn;
        });
        double worst = 0;
        pairs([&](std::size_t i, std::size_t j, double drawn, double real) {
            const double difference = drawn * numerator / denominator - real;
            if (std::abs(difference) > worst + 1e-12) {
                worst = std::abs(difference);
                if (i == found->worstPair->first && j == found->worstPair->second)
                    QCOMPARE(found->worstPair->error == PairError::LookCloser, difference < 0);
            }
        });
        QVERIFY(std::abs(std::abs(found->worstPair->mapDistance - found->worstPair->trueDistance) - worst) < 1e-9);
    }

    void shuffledMapKeepsItsShare()
    {
        const Matrix rows = randomRows(200, 5, 3);
        double kept = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed)
            kept += measureFaithfulness(rows, randomRows(200, 2, seed + 50).cast<double>())->neighboursKept;
        const auto found = measureFaithfulness(rows, randomRows(200, 2, 1).cast<double>());
        QVERIFY(std::abs(kept / 20 - found->shuffledKept) < 0.005);
    }

    void sampleOfMany()
    {
        const Matrix rows = groupedRows(5, 80, 8, 0.4, 4);
        const MatrixD map = projectPca(rows)->coordinates;
        FaithfulnessOptions sampled;
        sampled.exactRows = 300;
        sampled.sampleRows = 100;
        const auto exact = measureFaithfulness(rows, map);
        const auto found = measureFaithfulness(rows, map, sampled);
        QCOMPARE(exact->sampleSize, std::size_t{400});
        QCOMPARE(found->sampleSize, std::size_t{100});
        std::size_t measured = 0;
        for (std::size_t i = 0; i < 400; ++i)
            if (found->neighboursKeptOf[i]) {
                ++measured;
                QVERIFY(found->neighboursKeptOf[i] == exact->neighboursKeptOf[i]);
            }
        QCOMPARE(measured, std::size_t{100});
        QVERIFY(std::abs(found->neighboursKept - exact->neighboursKept) < 0.08);
        QVERIFY(std::abs(found->trustworthiness - exact->trustworthiness) < 0.03);
    }

    // Ranks counted by float32 products are those of every similarity in double, to the bit.
    void countedRanks()
    {
        Matrix ties = randomRows(150, 3, 7).array().sign(); // eight different rows at most
        Matrix zeros = randomRows(200, 4, 8);
        zeros.row(3).setZero();
        zeros.row(150).setZero();
        zeros.bottomRows(20) = zeros.topRows(20);
        std::vector<Matrix> inputs{randomRows(333, 20, 9), groupedRows(4, 60, 50, 1e-4, 10), ties, zeros};
        for (const Rung &rung : degenerateRows())
            inputs.push_back(rung.rows);
        for (const Matrix &rows : inputs)
            for (const MatrixD &map :
                 {projectPca(rows)->coordinates, MatrixD(randomRows(rows.rows(), 2, 11).cast<double>())})
                for (const std::size_t k : {1, 10}) {
                    FaithfulnessOptions plain;
                    plain.neighbours = k;
                    FaithfulnessOptions counted = plain;
                    counted.plainRows = 0;
                    const auto expected = measureFaithfulness(rows, map, plain);
                    const auto found = measureFaithfulness(rows, map, counted);
                    QVERIFY(found);
                    QVERIFY(found->neighboursKeptOf == expected->neighboursKeptOf);
                    QCOMPARE(found->neighboursKept, expected->neighboursKept);
                    QVERIFY(found->trustworthiness == expected->trustworthiness);
                    QVERIFY(found->continuity == expected->continuity);
                    const auto truth = findNeighbours(rows, {k + 3});
                    counted.truth = &*truth;
                    if (static_cast<std::size_t>(rows.rows()) <= k + 3)
                        continue;
                    const auto given = measureFaithfulness(rows, map, counted);
                    QVERIFY(given && given->trustworthiness == expected->trustworthiness);
                }
    }

    void truthMustFit()
    {
        const Matrix rows = randomRows(30, 4, 12);
        const auto truth = findNeighbours(rows, {5});
        FaithfulnessOptions options;
        options.truth = &*truth;
        QCOMPARE(measureFaithfulness(rows, MatrixD::Zero(30, 2), options).error().code, Errc::InvalidArgument);
        options.neighbours = 5;
        QVERIFY(measureFaithfulness(rows, MatrixD::Zero(30, 2), options));
        QCOMPARE(measureFaithfulness(Matrix(rows.topRows(29)), MatrixD::Zero(29, 2), options).error().code,
                 Errc::InvalidArgument);
    }

    // The worst pair of many texts is looked for in a sample.
    void pairsOfASample()
    {
        const Matrix rows = randomRows(120, 5, 13);
        FaithfulnessOptions options;
        options.pairRows = 40;
        const auto found = measureFaithfulness(rows, projectPca(rows)->coordinates, options);
        QCOMPARE(found->sampleSize, std::size_t{120});
        QVERIFY(found->worstPair && found->worstPair->first < found->worstPair->second);
        options.pairRows = 0;
        QCOMPARE(measureFaithfulness(rows, MatrixD::Zero(120, 2), options).error().code, Errc::InvalidArgument);
    }

    void zeroVectorsHaveNoNeighbours()
    {
        Matrix rows = randomRows(30, 4, 5);
        rows.row(4).setZero();
        const auto found = measureFaithfulness(rows, projectPca(rows)->coordinates);
        QVERIFY(!found->neighboursKeptOf[4]);
        QVERIFY(found->neighboursKeptOf[5].has_value());
        QVERIFY(found->worstPair->first != 4 && found->worstPair->second != 4);
    }

    void whereNoTextHasANeighbourNothingIsMeasured()
    {
        const auto one = measureFaithfulness(randomRows(1, 4, 5), MatrixD::Zero(1, 2));
        QVERIFY(one && !one->neighboursKeptOf.at(0) && !one->anyMeasured());
        const auto zeros = measureFaithfulness(Matrix(Matrix::Zero(12, 4)), MatrixD::Zero(12, 2));
        QVERIFY(zeros && !zeros->anyMeasured() && !zeros->worstPair);
        const auto two = measureFaithfulness(randomRows(2, 4, 5), MatrixD::Zero(2, 2));
        QVERIFY(two && two->anyMeasured() && two->neighboursKeptOf.at(0) == 1.0);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = randomRows(300, 20, 6);
        const MatrixD map = projectPca(rows)->coordinates;
        for (const std::size_t plainRows : {0, 1000}) {
            FaithfulnessOptions options;
            options.plainRows = plainRows;
            onAnyNumberOfThreads([&](ThreadPool &pool) { return measureFaithfulness(rows, map, options, {}, pool); },
                                 [](const auto &found, const auto &expected) {
                                     QVERIFY(found->neighboursKeptOf == expected->neighboursKeptOf);
                                     QCOMPARE(found->trustworthiness, expected->trustworthiness);
                                     QCOMPARE(found->continuity, expected->continuity);
                                     QCOMPARE(found->worstPair->first, expected->worstPair->first);
                                     QCOMPARE(found->worstPair->mapDistance, expected->worstPair->mapDistance);
                                 });
        }
    }

    void cancel()
    {
        std::stop_source source;
        source.request_stop();
        const RunControl control{source.get_token()};
        const Matrix rows = randomRows(30, 4, 5);
        QCOMPARE(measureFaithfulness(rows, MatrixD::Zero(30, 2), {}, control).error().code, Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestFaithfulness)
#include "tst_faithfulness.moc"
