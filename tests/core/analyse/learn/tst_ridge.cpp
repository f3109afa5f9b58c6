#include "core/analyse/learn/ridge.h"

#include "tests/core/analyse/testing.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

class TestRidge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void likeScikitLearn()
    {
        const QJsonObject all = reference(QStringLiteral("learn.json"));
        const QJsonArray examples = all[QStringLiteral("ridge")].toArray();
        QCOMPARE(examples.size(), 2);
        for (const auto &value : examples) {
            const QJsonObject expected = value.toObject();
            const Matrix rows = matrixFrom(expected[QStringLiteral("rows")]).cast<float>();
            const auto model = learnRidge(rows, listFrom(expected[QStringLiteral("values")]),
                                          expected[QStringLiteral("alpha")].toDouble());
            QVERIFY(model);
            const std::vector<double> weights = listFrom(expected[QStringLiteral("weights")]);
            QCOMPARE(model->weights.size(), static_cast<Index>(weights.size()));
            for (std::size_t i = 0; i < weights.size(); ++i)
                QVERIFY(std::abs(model->weights[static_cast<Index>(i)] - weights[i]) < 1e-6);
            QVERIFY(std::abs(model->intercept - expected[QStringLiteral("intercept")].toDouble()) < 1e-5);
        }
    }

    void heldOutErrors()
    {
        const Matrix rows = randomRows(60, 5, 2);
        std::vector<double> values;
        for (Index i = 0; i < rows.rows(); ++i)
            values.push_back(3.0 * static_cast<double>(rows(i, 0)) - static_cast<double>(rows(i, 3)) + 7);
        const auto found = regress(rows, values);
        QVERIFY(found && found->error);
        // By hand: each fold by a model of the others.
        double squares = 0;
        double absolute = 0;
        for (std::size_t fold = 0; fold < found->folds.count; ++fold) {
            std::vector<Index> others;
            std::vector<double> otherValues;
            for (std::size_t row = 0; row < values.size(); ++row)
                if (found->folds.of[row] != fold) {
                    others.push_back(static_cast<Index>(row));
                    otherValues.push_back(values[row]);
                }
            const auto model = learnRidge(Matrix(rows(others, Eigen::all)), otherValues);
            for (std::size_t row = 0; row < values.size(); ++row)
                if (found->folds.of[row] == fold) {
                    const double guess = predictRidge(*model, MatrixView(rows).row(row));
                    QVERIFY(std::abs(guess - *found->predictions[row]) < 1e-9);
                    squares += (guess - values[row]) * (guess - values[row]);
                    absolute += std::abs(guess - values[row]);
                }
        }
        QVERIFY(std::abs(found->error->rootMeanSquare - std::sqrt(squares / 60)) < 1e-9);
        QVERIFY(std::abs(found->error->meanAbsolute - absolute / 60) < 1e-9);
        QVERIFY(found->error->rootMeanSquare < 0.2 * found->error->ofMean);
        QVERIFY(*found->error->r2 > 0.95);
        // Noise: no better than the mean.
        std::vector<double> noise;
        PortableRandom random(3);
        for (std::size_t i = 0; i < 60; ++i)
            noise.push_back(random.normal());
        const auto nothing = regress(rows, noise);
        QVERIFY(nothing->error->rootMeanSquare > 0.8 * nothing->error->ofMean && *nothing->error->r2 < 0.2);
    }

    void smallAndBadInput()
    {
        const auto one = regress(randomRows(1, 3, 1), std::vector<double>{5});
        QVERIFY(one && !one->error && !one->predictions[0]);
        QCOMPARE(one->model.intercept, 5.0);
        const auto two = regress(randomRows(2, 3, 1), std::vector<double>{5, 5});
        QVERIFY(two->error && !two->error->r2);
        QCOMPARE(two->error->rootMeanSquare, 0.0);
        const Matrix rows = randomRows(3, 2, 1);
        const std::vector<double> values = {1, 2, 3};
        QCOMPARE(learnRidge(rows, values, 0).error().code, Errc::InvalidArgument);
        QCOMPARE(learnRidge(rows, std::vector<double>{1}, 1).error().code, Errc::DimensionMismatch);
        QCOMPARE(learnRidge(rows, std::vector<double>{1, NAN, 2}, 1).error().line, std::int64_t{2});
        QCOMPARE(learnRidge(Matrix(0, 2), {}, 1).error().code, Errc::TooFewTexts);
        const auto equal = learnRidge(Matrix(Matrix::Constant(3, 2, 0.5F)), values);
        QVERIFY(std::abs(predictRidge(*equal, std::vector<float>{9, 9}) - 2) < 1e-6);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        for (const Matrix &rows : {randomRows(300, 150, 5), randomRows(90, 200, 6)}) {
            std::vector<double> values;
            for (Index i = 0; i < rows.rows(); ++i)
                values.push_back(static_cast<double>(rows(i, 1)));
            onAnyNumberOfThreads([&](ThreadPool &pool) { return regress(rows, values, {}, {}, pool); },
                                 [](const auto &found, const auto &expected) {
                                     QVERIFY(sameBits(found->model.weights, expected->model.weights));
                                     QVERIFY(found->predictions == expected->predictions);
                                 });
        }
    }
};

QTEST_GUILESS_MAIN(TestRidge)
#include "tst_ridge.moc"
