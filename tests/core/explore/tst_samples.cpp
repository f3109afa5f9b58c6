// The samples with the real model, from the file to the clusters: what a person sees first must be true.

#include "core/embed/local_embedder.h"
#include "core/explore/explore.h"
#include "core/text/read_corpus.h"

#include <QTest>

#include <cmath>
#include <map>
#include <set>

using namespace embedscope;

namespace {

std::shared_ptr<const Embedder> model()
{
    static const auto opened = openLocalEmbedder(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2");
    return opened ? *opened : nullptr;
}

ExplorationPtr exploreSample(const char *file, const Recipe &recipe)
{
    const auto read = readCorpusFile(std::string(EMBEDSCOPE_RESOURCES_DIR "/samples/") + file);
    if (!read || !model())
        return {};
    const auto result = explore({read->corpus, {}, model(), recipe});
    return result ? *result : nullptr;
}

/// Hubert & Arabie 1985: 1 for equal partitions, 0 for independent ones.
template <class A, class B> double adjustedRandIndex(const std::vector<A> &a, const std::vector<B> &b)
{
    std::map<A, double> rows;
    std::map<B, double> columns;
    std::map<std::pair<A, B>, double> cells;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ++rows[a[i]];
        ++columns[b[i]];
        ++cells[{a[i], b[i]}];
    }
    const auto pairs = [](double n) { return n * (n - 1) / 2; };
    const auto sum = [&](const auto &counts) {
        double total = 0;
        for (const auto &[key, count] : counts)
            total += pairs(count);
        return total;
    };
    const double expected = sum(rows) * sum(columns) / pairs(static_cast<double>(a.size()));
    const double most = (sum(rows) + sum(columns)) / 2;
    return most == expected ? 1 : (sum(cells) - expected) / (most - expected);
}

} // namespace

class TestSamples : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void adjustedRandIndexOfKnownCases()
    {
        const std::vector<int> a{0, 0, 1, 1};
        QCOMPARE(adjustedRandIndex(a, std::vector<int>{5, 5, 2, 2}), 1.0);
        // scikit-learn: adjusted_rand_score([0, 0, 1, 1], [0, 0, 1, 2]) = 0.5714…
        QVERIFY(std::abs(adjustedRandIndex(a, std::vector<int>{0, 0, 1, 2}) - 0.5714285714) < 1e-9);
    }

    void cats()
    {
        const ExplorationPtr cats = exploreSample("cats.txt", {});
        QVERIFY(cats);
        const auto ranking = rankAgainst(*cats, 0);
        QCOMPARE(ranking.size(), std::size_t{3});
        const double expected[] = {0.597, 0.587, 0.215};
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(ranking[i].row, i + 1);
            QVERIFY2(std::abs(*ranking[i].similarity - expected[i]) < 0.0006,
                     qPrintable(QString::number(*ranking[i].similarity)));
        }
        QVERIFY(std::abs(cats->map->explainedVariance[0] - 0.541) < 0.001);
        QVERIFY(std::abs(cats->map->explainedVariance[1] - 0.240) < 0.001);
        // The worst lie of this map: 2 and 3 look closer than they are.
        const auto &worst = cats->map->faithfulness.worstPair;
        QVERIFY(worst);
        QCOMPARE(worst->first, std::size_t{1});
        QCOMPARE(worst->second, std::size_t{2});
        QVERIFY(worst->error == PairError::LookCloser);
    }

    void tenTopics()
    {
        Recipe recipe;
        recipe.clusters.method = ClusterRecipe::Method::KMeans;
        const ExplorationPtr topics = exploreSample("ten-topics.csv", recipe);
        QVERIFY(topics);
        QCOMPARE(topics->size(), std::size_t{200});
        std::vector<std::string> truth;
        for (const Text &text : topics->rows)
            truth.push_back(text.group);
        QCOMPARE(std::set<std::string>(truth.begin(), truth.end()).size(), std::size_t{10});
        const auto found = static_cast<int>(topics->clusters->clusters.size());
        const double agreement = adjustedRandIndex(truth, topics->clusters->labels);
        qInfo("%d clusters, adjusted Rand index %.3f", found, agreement);
        QVERIFY(std::abs(found - 10) <= 2);
        QVERIFY(agreement >= 0.7);
        std::set<std::string> names;
        for (const Cluster &cluster : topics->clusters->clusters) {
            QVERIFY(names.insert(cluster.name).second);
            qInfo("%s", cluster.name.c_str());
        }
    }

    void radioProgrammes()
    {
        const ExplorationPtr radio = exploreSample("radio.csv", {});
        QVERIFY(radio);
        QCOMPARE(radio->size(), std::size_t{120});
        std::set<std::string> genres;
        for (const Text &text : radio->rows)
            genres.insert(text.group);
        QCOMPARE(genres.size(), std::size_t{12});
    }
};

QTEST_GUILESS_MAIN(TestSamples)
#include "tst_samples.moc"
