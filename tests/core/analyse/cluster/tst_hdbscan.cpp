#include "core/analyse/cluster/hdbscan.h"

#include "core/analyse/cluster/condensed_tree.h"
#include "core/analyse/cluster/spanning_tree.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace embedscope;
using namespace embedscope::testing;
using namespace Qt::StringLiterals;
using Eigen::Index;

namespace {

std::vector<ClusterId> labelsFrom(const QJsonValue &value)
{
    std::vector<ClusterId> labels;
    for (const QJsonValue &label : value.toArray())
        labels.push_back(label.toInt());
    return labels;
}

// Adjusted Rand index (Hubert & Arabie 1985), noise as one label.
double ari(const std::vector<ClusterId> &a, const std::vector<ClusterId> &b)
{
    std::map<std::pair<ClusterId, ClusterId>, double> both;
    std::map<ClusterId, double> left;
    std::map<ClusterId, double> right;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ++both[{a[i], b[i]}];
        ++left[a[i]];
        ++right[b[i]];
    }
    const auto pairs = [](const auto &counts) {
        double sum = 0;
        for (const auto &[key, n] : counts)
            sum += n * (n - 1) / 2;
        return sum;
    };
    const double n = static_cast<double>(a.size());
    const double expected = pairs(left) * pairs(right) / (n * (n - 1) / 2);
    const double most = (pairs(left) + pairs(right)) / 2;
    return most == expected ? 1 : (pairs(both) - expected) / (most - expected);
}

MatrixD unitRows(MatrixD rows)
{
    rows.rowwise().normalize();
    return rows;
}

double lengthOf(const std::vector<TreeEdge> &tree)
{
    double sum = 0;
    for (const TreeEdge &edge : tree)
        sum += edge.length;
    return sum;
}

// Prim's algorithm on all pairs.
double plainLength(const MatrixD &points, std::size_t minSamples)
{
    const Index n = points.rows();
    MatrixD reach(n, n);
    std::vector<double> core(static_cast<std::size_t>(n), 0);
    for (Index i = 0; i < n; ++i) {
        std::vector<double> distances;
        for (Index j = 0; j < n; ++j) {
            reach(i, j) = (points.row(i) - points.row(j)).norm();
            if (j != i)
                distances.push_back(reach(i, j));
        }
        std::ranges::sort(distances);
        if (minSamples > 1)
            core[static_cast<std::size_t>(i)] = distances[std::min(minSamples, distances.size()) - 1];
    }
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j)
            reach(i, j) = std::max({reach(i, j), core[static_cast<std::size_t>(i)], core[static_cast<std::size_t>(j)]});
    std::vector<double> nearest(static_cast<std::size_t>(n), 1e300);
    std::vector<bool> in(static_cast<std::size_t>(n), false);
    double sum = 0;
    Index last = 0;
    for (Index step = 1; step < n; ++step) {
        in[static_cast<std::size_t>(last)] = true;
        Index best = -1;
        for (Index j = 0; j < n; ++j) {
            const auto at = static_cast<std::size_t>(j);
            if (in[at])
                continue;
            nearest[at] = std::min(nearest[at], reach(last, j));
            if (best < 0 || nearest[at] < nearest[static_cast<std::size_t>(best)])
                best = j;
        }
        sum += nearest[static_cast<std::size_t>(best)];
        last = best;
    }
    return sum;
}

} // namespace

class TestHdbscan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusals()
    {
        QCOMPARE(clusterHdbscan(MatrixView(Matrix(0, 3))).error().code, Errc::TooFewTexts);
        QCOMPARE(clusterHdbscanOfPoints(MatrixD(0, 3)).error().code, Errc::TooFewTexts);
        QCOMPARE(clusterHdbscan(MatrixView(Matrix(4, 0))).error().code, Errc::DimensionMismatch);
        QCOMPARE(clusterHdbscanOfPoints(MatrixD(4, 0)).error().code, Errc::DimensionMismatch);
        QCOMPARE(clusterHdbscanOfPoints(MatrixD(randomRows(9, 2, 1).cast<double>()), {1, 0}).error().code,
                 Errc::InvalidArgument);
        for (const Rung &bad : notFinite()) {
            for (const auto &result :
                 {clusterHdbscan(MatrixView(bad.rows)), clusterHdbscanOfPoints(MatrixD(bad.rows.cast<double>()))}) {
                QCOMPARE(result.error().code, Errc::NotFinite);
                QCOMPARE(result.error().line, kBadRow);
            }
        }
        std::stop_source stop;
        stop.request_stop();
        RunControl control;
        control.stop = stop.get_token();
        const Matrix rows = randomRows(50, 3, 1);
        QCOMPARE(clusterHdbscan(MatrixView(rows), {}, control).error().code, Errc::Cancelled);
        QCOMPARE(clusterHdbscanOfPoints(MatrixD(rows.cast<double>()), {}, control).error().code, Errc::Cancelled);
    }

    void ladder_data() { addRungs(); }
    void ladder()
    {
        QFETCH(int, rung);
        const Matrix rows = degenerateRows()[static_cast<std::size_t>(rung)].rows;
        for (const std::size_t minSize : {std::size_t{0}, std::size_t{2}, std::size_t{1000}})
            for (const std::size_t minSamples : {std::size_t{0}, std::size_t{1}})
                for (const auto &result :
                     {clusterHdbscan(MatrixView(rows), {minSize, minSamples}),
                      clusterHdbscanOfPoints(MatrixD(rows.cast<double>()), {minSize, minSamples})}) {
                    QVERIFY(result);
                    QCOMPARE(static_cast<Index>(result->labels.size()), rows.rows());
                    std::vector<std::size_t> sizes(result->clusters, 0);
                    std::size_t noise = 0;
                    for (std::size_t i = 0; i < result->labels.size(); ++i) {
                        const double p = result->probabilities[i];
                        if (result->labels[i] == kNoCluster) {
                            ++noise;
                            QCOMPARE(p, 0.0);
                        } else {
                            ++sizes.at(static_cast<std::size_t>(result->labels[i]));
                            QVERIFY(p > 0 && p <= 1);
                        }
                    }
                    QCOMPARE(result->noise, noise);
                    QVERIFY(std::ranges::is_sorted(sizes, std::greater()));
                    QVERIFY(sizes.empty() || sizes.back() >= result->minSize);
                    QVERIFY(minSize != 1000 || result->clusters == 0);
                }
    }

    void smallestSizes()
    {
        QCOMPARE(hdbscanMinSize(1), std::size_t{5});
        QCOMPARE(hdbscanMinSize(400), std::size_t{5});
        QCOMPARE(hdbscanMinSize(10'000), std::size_t{25});
        QCOMPARE(clusterHdbscan(MatrixView(randomRows(1000, 3, 1)))->minSize, std::size_t{8});
        QCOMPARE(clusterHdbscan(MatrixView(randomRows(1000, 3, 1)))->minSamples, std::size_t{8});
    }

    void likeTheOthers_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("number");
        for (const QString &kind : {u"flat"_s, u"unit"_s})
            for (int i = 0; i < reference(u"hdbscan.json"_s)[kind].toArray().size(); ++i)
                QTest::addRow("%s %d", qPrintable(kind), i) << kind << i;
    }
    void likeTheOthers()
    {
        QFETCH(QString, kind);
        QFETCH(int, number);
        const QJsonObject all = reference(u"hdbscan.json"_s);
        const QJsonObject expected = all[kind].toArray()[number].toObject();
        const HdbscanOptions options{static_cast<std::size_t>(expected[u"min_size"_s].toInt()),
                                     static_cast<std::size_t>(expected[u"min_samples"_s].toInt())};
        const bool flat = kind == u"flat"_s;
        const MatrixD points = flat ? matrixFrom(all[u"points"_s]) : matrixFrom(reference(u"umap.json"_s)[u"points"_s]);
        const Matrix rows = points.cast<float>();
        const auto found = flat ? clusterHdbscanOfPoints(points, options) : clusterHdbscan(MatrixView(rows), options);
        QVERIFY(found);
        // Where lengths are equal, the packages do not agree with each other either.
        double best = 0;
        for (const char *package : {"hdbscan", "fast_hdbscan", "sklearn"}) {
            const double agreement = ari(found->labels, labelsFrom(expected[QLatin1String(package)]));
            QVERIFY2(agreement >= 0.95, qPrintable(u"%1 %2"_s.arg(QLatin1String(package)).arg(agreement)));
            best = std::max(best, agreement);
        }
        QVERIFY2(best >= 0.98, qPrintable(QString::number(best)));
        const auto space = flat ? std::move(*treeSpace(points)) : unitSpace(rows);
        const double length = lengthOf(*reachTree(*space, options.minSamples));
        QVERIFY2(std::abs(length - expected[u"tree"_s].toDouble()) < 1e-5 * length,
                 qPrintable(QString::number(length, 'g', 10)));

        if (ari(found->labels, labelsFrom(expected[u"hdbscan"_s])) < 0.98)
            return;
        const std::vector<double> probabilities = listFrom(expected[u"probabilities"_s]);
        double off = 0;
        for (std::size_t i = 0; i < probabilities.size(); ++i)
            off += std::abs(probabilities[i] - found->probabilities[i]) / static_cast<double>(probabilities.size());
        QVERIFY2(off < 0.005, qPrintable(QString::number(off)));
    }

    // The rounds of searches give what all pairs give.
    void treeIsMinimal_data()
    {
        QTest::addColumn<int>("dimensions");
        QTest::addColumn<int>("minSamples");
        for (const int dimensions : {1, 2, 5, 40})
            for (const int minSamples : {1, 2, 20})
                QTest::addRow("%d %d", dimensions, minSamples) << dimensions << minSamples;
    }
    void treeIsMinimal()
    {
        QFETCH(int, dimensions);
        QFETCH(int, minSamples);
        Matrix rows = groupedRows(9, 30, dimensions, 0.2, 5);
        rows.bottomRows(40) = rows.topRows(40); // duplicates
        const auto samples = static_cast<std::size_t>(minSamples);
        const auto tree = treeSpace(rows.cast<double>());
        const auto found = reachTree(**tree, samples);
        QCOMPARE(found->size(), static_cast<std::size_t>(rows.rows()) - 1);
        const double expected = plainLength(rows.cast<double>(), samples);
        QVERIFY2(std::abs(lengthOf(*found) - expected) < 1e-9 * expected, qPrintable(QString::number(expected)));

        const auto unit = unitSpace(rows);
        const double directed = plainLength(unitRows(rows.cast<double>()), samples);
        const double foundDirected = lengthOf(*reachTree(*unit, samples));
        QVERIFY2(std::abs(foundDirected - directed) < 1e-5 * directed + 1e-4,
                 qPrintable(u"%1 %2"_s.arg(foundDirected).arg(directed)));
    }

    // By hand: two groups of three, one point that joins late.
    void condensed()
    {
        const std::vector<TreeEdge> tree{{0, 1, 1}, {1, 2, 1}, {3, 4, 1}, {4, 5, 2}, {5, 6, 4}, {2, 3, 10}};
        const CondensedClusters found = condenseTree(tree, 7, 3);
        QCOMPARE(found.clusters, std::size_t{2});
        QCOMPARE(found.labels, (std::vector<ClusterId>{1, 1, 1, 0, 0, 0, 0}));
        // The second group gets smaller at 1/4 and ends at 1/2.
        QCOMPARE(found.probabilities, (std::vector<double>{1, 1, 1, 1, 1, 1, 0.5}));
        QCOMPARE(condenseTree(tree, 7, 4).clusters, std::size_t{0});
    }

    void zeroVectorsAreNoise()
    {
        Matrix rows = groupedRows(3, 30, 6, 0.1, 2);
        const auto before = clusterHdbscan(MatrixView(rows), {10, 0});
        QCOMPARE(before->clusters, std::size_t{3});
        Matrix more(rows.rows() + 20, rows.cols());
        more << rows.topRows(45), Matrix::Zero(20, rows.cols()), rows.bottomRows(45);
        const auto after = clusterHdbscan(MatrixView(more), {10, 0});
        QCOMPARE(after->clusters, std::size_t{3});
        QCOMPARE(after->noise, before->noise + 20);
        for (std::size_t i = 0; i < 20; ++i)
            QCOMPARE(after->labels[45 + i], kNoCluster);
        for (std::size_t i = 0; i < 45; ++i)
            QCOMPARE(after->labels[65 + i], before->labels[45 + i]);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = groupedRows(8, 60, 12, 0.5, 3);
        const auto same = [](const HdbscanResult &found, const HdbscanResult &expected) {
            QCOMPARE(found.labels, expected.labels);
            QVERIFY(found.probabilities == expected.probabilities);
            QVERIFY(found.clusters > 1);
        };
        onAnyNumberOfThreads([&](ThreadPool &pool) { return *clusterHdbscan(MatrixView(rows), {10, 5}, {}, pool); },
                             same);
        const MatrixD flat = rows.leftCols(2).cast<double>();
        onAnyNumberOfThreads([&](ThreadPool &pool) { return *clusterHdbscanOfPoints(flat, {5, 5}, {}, pool); }, same);
    }
};

QTEST_GUILESS_MAIN(TestHdbscan)
#include "tst_hdbscan.moc"
