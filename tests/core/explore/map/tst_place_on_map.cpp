#include "core/explore/map/place_on_map.h"

#include "core/analyse/project/umap/umap.h"
#include "core/explore/explore.h"
#include "tests/support/axes_of.h"
#include "tests/support/fake_embedder.h"
#include "tests/support/random_rows.h"
#include "tests/support/real_sample.h"

#include <Eigen/SVD>
#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::test;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

ExplorationPtr mapOf(const std::vector<std::string> &texts, const ProjectionRecipe &projection)
{
    Recipe recipe;
    recipe.projection = projection;
    recipe.seed = 7;
    return *explore({corpusOf(texts), {}, std::make_shared<FakeEmbedder>(), recipe});
}

Matrix vectorOf(const std::string &text)
{
    const std::vector<float> values = FakeEmbedder::vectorOf(text);
    return Eigen::Map<const Matrix>(values.data(), 1, static_cast<Index>(values.size()));
}

const std::vector<ProjectionRecipe> &everyProjection()
{
    static const std::vector<ProjectionRecipe> all{PcaRecipe{},
                                                   PcaRecipe{1, 3},
                                                   PcaRecipe{3, 2},
                                                   axesOf("aa, ab .. xx, yy", "cc .. ee"),
                                                   axesOf("aa, ab .. xx, yy"),
                                                   MdsRecipe{},
                                                   UmapRecipe{8},
                                                   TsneRecipe{8}};
    return all;
}

bool isExact(const ProjectionRecipe &projection)
{
    return std::holds_alternative<PcaRecipe>(projection) || std::holds_alternative<AxesRecipe>(projection);
}

} // namespace

class TestPlaceOnMap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // What is a text already lands on its own point.
    void itsOwnTexts()
    {
        const auto texts = drawnTexts(60);
        for (const ProjectionRecipe &projection : everyProjection()) {
            const ExplorationPtr map = mapOf(texts, projection);
            const auto places = placeOnMap(*map, map->vectors);
            QVERIFY(places);
            QCOMPARE(places->kind, isExact(projection) ? PlaceKind::Exact : PlaceKind::Approximate);
            QVERIFY2((places->coordinates - map->map->coordinates).cwiseAbs().maxCoeff() < 1e-9,
                     projectionName(projection));
        }
    }

    // By another road: a singular value decomposition of the centred vectors.
    void exactIsWhatTheMethodItselfSays()
    {
        const auto texts = drawnTexts(40);
        const ExplorationPtr map = mapOf(texts, PcaRecipe{1, 3});
        const Matrix added = vectorOf("a new text of other words");
        const auto place = placeOnMap(*map, added);
        const MatrixD centred =
            (*map->vectors).cast<double>().rowwise() - (*map->vectors).cast<double>().colwise().mean();
        const Eigen::JacobiSVD<Eigen::MatrixXd> svd(centred, Eigen::ComputeThinV);
        const Eigen::RowVectorXd moved = added.row(0).cast<double>() - (*map->vectors).cast<double>().colwise().mean();
        for (const auto &[column, component] : {std::pair(0, 0), std::pair(1, 2)}) {
            const Eigen::VectorXd direction = svd.matrixV().col(component);
            const double sign = centred.row(0).dot(direction) < 0 ? -1 : 1;
            QVERIFY(std::abs(place->coordinates(0, column) - sign * moved.dot(direction)) < 1e-9);
        }
    }

    void umapIsPlacedWithItsOwnSettings()
    {
        UmapRecipe recipe{5};
        recipe.minDist = 0.4;
        recipe.metric = UmapMetric::Euclidean;
        const ExplorationPtr map = mapOf(drawnTexts(60), recipe);
        UmapOptions options;
        options.neighbours = 5;
        options.minDist = 0.4;
        options.metric = NeighbourMetric::Euclidean;
        options.seed = 7;
        const Matrix added = vectorOf("something else");
        QVERIFY(placeOnMap(*map, added)->coordinates ==
                *placeOnUmap(map->map->coordinates, map->vectors, added, options));
    }

    // Placing moves nothing, and a place does not depend on what else is placed.
    void eachAlone()
    {
        for (const ProjectionRecipe &projection : everyProjection()) {
            const ExplorationPtr map = mapOf(drawnTexts(50), projection);
            const MatrixD before = map->map->coordinates;
            Matrix two(2, 26);
            two << vectorOf("some words"), vectorOf("and others");
            const auto both = placeOnMap(*map, two);
            const auto second = placeOnMap(*map, Matrix(two.bottomRows(1)));
            QVERIFY(both->coordinates.row(1) == second->coordinates.row(0));
            QVERIFY(map->map->coordinates == before);
        }
    }

    void fewTexts()
    {
        const std::vector<std::string> texts{"aab", "xyz", "mnop"};
        for (const ProjectionRecipe &projection : everyProjection()) {
            for (std::size_t n = 0; n <= texts.size(); ++n) {
                const ExplorationPtr map =
                    mapOf({texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(n)}, projection);
                const auto place = placeOnMap(*map, vectorOf("ab"));
                const bool axes = std::holds_alternative<AxesRecipe>(projection);
                const bool noPlane = n < 3 && projection == ProjectionRecipe(PcaRecipe{3, 2});
                if (n == 0 || (n == 1 && !axes) || noPlane) { // no map, or one without directions
                    QVERIFY2(!place, projectionName(projection));
                    QCOMPARE(place.error().code, Errc::TooFewTexts);
                    continue;
                }
                QVERIFY2(place && place->coordinates.allFinite(), projectionName(projection));
                // UMAP and t-SNE are PCA here, and what is drawn is what counts.
                QCOMPARE(place->kind,
                         std::holds_alternative<MdsRecipe>(projection) ? PlaceKind::Approximate : PlaceKind::Exact);
            }
        }
    }

    void equalTextsHaveNoDirections()
    {
        for (const ProjectionRecipe &projection : {ProjectionRecipe(PcaRecipe{}), ProjectionRecipe(MdsRecipe{})}) {
            const ExplorationPtr map = mapOf({"same", "same", "same", "same", "same"}, projection);
            QCOMPARE(placeOnMap(*map, vectorOf("other")).error().code, Errc::TooFewTexts);
        }
    }

    void axesThatMakeNoneArePca()
    {
        const ExplorationPtr map = mapOf(drawnTexts(20), axesOf("same .. same"));
        QVERIFY(map->map->refused);
        const auto place = placeOnMap(*map, map->vectors);
        QCOMPARE(place->kind, PlaceKind::Exact);
        QVERIFY((place->coordinates - map->map->coordinates).cwiseAbs().maxCoeff() < 1e-9);
    }

    void oddVectors()
    {
        for (const ProjectionRecipe &projection : everyProjection()) {
            const ExplorationPtr map = mapOf(drawnTexts(30), projection);
            const auto zero = placeOnMap(*map, vectorOf("zero"));
            QVERIFY2(zero && zero->coordinates.allFinite(), projectionName(projection));
            QCOMPARE(placeOnMap(*map, Matrix(Matrix::Ones(1, 25))).error().code, Errc::DimensionMismatch);
            Matrix two = Matrix::Ones(2, 26);
            two(1, 3) = NAN;
            QCOMPARE(placeOnMap(*map, two).error().code, Errc::NotFinite);
            QCOMPARE(placeOnMap(*map, two).error().line, std::int64_t{2});
            std::stop_source stop;
            stop.request_stop();
            QCOMPARE(placeOnMap(*map, vectorOf("a"), {stop.get_token(), {}, {}}).error().code, Errc::Cancelled);
            QCOMPARE(placeOnMap(*map, Matrix(0, 26))->coordinates.rows(), Index{0});
        }
    }

    // Of 200 real sentences every fourth is left out and then placed: it comes to lie beside one of its own topic.
    void realSentencesFindTheirTopic()
    {
        const auto read = readCorpusFile(EMBEDSCOPE_RESOURCES_DIR "/samples/ten-topics.csv");
        const auto model = openLocalEmbedder(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2");
        if (!read || !model)
            QSKIP("the sample or the shipped model is not there");
        Corpus kept;
        std::vector<Text> others;
        std::vector<std::string_view> words;
        for (std::size_t i = 0; i < read->corpus.size(); ++i) {
            const Text &text = read->corpus.texts[i];
            if (i % 4 == 3) {
                others.push_back(text);
                words.push_back(read->corpus.texts[i].text);
            } else {
                kept.texts.edit().push_back(text);
            }
        }
        const auto added = embedAll(**model, words);
        QVERIFY(added && others.size() == 50);
        ExploreInput input{kept, {(*model)->identity(), (*model)->name(), 384}, *model, {}};
        ExploreHooks hooks;
        hooks.row = [&](const Text &text, const VectorEntry &entry) { QVERIFY(input.store.put(text, entry.vector)); };
        for (const ProjectionRecipe &projection :
             {ProjectionRecipe(MdsRecipe{}), ProjectionRecipe(UmapRecipe{}), ProjectionRecipe(TsneRecipe{})}) {
            input.recipe.projection = projection;
            const auto map = explore(input, hooks);
            QVERIFY(map);
            const auto places = placeOnMap(**map, *added);
            int right = 0;
            for (std::size_t i = 0; i < others.size(); ++i) {
                Index nearest = 0;
                ((*map)->map->coordinates.rowwise() - places->coordinates.row(static_cast<Index>(i)))
                    .rowwise()
                    .norm()
                    .minCoeff(&nearest);
                right += (*map)->rows[static_cast<std::size_t>(nearest)].group == others[i].group ? 1 : 0;
            }
            QVERIFY2(right >= 40, projectionName(projection)); // MDS 42, UMAP 46, t-SNE 47; by chance 5
        }
    }

    void sameBitsOnAnyNumberOfThreads()
    {
        const Matrix added = vectorOf("some words");
        for (const ProjectionRecipe &projection : everyProjection()) {
            const ExplorationPtr map = mapOf(drawnTexts(80), projection);
            onAnyNumberOfThreads([&](ThreadPool &pool) { return placeOnMap(*map, added, {}, pool); },
                                 [](const auto &found, const auto &expected) {
                                     QVERIFY(sameBits(found->coordinates, expected->coordinates));
                                 });
        }
    }
};

QTEST_GUILESS_MAIN(TestPlaceOnMap)
#include "tst_place_on_map.moc"
