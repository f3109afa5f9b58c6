#include "core/analyse/learn/groups.h"

#include "core/analyse/cosine.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

class TestGroups : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void averagesOfUnitVectors()
    {
        Matrix rows(6, 2);
        rows << 5, 0, 0, 0.1F, 0, 0, -3, 0, 1, 1, 9, 9;
        const auto averages = groupAverages(rows, std::vector<std::size_t>{0, 0, 0, 1, 1, kNoGroup}, 3);
        QVERIFY(averages);
        const double s = std::sqrt(0.5);
        const double expected[3][2] = {{0.5, 0.5}, {(s - 1) / 2, s / 2}, {0, 0}};
        for (Index i = 0; i < 3; ++i)
            for (Index j = 0; j < 2; ++j)
                QVERIFY(std::abs(static_cast<double>((*averages)(i, j)) - expected[i][j]) < 1e-6);
        QCOMPARE(groupAverages(rows, std::vector<std::size_t>{0}, 1).error().code, Errc::DimensionMismatch);
        QCOMPARE(groupAverages(rows, std::vector<std::size_t>(6, 3), 3).error().code, Errc::InvalidArgument);
        rows(4, 1) = NAN;
        QCOMPARE(groupAverages(rows, std::vector<std::size_t>(6, 0), 3).error().line, std::int64_t{5});
    }

    void scoresAreCosines()
    {
        Matrix rows = randomRows(9, 7, 1);
        rows.row(4).setZero();
        Matrix targets = randomRows(3, 7, 2);
        targets.row(1).setZero();
        const auto scores = scoreRows(rows, targets);
        QVERIFY(scores);
        for (std::size_t i = 0; i < 9; ++i)
            for (std::size_t j = 0; j < 3; ++j)
                QVERIFY(scores->of(i, j) == cosineSimilarity(MatrixView(rows).row(i), MatrixView(targets).row(j)));
        QVERIFY(!scores->of(0, 1) && !scores->of(4, 0));
        QCOMPARE(scores->nearest(4), kNoGroup);
        for (const std::size_t i : {0U, 1U, 2U})
            QCOMPARE(scores->nearest(i), *scores->of(i, 0) >= *scores->of(i, 2) ? std::size_t{0} : std::size_t{2});
        QCOMPARE(scoreRows(rows, randomRows(1, 6, 1)).error().code, Errc::DimensionMismatch);
        targets(2, 0) = INFINITY;
        QCOMPARE(scoreRows(rows, targets).error().detail, std::string("target"));
        QVERIFY(scoreRows(Matrix(0, 7), randomRows(1, 7, 1))->values.empty());
    }

    void membersAreNearestToTheirOwnGroup()
    {
        const Matrix rows = groupedRows(4, 25, 30, 0.8, 3);
        std::vector<std::size_t> groups;
        for (std::size_t i = 0; i < 100; ++i)
            groups.push_back(i / 25);
        const auto averages = groupAverages(rows, groups, 4);
        const auto scores = scoreRows(rows, *averages);
        for (std::size_t i = 0; i < 100; ++i)
            QCOMPARE(scores->nearest(i), groups[i]);
    }

    void likenessToOthersIsTheMeanOfTheirSimilarities()
    {
        Matrix rows = randomRows(40, 9, 4);
        rows.row(7).setZero();
        rows.row(20) *= 1e12F;
        const auto means = similarityToOthers(rows);
        for (std::size_t i = 0; i < 40; ++i) {
            double sum = 0;
            int others = 0;
            for (std::size_t j = 0; j < 40; ++j)
                if (const auto one = cosineSimilarity(MatrixView(rows).row(i), MatrixView(rows).row(j));
                    one && j != i) {
                    sum += *one;
                    ++others;
                }
            QCOMPARE((*means)[i].has_value(), i != 7);
            if (i != 7)
                QVERIFY(std::abs(*(*means)[i] - sum / others) < 1e-9);
        }
        QVERIFY(!(*similarityToOthers(randomRows(1, 3, 1)))[0]);
        QVERIFY(similarityToOthers(Matrix(0, 3))->empty());
        rows(3, 3) = NAN;
        QCOMPARE(similarityToOthers(rows).error().line, std::int64_t{4});
    }
};

QTEST_GUILESS_MAIN(TestGroups)
#include "tst_groups.moc"
