#include "core/analyse/cluster/kmeans.h"

#include "core/analyse/cosine.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <thread>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

KMeansOptions intoClusters(std::size_t k, std::uint64_t seed = 1)
{
    KMeansOptions options;
    options.clusters = k;
    options.seed = seed;
    return options;
}

Matrix points()
{
    return matrixFrom(reference(QStringLiteral("pca.json"))[QStringLiteral("points")]).cast<float>();
}

std::vector<ClusterId> labelsFrom(const QJsonValue &value)
{
    std::vector<ClusterId> labels;
    for (const double label : listFrom(value))
        labels.push_back(static_cast<ClusterId>(label));
    return labels;
}

// Adjusted Rand index (Hubert & Arabie 1985): 1 for the same grouping, about 0 for unrelated ones.
double adjustedRand(const std::vector<ClusterId> &a, const std::vector<ClusterId> &b)
{
    const auto pairs = [](double n) { return n * (n - 1) / 2; };
    std::map<ClusterId, double> sizesA;
    std::map<ClusterId, double> sizesB;
    std::map<std::pair<ClusterId, ClusterId>, double> together;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ++sizesA[a[i]];
        ++sizesB[b[i]];
        ++together[{a[i], b[i]}];
    }
    double inA = 0;
    double inB = 0;
    double inBoth = 0;
    for (const auto &[label, size] : sizesA)
        inA += pairs(size);
    for (const auto &[label, size] : sizesB)
        inB += pairs(size);
    for (const auto &[label, size] : together)
        inBoth += pairs(size);
    const double expected = inA * inB / pairs(static_cast<double>(a.size()));
    return (inBoth - expected) / ((inA + inB) / 2 - expected);
}

// Silhouette by its definition, pair by pair.
double slowSilhouette(const Matrix &rows, const std::vector<ClusterId> &labels)
{
    const MatrixView view(rows);
    double total = 0;
    for (std::size_t i = 0; i < view.rows; ++i) {
        std::map<ClusterId, std::pair<double, double>> sums;
        for (std::size_t j = 0; j < view.rows; ++j)
            if (i != j) {
                auto &[distance, count] = sums[labels[j]];
                distance += 1 - cosineSimilarity(view.row(i), view.row(j)).value_or(0);
                ++count;
            }
        if (sums.count(labels[i]) == 0)
            continue;
        const double within = sums[labels[i]].first / sums[labels[i]].second;
        double nearest = 3;
        for (const auto &[label, sum] : sums)
            if (label != labels[i])
                nearest = std::min(nearest, sum.first / sum.second);
        total += (nearest - within) / std::max(nearest, within);
    }
    return total / static_cast<double>(view.rows);
}

} // namespace

class TestKMeans : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusals()
    {
        QCOMPARE(clusterKMeans(MatrixView()).error().code, Errc::TooFewTexts);
        QCOMPARE(clusterKMeans(Matrix(3, 0)).error().code, Errc::DimensionMismatch);
        for (const Rung &bad : notFinite()) {
            const auto result = clusterKMeans(bad.rows);
            QCOMPARE(result.error().code, Errc::NotFinite);
            QCOMPARE(result.error().line, kBadRow);
        }
        KMeansOptions options;
        options.starts = 0;
        QCOMPARE(clusterKMeans(randomRows(5, 2, 1), options).error().code, Errc::InvalidArgument);
        options = {};
        options.maxIterations = 0;
        QCOMPARE(clusterKMeans(randomRows(5, 2, 1), options).error().code, Errc::InvalidArgument);
        options = {};
        options.sampleRows = 3;
        QCOMPARE(clusterKMeans(randomRows(5, 2, 1), options).error().code, Errc::InvalidArgument);
        QCOMPARE(meanSilhouette(randomRows(5, 2, 1), {0, 1}).error().code, Errc::DimensionMismatch);
        QCOMPARE(meanSilhouette(randomRows(2, 2, 1), {0, -1}).error().code, Errc::InvalidArgument);
    }

    void ladder_data() { addRungs(); }
    void ladder()
    {
        QFETCH(int, rung);
        const Matrix rows = degenerateRows()[static_cast<std::size_t>(rung)].rows;
        const auto n = static_cast<std::size_t>(rows.rows());
        for (const std::size_t k : {std::size_t{0}, std::size_t{1}, std::size_t{2}, n, n + 50}) {
            const auto result = clusterKMeans(rows, intoClusters(k));
            QVERIFY(result);
            QCOMPARE(result->requested, k);
            QVERIFY(result->clusters >= 1 && result->clusters <= n);
            QVERIFY(k == 0 || result->clusters <= k);
            QCOMPARE(result->labels.size(), n);
            QVERIFY(result->centres.allFinite());
            QCOMPARE(result->centres.rows(), static_cast<Index>(result->clusters));
            QVERIFY(std::isfinite(result->inertia) && result->inertia >= 0);
            for (const SilhouetteOfK &tried : result->tried)
                QVERIFY(tried.silhouette >= -1 && tried.silhouette <= 1);
            // None empty, by falling size, equal ones by the first member.
            std::vector<std::size_t> sizes(result->clusters, 0);
            std::vector<std::size_t> first(result->clusters, n);
            for (std::size_t i = n; i-- > 0;) {
                QVERIFY(result->labels[i] >= 0);
                ++sizes.at(static_cast<std::size_t>(result->labels[i]));
                first[static_cast<std::size_t>(result->labels[i])] = i;
            }
            for (std::size_t c = 0; c < sizes.size(); ++c) {
                QVERIFY(sizes[c] > 0);
                QVERIFY(c == 0 || sizes[c - 1] > sizes[c] || (sizes[c - 1] == sizes[c] && first[c - 1] < first[c]));
            }
        }
    }

    void fewOrEqualTextsAreOneCluster()
    {
        for (const Index n : {1, 2, 3}) {
            const auto result = clusterKMeans(randomRows(n, 4, 1));
            QCOMPARE(result->clusters, std::size_t{1});
            QVERIFY(result->tried.empty());
            QCOMPARE(result->sampleRows, std::size_t{0});
        }
        const auto equal = clusterKMeans(Matrix(Matrix::Constant(13, 4, 0.1f)));
        QCOMPARE(equal->clusters, std::size_t{1});
        QVERIFY(equal->inertia < 1e-12);
        // As many clusters as texts: every text its own.
        const auto own = clusterKMeans(randomRows(12, 5, 1), intoClusters(50));
        QCOMPARE(own->clusters, std::size_t{12});
        QVERIFY(own->inertia < 1e-10);
        // Fewer different texts than clusters.
        const auto duplicates = clusterKMeans(Matrix(randomRows(3, 5, 2).replicate(4, 1)), intoClusters(7));
        QCOMPARE(duplicates->clusters, std::size_t{3});
        QVERIFY(duplicates->labels == std::vector<ClusterId>({0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}));
    }

    void likeScikitLearn()
    {
        const Matrix rows = points();
        const QJsonObject expected = reference(QStringLiteral("kmeans.json"));
        const QJsonObject byK = expected[QStringLiteral("by_k")].toObject();
        for (auto entry = byK.begin(); entry != byK.end(); ++entry) {
            const QJsonObject peer = entry.value().toObject();
            const auto labels = labelsFrom(peer[QStringLiteral("labels")]);
            // The silhouette of scikit-learn's own clusters.
            const double silhouette = *meanSilhouette(rows, labels);
            QVERIFY(std::abs(silhouette - peer[QStringLiteral("silhouette")].toDouble()) < 1e-6);
            QVERIFY(std::abs(silhouette - slowSilhouette(rows, labels)) < 1e-6);
            const auto found = clusterKMeans(rows, intoClusters(entry.key().toULongLong()));
            const double inertia = peer[QStringLiteral("inertia")].toDouble();
            QVERIFY2(found->inertia <= 1.01 * inertia,
                     qPrintable(QStringLiteral("k=%1: %2 not %3").arg(entry.key()).arg(found->inertia).arg(inertia)));
            if (entry.key() == QLatin1String("2") || entry.key() == QLatin1String("3")) {
                QVERIFY(std::abs(found->inertia - inertia) < 1e-5 * inertia);
                QCOMPARE(adjustedRand(found->labels, labels), 1.0);
            }
        }
    }

    void inertiaAndCentresAreThoseOfTheLabels()
    {
        const Matrix rows = points();
        const auto found = clusterKMeans(rows, intoClusters(5));
        MatrixD unit = rows.cast<double>();
        unit.rowwise().normalize();
        double inertia = 0;
        for (Index c = 0; c < 5; ++c) {
            Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(rows.cols());
            int size = 0;
            for (Index i = 0; i < rows.rows(); ++i)
                if (found->labels[static_cast<std::size_t>(i)] == c) {
                    sum += unit.row(i);
                    ++size;
                }
            QVERIFY((sum / size - found->centres.row(c).cast<double>()).norm() < 1e-6);
            for (Index i = 0; i < rows.rows(); ++i)
                if (found->labels[static_cast<std::size_t>(i)] == c)
                    inertia += (unit.row(i) - sum / size).squaredNorm();
        }
        QVERIFY(std::abs(inertia - found->inertia) < 1e-5 * inertia);
        // Converged: no text is nearer to another centre.
        for (Index i = 0; i < rows.rows(); ++i) {
            const auto own = found->labels[static_cast<std::size_t>(i)];
            for (Index c = 0; c < 5; ++c)
                QVERIFY((unit.row(i) - found->centres.row(own).cast<double>()).norm() <=
                        (unit.row(i) - found->centres.row(c).cast<double>()).norm() + 1e-6);
        }
    }

    void findsTheNumberOfGroups()
    {
        for (const int groups : {2, 5, 10}) {
            const Matrix rows = groupedRows(groups, 20, 64, 0.6, 7);
            std::vector<ClusterId> truth;
            for (Index i = 0; i < rows.rows(); ++i)
                truth.push_back(static_cast<ClusterId>(i / 20));
            const auto found = clusterKMeans(rows);
            QCOMPARE(found->clusters, static_cast<std::size_t>(groups));
            QVERIFY(adjustedRand(found->labels, truth) > 0.95);
            QCOMPARE(found->tried.size(), std::size_t{19});
            QCOMPARE(found->tried.front().clusters, std::size_t{2});
            QCOMPARE(found->tried.back().clusters, std::size_t{20});
            // The best of those tried, and the same clusters as when that number is asked for.
            const auto best = std::max_element(
                found->tried.begin(), found->tried.end(),
                [](const SilhouetteOfK &a, const SilhouetteOfK &b) { return a.silhouette < b.silhouette; });
            QCOMPARE(best->clusters, found->clusters);
            QVERIFY(std::abs(best->silhouette - slowSilhouette(rows, found->labels)) < 1e-6);
            QVERIFY(clusterKMeans(rows, intoClusters(found->clusters))->labels == found->labels);
        }
    }

    void choosesOnASampleOfMany()
    {
        const Matrix rows = groupedRows(6, 100, 32, 0.4, 8);
        KMeansOptions options;
        options.sampleRows = 150;
        const auto found = clusterKMeans(rows, options);
        QCOMPARE(found->sampleRows, std::size_t{150});
        QCOMPARE(found->clusters, std::size_t{6});
        QCOMPARE(found->labels.size(), std::size_t{600});
    }

    void zeroVectorsAreClusteredLikeAny()
    {
        Matrix rows = groupedRows(2, 10, 8, 0.1, 9);
        rows.row(3).setZero();
        const auto found = clusterKMeans(rows, intoClusters(3));
        QCOMPARE(found->clusters, std::size_t{3});
        QCOMPARE(found->labels[3], 2); // alone, so the smallest
    }

    // Cosine k-means does not see lengths; clusters do not depend on the order of the rows.
    void scaledAndPermutedInput()
    {
        const Matrix rows = groupedRows(4, 15, 16, 0.3, 10);
        Matrix scaled = rows;
        Matrix reversed = rows;
        for (Index i = 0; i < rows.rows(); ++i) {
            scaled.row(i) *= std::ldexp(1.0f, static_cast<int>(i % 9) - 4);
            reversed.row(i) = rows.row(rows.rows() - 1 - i);
        }
        const auto before = clusterKMeans(rows, intoClusters(4));
        QVERIFY(clusterKMeans(scaled, intoClusters(4))->labels == before->labels);
        auto after = clusterKMeans(reversed, intoClusters(4))->labels;
        std::reverse(after.begin(), after.end());
        QCOMPARE(adjustedRand(after, before->labels), 1.0);
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix rows = randomRows(300, 20, 11);
        for (const std::size_t k : {std::size_t{0}, std::size_t{7}})
            onAnyNumberOfThreads([&](ThreadPool &pool) { return clusterKMeans(rows, intoClusters(k), {}, pool); },
                                 [](const auto &found, const auto &expected) {
                                     QVERIFY(found->labels == expected->labels);
                                     QVERIFY(found->tried == expected->tried);
                                     QVERIFY(sameBits(found->centres, expected->centres));
                                     QCOMPARE(found->inertia, expected->inertia);
                                 });
    }

    void seedsDiffer()
    {
        const Matrix rows = randomRows(200, 20, 12); // no groups: many local minima
        std::set<double> inertias;
        for (std::uint64_t seed = 1; seed <= 5; ++seed)
            inertias.insert(clusterKMeans(rows, intoClusters(8, seed))->inertia);
        QVERIFY(inertias.size() > 1);
    }

    void progressAndCancel()
    {
        std::size_t last = 0;
        RunControl watched;
        watched.progress = [&](std::size_t done, std::size_t total) {
            QCOMPARE(done, last + 1);
            QCOMPARE(total, std::size_t{10});
            last = done;
        };
        QVERIFY(clusterKMeans(randomRows(50, 4, 1), intoClusters(3), watched));
        QCOMPARE(last, std::size_t{10});

        std::stop_source source;
        const RunControl control{source.get_token()};
        std::chrono::steady_clock::time_point asked;
        std::jthread later([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            asked = std::chrono::steady_clock::now();
            source.request_stop();
        });
        const auto result = clusterKMeans(randomRows(20000, 100, 2), intoClusters(50), control);
        const auto ended = std::chrono::steady_clock::now();
        later.join();
        QVERIFY(!result);
        QCOMPARE(result.error().code, Errc::Cancelled);
        // 100 ms on a machine of its own; room for a busy one and for sanitizers.
        QVERIFY(ended - asked < std::chrono::seconds(2));
    }
};

QTEST_GUILESS_MAIN(TestKMeans)
#include "tst_kmeans.moc"
