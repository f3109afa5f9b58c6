#include "core/explore/clusters/cluster_stage.h"

#include "core/explore/explore.h"
#include "tests/support/fake_embedder.h"

#include <QTest>

using namespace embedscope;
using namespace embedscope::test;

namespace {

// Three groups of letters, and single texts of others.
std::vector<std::string> groupedTexts()
{
    std::vector<std::string> texts;
    for (int i = 0; i < 12; ++i)
        for (const std::string letters : {"abc", "mno", "xyz"})
            texts.push_back(letters + letters + letters + std::string(1, letters[static_cast<std::size_t>(i % 3)]) +
                            std::string(1, letters[static_cast<std::size_t>(i / 3 % 3)]));
    texts.insert(texts.end(), {"ggggg", "hhhkk", "zero"});
    return texts;
}

ExplorationPtr explored(const std::vector<std::string> &texts, const ClusterRecipe &clusters,
                        const ProjectionRecipe &projection = PcaRecipe{})
{
    Recipe recipe;
    recipe.clusters = clusters;
    recipe.projection = projection;
    return *explore({corpusOf(texts), {}, std::make_shared<FakeEmbedder>(), recipe});
}

bool noted(const Exploration &exploration, ExplorationNote note)
{
    return std::ranges::find(exploration.notes, note) != exploration.notes.end();
}

} // namespace

class TestClusterStage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void densePlaces_data()
    {
        QTest::addColumn<int>("space");
        QTest::newRow("umap5") << 0;
        QTest::newRow("all") << 1;
        QTest::newRow("map") << 2;
    }
    void densePlaces()
    {
        QFETCH(int, space);
        const auto e =
            explored(groupedTexts(), {ClusterRecipe::Method::Hdbscan, 0, 0, static_cast<ClusterRecipe::Space>(space)});
        const ClusterStage &stage = *e->clusters;
        QCOMPARE(static_cast<int>(stage.space), space);
        QCOMPARE(stage.minSize, std::size_t{5});
        QVERIFY(stage.clusters.size() >= 3);
        std::size_t in = 0;
        for (const Cluster &cluster : stage.clusters) {
            in += cluster.size;
            QVERIFY(cluster.size >= 5 && cluster.central.size() == 3 && !cluster.name.empty());
            for (const std::size_t row : cluster.central)
                QCOMPARE(stage.labels[row], cluster.id);
        }
        QCOMPARE(in + stage.noise, e->size());
        for (std::size_t row = 3; row < 36; ++row)
            QVERIFY(stage.labels[row] == kNoCluster || stage.labels[row % 3] == kNoCluster ||
                    stage.labels[row] == stage.labels[row % 3] || stage.clusters.size() > 3);
    }

    void equalTextsAreOneCluster()
    {
        const auto one = [](const ExplorationPtr &e) {
            return e->clusters->clusters.size() == 1 && e->clusters->clusters[0].size == e->size();
        };
        ClusterRecipe chosen;
        chosen.method = ClusterRecipe::Method::KMeans;
        const auto equal = explored(std::vector<std::string>(8, "abc"), chosen);
        QVERIFY(one(equal) && noted(*equal, ExplorationNote::NoDifference));
        QVERIFY(!noted(*equal, ExplorationNote::OneCluster));
        const auto zeros = explored(std::vector<std::string>(8, "zero"), chosen);
        QVERIFY(one(zeros) && noted(*zeros, ExplorationNote::NoDifference));
        QVERIFY(!noted(*explored({"abc", "xyz", "mno"}, chosen), ExplorationNote::NoDifference));
        QVERIFY(!noted(*explored({"abc"}, chosen), ExplorationNote::NoDifference));
        ClusterRecipe dense;
        dense.method = ClusterRecipe::Method::Hdbscan;
        for (const std::size_t n : {2, 40})
            QVERIFY(one(explored(std::vector<std::string>(n, "abc"), dense, UmapRecipe{})));
        QVERIFY(!noted(*explored(std::vector<std::string>(40, "abc"), dense), ExplorationNote::NoClusters));
        ClusterRecipe two = chosen;
        two.k = 2;
        const auto asked = explored(std::vector<std::string>(8, "abc"), two);
        QVERIFY(noted(*asked, ExplorationNote::FewerClusters));
    }

    void tooFewForClusters()
    {
        const auto e = explored({"abc", "abd", "xyz"}, {ClusterRecipe::Method::Hdbscan});
        QVERIFY(e->clusters->clusters.empty());
        QCOMPARE(e->clusters->noise, std::size_t{3});
        QVERIFY(e->clusters->space == ClusterRecipe::Space::AllDimensions);
        QVERIFY(noted(*e, ExplorationNote::NoClusters));
        QCOMPARE(explored(groupedTexts(), {ClusterRecipe::Method::Hdbscan, 0, 7})->clusters->minSize, std::size_t{7});
    }

    void tsneSaysWhatItDidOtherwise()
    {
        const auto few = explored({"a", "bc", "def"}, {}, TsneRecipe{});
        QVERIFY(std::holds_alternative<PcaRecipe>(few->map->projection));
        QVERIFY(noted(*few, ExplorationNote::TsneTooFew));
        const auto fewer = explored({"a", "bc", "def", "ghij", "b"}, {}, TsneRecipe{});
        QVERIFY(std::holds_alternative<TsneRecipe>(fewer->map->projection));
        QVERIFY(noted(*fewer, ExplorationNote::TsneFewer));
        QVERIFY(!noted(*explored(groupedTexts(), {}, TsneRecipe{5}), ExplorationNote::TsneFewer));
    }

    void namesOfSettings()
    {
        QCOMPARE(clusterMethodName(ClusterRecipe::Method::Hdbscan), "hdbscan");
        for (const auto space :
             {ClusterRecipe::Space::Umap5, ClusterRecipe::Space::AllDimensions, ClusterRecipe::Space::Map})
            QVERIFY(clusterSpaceNamed(clusterSpaceName(space)) == space);
        QVERIFY(!clusterSpaceNamed("umap"));
    }
};

QTEST_GUILESS_MAIN(TestClusterStage)
#include "tst_cluster_stage.moc"
