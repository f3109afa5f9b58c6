#include "core/analyse/learn/logistic_regression.h"

#include "tests/core/analyse/testing.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

std::vector<std::size_t> classesFrom(const QJsonValue &value)
{
    std::vector<std::size_t> classes;
    for (const double one : listFrom(value))
        classes.push_back(static_cast<std::size_t>(one));
    return classes;
}

std::vector<std::size_t> groupsOf(Index rows, std::size_t size)
{
    std::vector<std::size_t> groups;
    for (Index i = 0; i < rows; ++i)
        groups.push_back(static_cast<std::size_t>(i) / size);
    return groups;
}

} // namespace

class TestLogisticRegression : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void likeScikitLearn_data()
    {
        QTest::addColumn<int>("example");
        for (int i = 0; i < 4; ++i)
            QTest::addRow("%d", i) << i;
    }
    void likeScikitLearn()
    {
        QFETCH(int, example);
        const QJsonObject all = reference(QStringLiteral("learn.json"));
        const QJsonObject expected = all[QStringLiteral("logistic")].toArray()[example].toObject();
        const Matrix rows = matrixFrom(expected[QStringLiteral("rows")]).cast<float>();
        const Matrix asked = matrixFrom(expected[QStringLiteral("new")]).cast<float>();
        LogisticOptions options;
        options.c = expected[QStringLiteral("c")].toDouble();
        const auto count = static_cast<std::size_t>(expected[QStringLiteral("count")].toInt());
        const auto model = learnLogistic(rows, classesFrom(expected[QStringLiteral("classes")]), count, options);
        QVERIFY(model && model->converged);
        const auto found = classProbabilities(*model, asked);
        const MatrixD probabilities = matrixFrom(expected[QStringLiteral("probabilities")]);
        const double off = (*found - probabilities).cwiseAbs().maxCoeff();
        QVERIFY2(off < 5e-6, qPrintable(QString::number(off)));
        QVERIFY((found->rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
    }

    void startElsewhereEndsThere()
    {
        const Matrix rows = groupedRows(4, 30, 20, 1.5, 3);
        const auto classes = groupsOf(rows.rows(), 30);
        const auto cold = learnLogistic(rows, classes, 4);
        LogisticModel start = *cold;
        start.weights.array() += 0.5;
        const auto warm = learnLogistic(rows, classes, 4, {}, {}, &start);
        QVERIFY((warm->weights - cold->weights).cwiseAbs().maxCoeff() < 1e-4);
        const auto again = learnLogistic(rows, classes, 4, {}, {}, &*cold);
        QVERIFY(again->iterations <= 1);
    }

    void aClassWithoutRows()
    {
        const Matrix rows = groupedRows(2, 20, 10, 0.5, 3);
        const auto model = learnLogistic(rows, groupsOf(rows.rows(), 20), 3);
        QVERIFY(model);
        const auto found = classProbabilities(*model, rows);
        QVERIFY(found->allFinite());
        QVERIFY(found->col(2).maxCoeff() < 0.05);
    }

    void rowsThatSayNothing()
    {
        // Equal rows: the probabilities are the classes' shares.
        const Matrix rows = Matrix::Constant(10, 4, 0.5F);
        const auto model = learnLogistic(rows, groupsOf(10, 7), 2);
        const auto found = classProbabilities(*model, rows);
        QVERIFY(std::abs((*found)(0, 0) - 0.7) < 1e-4);
        const auto zero = learnLogistic(Matrix(Matrix::Zero(10, 4)), groupsOf(10, 7), 2);
        QVERIFY(zero->weights.isZero(0));
        const auto huge = learnLogistic(Matrix(randomRows(10, 4, 1) * 1e15F), groupsOf(10, 5), 2);
        QVERIFY(!huge || (huge->weights.allFinite() && huge->intercepts.allFinite()));
    }

    void badInput()
    {
        Matrix rows = randomRows(4, 3, 1);
        const std::vector<std::size_t> classes = {0, 1, 0, 1};
        QCOMPARE(learnLogistic(Matrix(0, 3), {}, 2).error().code, Errc::TooFewTexts);
        QCOMPARE(learnLogistic(rows, classes, 1).error().code, Errc::TooFewTexts);
        QCOMPARE(learnLogistic(rows, std::vector<std::size_t>{0, 1}, 2).error().code, Errc::DimensionMismatch);
        QCOMPARE(learnLogistic(rows, std::vector<std::size_t>{0, 1, 2, 0}, 2).error().code, Errc::InvalidArgument);
        LogisticOptions options;
        options.c = 0;
        QCOMPARE(learnLogistic(rows, classes, 2, options).error().code, Errc::InvalidArgument);
        const auto model = learnLogistic(rows, classes, 2);
        QCOMPARE(classProbabilities(*model, randomRows(2, 4, 1)).error().code, Errc::DimensionMismatch);
        QCOMPARE(classProbabilities(*model, Matrix(0, 3))->rows(), Index{0});
        rows(1, 2) = NAN;
        QCOMPARE(learnLogistic(rows, classes, 2).error().line, std::int64_t{2});
        std::stop_source source;
        source.request_stop();
        QCOMPARE(learnLogistic(randomRows(4, 3, 1), classes, 2, {}, {source.get_token()}).error().code,
                 Errc::Cancelled);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = groupedRows(5, 240, 33, 2, 3);
        const auto classes = groupsOf(rows.rows(), 240);
        onAnyNumberOfThreads([&](ThreadPool &pool) { return learnLogistic(rows, classes, 5, {}, {}, nullptr, pool); },
                             [](const auto &found, const auto &expected) {
                                 QVERIFY(sameBits(found->weights, expected->weights));
                                 QCOMPARE(found->iterations, expected->iterations);
                             });
    }
};

QTEST_GUILESS_MAIN(TestLogisticRegression)
#include "tst_logistic_regression.moc"
