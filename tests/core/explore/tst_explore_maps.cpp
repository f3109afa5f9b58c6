#include "core/explore/explore.h"

#include "core/analyse/project/pca/pca.h"
#include "core/analyse/project/umap/umap.h"
#include "tests/support/fake_embedder.h"

#include <QTest>

using namespace embedscope;
using namespace embedscope::test;

namespace {

std::vector<std::string> manyTexts(std::size_t count)
{
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i)
        texts.push_back("ab" + std::string(i % 11, 'c') + std::string(i / 11 % 13, 'd') + std::string(i / 143, 'e'));
    return texts;
}

Result<ExplorationPtr> mapOf(const std::vector<std::string> &texts, const ProjectionRecipe &projection)
{
    Recipe recipe;
    recipe.projection = projection;
    return explore({corpusOf(texts), {}, std::make_shared<FakeEmbedder>(), recipe});
}

} // namespace

// What a recipe's settings do to the map.
class TestExploreMaps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void componentsAreChosen()
    {
        const auto texts = manyTexts(40);
        PcaOptions three;
        three.components = 3;
        const auto pca = projectPca((*mapOf(texts, PcaRecipe{}))->vectors, three);
        for (const auto &[first, second] : {std::pair(1, 2), std::pair(1, 3), std::pair(2, 3), std::pair(3, 1)}) {
            const auto map = (*mapOf(texts, PcaRecipe{first, second}))->map;
            QCOMPARE(map->coordinates.cols(), Eigen::Index{2});
            QVERIFY(map->coordinates.col(0) == pca->coordinates.col(first - 1));
            QVERIFY(map->coordinates.col(1) == pca->coordinates.col(second - 1));
            QVERIFY((map->explainedVariance ==
                     std::vector{pca->explainedVarianceRatio[static_cast<std::size_t>(first - 1)],
                                 pca->explainedVarianceRatio[static_cast<std::size_t>(second - 1)]}));
        }
        for (const PcaRecipe &wrong : {PcaRecipe{0, 1}, PcaRecipe{1, 4}, PcaRecipe{2, 2}})
            QCOMPARE(mapOf(texts, wrong).error().code, Errc::InvalidArgument);
        QVERIFY(mapOf({"a"}, PcaRecipe{2, 3}));
        QVERIFY(mapOf({"a", "b"}, PcaRecipe{1, 3}));
    }

    /// Not strewn about as if they were different.
    void equalTextsLieInOnePlace()
    {
        for (const ProjectionRecipe &projection : {ProjectionRecipe(PcaRecipe{}), ProjectionRecipe(MdsRecipe{}),
                                                   ProjectionRecipe(UmapRecipe{}), ProjectionRecipe(TsneRecipe{})}) {
            const auto explored = *mapOf(std::vector<std::string>(40, "abc"), projection);
            QVERIFY(explored->notes == std::vector{ExplorationNote::NoDifference});
            const MatrixD &places = explored->map->coordinates;
            QCOMPARE(places.rows(), Eigen::Index{40});
            QVERIFY((places.rowwise() - places.row(0)).cwiseAbs().maxCoeff() < 1e-6);
        }
        std::vector<std::string> texts(40, "abc");
        texts.back() = "abd";
        QVERIFY((*mapOf(texts, UmapRecipe{}))->notes.empty());
        QVERIFY(std::holds_alternative<UmapRecipe>((*mapOf(texts, UmapRecipe{}))->map->projection));
    }

    void metric()
    {
        const auto texts = manyTexts(60);
        UmapRecipe recipe;
        recipe.metric = UmapMetric::Euclidean;
        const auto explored = mapOf(texts, recipe);
        UmapOptions options;
        options.metric = NeighbourMetric::Euclidean;
        QVERIFY((*explored)->map->coordinates == projectUmap((*explored)->vectors, options)->coordinates);
    }

    void spreadAndEpochs()
    {
        const auto texts = manyTexts(60);
        UmapRecipe recipe;
        recipe.spread = 2.5;
        recipe.epochs = 40;
        const auto explored = mapOf(texts, recipe);
        UmapOptions options;
        options.spread = 2.5;
        options.epochs = 40;
        QVERIFY((*explored)->map->coordinates == projectUmap((*explored)->vectors, options)->coordinates);
        QVERIFY((*explored)->map->coordinates != projectUmap((*explored)->vectors)->coordinates);
    }

    // Neighbours that are found once for map and measure change neither.
    void sharedNeighbours()
    {
        const auto explored = mapOf(manyTexts(1050), UmapRecipe{5});
        UmapOptions options;
        options.neighbours = 5;
        const auto alone = projectUmap((*explored)->vectors, options);
        QVERIFY((*explored)->map->coordinates == alone->coordinates);
        FaithfulnessOptions measure;
        measure.plainRows = 2000;
        const auto plain = measureFaithfulness((*explored)->vectors, alone->coordinates, measure);
        QVERIFY((*explored)->map->faithfulness.neighboursKeptOf == plain->neighboursKeptOf);
        QCOMPARE((*explored)->map->faithfulness.trustworthiness, plain->trustworthiness);
        QCOMPARE((*explored)->map->faithfulness.sampleSize, std::size_t{1050});
    }
};

QTEST_GUILESS_MAIN(TestExploreMaps)
#include "tst_explore_maps.moc"
