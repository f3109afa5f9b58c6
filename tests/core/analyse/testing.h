#pragma once

#include "core/base/matrix.h"
#include "tests/support/random_rows.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>
#include <string>
#include <vector>

// What the tests of this folder share: reference files, rows to climb from nothing.
namespace embedscope::testing {

inline QJsonObject reference(const QString &name)
{
    QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no reference file %s", qPrintable(file.fileName()));
    return QJsonDocument::fromJson(file.readAll()).object();
}

inline MatrixD matrixFrom(const QJsonValue &value)
{
    const QJsonArray rows = value.toArray();
    MatrixD matrix(rows.size(), rows.isEmpty() ? 0 : rows.first().toArray().size());
    for (Eigen::Index i = 0; i < matrix.rows(); ++i)
        for (Eigen::Index j = 0; j < matrix.cols(); ++j)
            matrix(i, j) = rows[static_cast<int>(i)].toArray()[static_cast<int>(j)].toDouble();
    return matrix;
}

inline std::vector<double> listFrom(const QJsonValue &value)
{
    std::vector<double> list;
    for (const QJsonValue &entry : value.toArray())
        list.push_back(entry.toDouble());
    return list;
}

struct Rung
{
    const char *name;
    Matrix rows;
};

// Promise C2: every input that is odd but finite.
inline std::vector<Rung> degenerateRows()
{
    std::vector<Rung> rungs;
    rungs.push_back({"one", randomRows(1, 5, 1)});
    rungs.push_back({"two", randomRows(2, 5, 1)});
    rungs.push_back({"two equal", randomRows(1, 5, 1).replicate(2, 1)});
    rungs.push_back({"three", randomRows(3, 5, 1)});
    Matrix line(3, 2);
    line << 1, 1, 2, 2, 4, 4;
    rungs.push_back({"three in line", line});
    rungs.push_back({"all equal", Matrix::Constant(13, 4, 0.1f)});
    rungs.push_back({"half duplicates", randomRows(12, 4, 2).replicate(2, 1)});
    Matrix withZero = randomRows(9, 4, 3);
    withZero.row(4).setZero();
    rungs.push_back({"a zero vector", withZero});
    rungs.push_back({"all zero", Matrix::Zero(6, 3)});
    Matrix oneNotZero = Matrix::Zero(6, 3);
    oneNotZero(2, 1) = 1;
    rungs.push_back({"all but one zero", oneNotZero});
    rungs.push_back({"one dimension", randomRows(15, 1, 4)});
    rungs.push_back({"more dimensions than texts", randomRows(6, 200, 5)});
    rungs.push_back({"many more dimensions", randomRows(100, 400, 5)});
    Matrix constant = randomRows(20, 6, 6);
    constant.leftCols(3).setConstant(7);
    rungs.push_back({"constant columns", constant});
    rungs.push_back({"1e30", randomRows(20, 6, 7) * 1e30f});
    rungs.push_back({"largest", Matrix(randomRows(20, 6, 7).array().sign() * std::numeric_limits<float>::max())});
    rungs.push_back({"denormal", Matrix(randomRows(20, 6, 8) * 1e-41f)});
    Matrix mixed = randomRows(20, 6, 9);
    mixed.row(3) *= 1e30f;
    mixed.row(5) *= 1e-41f;
    rungs.push_back({"1e30 beside denormal", mixed});
    return rungs;
}

// The numbers of those rungs that have so many rows, as the data of a test.
inline void addRungs(std::size_t leastRows = 0)
{
    QTest::addColumn<int>("rung");
    const auto rungs = degenerateRows();
    for (std::size_t i = 0; i < rungs.size(); ++i)
        if (static_cast<std::size_t>(rungs[i].rows.rows()) >= leastRows)
            QTest::newRow(rungs[i].name) << static_cast<int>(i);
}

// The row numbers, from 1, that a NaN, an infinity are put in.
inline std::vector<Rung> notFinite()
{
    Matrix nan = randomRows(5, 3, 1);
    nan(2, 1) = std::numeric_limits<float>::quiet_NaN();
    nan(4, 0) = std::numeric_limits<float>::infinity();
    Matrix infinite = randomRows(5, 3, 1);
    infinite(2, 2) = -std::numeric_limits<float>::infinity();
    return {{"NaN", nan}, {"infinity", infinite}};
}
inline constexpr std::int64_t kBadRow = 3;

} // namespace embedscope::testing
