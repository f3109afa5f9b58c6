#include "core/analyse/learn/classify.h"

#include "tests/core/analyse/testing.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

class TestClassify : public QObject
{
    Q_OBJECT
    static std::vector<std::size_t> inTurn(std::size_t rows, std::size_t count)
    {
        std::vector<std::size_t> classes(rows);
        for (std::size_t i = 0; i < rows; ++i)
            classes[i] = i % count;
        return classes;
    }
private Q_SLOTS:
    void foldsHaveTheirShareOfEachClass()
    {
        std::vector<std::size_t> classes(53, 0);
        classes.insert(classes.end(), 17, 1);
        classes.insert(classes.end(), 3, 2);
        classes.push_back(3);
        const Folds folds = stratifiedFolds(classes, 4, 5, 1);
        QCOMPARE(folds.count, std::size_t{5});
        for (std::size_t fold = 0; fold < 5; ++fold) {
            std::size_t of[4] = {};
            for (std::size_t row = 0; row < classes.size(); ++row)
                of[classes[row]] += folds.of[row] == fold ? 1 : 0;
            QVERIFY(of[0] == 10 || of[0] == 11);
            QVERIFY(of[1] == 3 || of[1] == 4);
            QVERIFY(of[2] <= 1);
            QCOMPARE(of[3], std::size_t{0});
        }
        QCOMPARE(folds.of.back(), Folds::kNoFold); // a class of one
        QVERIFY(stratifiedFolds(classes, 4, 5, 2).of != folds.of);
        QCOMPARE(stratifiedFolds(std::vector<std::size_t>{0, 1, 1, 0, 1}, 2, 5, 1).count, std::size_t{3});
        QCOMPARE(stratifiedFolds(std::vector<std::size_t>{0, 1, 2}, 3, 5, 1).count, std::size_t{0});
        QCOMPARE(plainFolds(3, 5, 1).count, std::size_t{3});
        QCOMPARE(plainFolds(1, 5, 1).count, std::size_t{0});
    }

    void guessesAreThoseOfModelsThatDidNotSeeTheRow()
    {
        const Matrix rows = groupedRows(3, 40, 8, 2.5, 7);
        std::vector<std::size_t> classes;
        for (std::size_t i = 0; i < 120; ++i)
            classes.push_back(i / 40);
        const auto found = classify(rows, classes, 3);
        QVERIFY(found);
        QCOMPARE(found->heldOut, std::size_t{120});
        std::size_t right = 0;
        for (std::size_t fold = 0; fold < 5; ++fold) {
            std::vector<Index> others;
            std::vector<std::size_t> otherClasses;
            for (std::size_t row = 0; row < 120; ++row)
                if (found->folds.of[row] != fold) {
                    others.push_back(static_cast<Index>(row));
                    otherClasses.push_back(classes[row]);
                }
            const Matrix learned = rows(others, Eigen::all);
            const auto model = learnLogistic(learned, otherClasses, 3);
            const auto probabilities = classProbabilities(*model, rows);
            for (std::size_t row = 0; row < 120; ++row) {
                if (found->folds.of[row] != fold)
                    continue;
                const auto &guess = *found->guesses[row];
                const auto at = static_cast<Index>(row);
                QVERIFY(std::abs((*probabilities)(at, static_cast<Index>(guess.guess)) - guess.probability) < 1e-4);
                QVERIFY(std::abs((*probabilities)(at, static_cast<Index>(classes[row])) - guess.ofTruth) < 1e-4);
                QVERIFY(probabilities->row(at).maxCoeff() < guess.probability + 1e-4);
                right += guess.guess == classes[row] ? 1 : 0;
            }
        }
        QVERIFY(right > 60 && right < 120); // neither chance nor a game
        QCOMPARE(*found->accuracy, static_cast<double>(right) / 120);
        QCOMPARE(found->confusion.sum(), 120);
        QCOMPARE(found->confusion.trace(), static_cast<int>(right));
        QCOMPARE(*found->largestShare, 1.0 / 3);
        QCOMPARE(found->mistakes.size(), 120 - right);
        for (std::size_t i = 1; i < found->mistakes.size(); ++i)
            QVERIFY(found->guesses[found->mistakes[i - 1]]->probability >=
                    found->guesses[found->mistakes[i]]->probability);
    }

    void noiseIsGuessedByChance()
    {
        const auto found = classify(randomRows(200, 10, 3), inTurn(200, 4), 4);
        QVERIFY2(std::abs(*found->accuracy - 0.25) < 0.1, qPrintable(QString::number(*found->accuracy)));
    }

    void fewRows()
    {
        const auto two = classify(randomRows(2, 3, 1), inTurn(2, 2), 2);
        QVERIFY(two && !two->accuracy && two->heldOut == 0 && two->mistakes.empty());
        const auto three = classify(randomRows(3, 3, 1), inTurn(3, 2), 2);
        QVERIFY(three && three->accuracy);
        QCOMPARE(three->heldOut, std::size_t{2});
        QCOMPARE(classify(randomRows(3, 3, 1), inTurn(3, 1), 1).error().code, Errc::TooFewTexts);
        ClassifyOptions options;
        options.folds = 1;
        QCOMPARE(classify(randomRows(3, 3, 1), inTurn(3, 2), 2, options).error().code, Errc::InvalidArgument);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = groupedRows(3, 100, 12, 2, 5);
        onAnyNumberOfThreads(
            [&](ThreadPool &pool) { return classify(rows, inTurn(300, 3), 3, {}, {}, pool); },
            [](const auto &found, const auto &expected) { QVERIFY(found->guesses == expected->guesses); });
    }
};

QTEST_GUILESS_MAIN(TestClassify)
#include "tst_classify.moc"
