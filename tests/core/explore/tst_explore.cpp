#include "core/explore/explore.h"

#include "core/analyse/project/mds.h"
#include "core/analyse/project/pca/pca.h"
#include "core/embed/open_embedder.h"
#include "tests/support/fake_embedder.h"

#include <QTest>

#include <cmath>
#include <set>
#include <stop_token>

using namespace embedscope;
using namespace embedscope::test;

namespace {

Recipe withClusters(int k)
{
    Recipe recipe;
    recipe.clusters = {ClusterRecipe::Method::KMeans, k};
    return recipe;
}

const std::vector<std::string> kTexts{"aaab", "aabb", "abbb", "xxyy", "xyyz", "yyzz"};

} // namespace

class TestExplore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stagesComeInOrder()
    {
        const auto embedder = std::make_shared<FakeEmbedder>();
        std::vector<ExplorationPtr> stages;
        ExploreHooks hooks;
        hooks.stage = [&](ExplorationPtr stage) { stages.push_back(std::move(stage)); };
        const auto result = explore({corpusOf(kTexts), {}, embedder, withClusters(2)}, hooks);
        QVERIFY(result);
        QCOMPARE(stages.size(), std::size_t{3});
        QVERIFY(!stages[0]->map && !stages[0]->clusters);
        QVERIFY(stages[1]->map && !stages[1]->clusters);
        QVERIFY(stages[2]->map && stages[2]->clusters);
        QVERIFY(stages[2] == *result);
        QCOMPARE((*result)->modelName, std::string("fake"));
        QCOMPARE((*result)->size(), kTexts.size());
        const auto &labels = (*result)->clusters->labels;
        QVERIFY(labels[0] == labels[1] && labels[1] == labels[2]);
        QVERIFY(labels[3] == labels[4] && labels[4] == labels[5]);
        QVERIFY(labels[0] != labels[3]);
        QCOMPARE((*result)->clusters->clusters[0].size, std::size_t{3});
        QVERIFY(!(*result)->clusters->clusters[0].central.empty());
    }

    void vectorsAreKeptOnce()
    {
        // What the rows' entries hold and what the exploration works on are the same numbers, equal texts or not.
        const auto embedder = std::make_shared<FakeEmbedder>();
        for (const auto &texts : {kTexts, std::vector<std::string>{"one", "two", " ", "one", "three"}}) {
            VectorStore store(embedder->identity(), embedder->name(), embedder->dimensions());
            ExploreHooks hooks;
            hooks.row = [&](const Text &text, const VectorEntry &entry) {
                if (entry.vector)
                    QVERIFY(store.put(text, entry.vector));
            };
            const auto result = *explore({corpusOf(texts), {}, embedder, {}}, hooks);
            for (std::size_t row = 0; row < result->size(); ++row) {
                const auto at = static_cast<Eigen::Index>(row);
                QCOMPARE(result->stored[row]->values.matrix().get(), &*result->vectors);
                const auto expected = FakeEmbedder::vectorOf(result->rows[row].text);
                QVERIFY(std::equal(expected.begin(), expected.end(), result->vectors.row(at).data()));
            }
            // A blank text has no vector, and its room is not made.
            QCOMPARE(result->vectors.rows(), static_cast<Eigen::Index>(result->size()));

            // Not those of other texts in another order.
            Corpus turned = corpusOf({"new", "three", "two"});
            const auto other = *explore({turned, store, embedder, {}});
            for (std::size_t row = 0; row < other->size(); ++row) {
                const auto expected = FakeEmbedder::vectorOf(other->rows[row].text);
                QVERIFY(std::equal(expected.begin(), expected.end(),
                                   other->vectors.row(static_cast<Eigen::Index>(row)).data()));
            }
            // As long as the matrix, but turned.
            std::vector<std::string> backwards(texts.rbegin(), texts.rend());
            const auto reversed = *explore({corpusOf(backwards), store, embedder, {}});
            QCOMPARE(reversed->size(), result->size());
            for (std::size_t row = 0; row < reversed->size(); ++row) {
                const auto expected = FakeEmbedder::vectorOf(reversed->rows[row].text);
                QVERIFY(std::equal(expected.begin(), expected.end(),
                                   reversed->vectors.row(static_cast<Eigen::Index>(row)).data()));
            }
        }
    }

    void aQueryAmongPassages()
    {
        const auto opened = openEmbedder(EMBEDSCOPE_TESTS_DIR "/reference/model_kinds/st6-everything", {});
        QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        const auto alone = [&](const std::string &text, Role role) {
            const std::string_view views[] = {text};
            return embedAll(**opened, views, role);
        };
        ExploreInput input;
        input.corpus = corpusOf({"the dog", "the cat", "the dog"});
        input.embedder = *opened;
        input.query = input.corpus.texts.back().id;
        const auto result = explore(input);
        QVERIFY(result);
        const Matrix &vectors = *(*result)->vectors;
        QVERIFY(vectors.row(0) == alone("the dog", Role::Passage)->row(0));
        QVERIFY(vectors.row(1) == alone("the cat", Role::Passage)->row(0));
        QVERIFY(vectors.row(2) == alone("the dog", Role::Query)->row(0)); // the same words as a passage's
        QVERIFY(vectors.row(2) != vectors.row(0));
        input.query = {};
        QVERIFY((*explore(input))->vectors.row(2) == alone("the dog", Role::Plain)->row(0));
    }

    void embedsOnlyWhatIsMissing()
    {
        const auto embedder = std::make_shared<FakeEmbedder>();
        VectorStore store("fake/26", "fake", 26);
        ExploreHooks hooks;
        hooks.row = [&](const Text &text, const VectorEntry &entry) { QVERIFY(store.put(text, entry.vector)); };
        Corpus corpus = corpusOf(kTexts);
        QVERIFY(explore({corpus, store, embedder, {}}, hooks));
        QCOMPARE(embedder->embedded.load(), kTexts.size());
        corpus.add("a fifth");
        corpus.add("a fifth"); // a copy is embedded once
        const auto result = explore({corpus, store, embedder, {}}, hooks);
        QCOMPARE(embedder->embedded.load(), kTexts.size() + 1);
        QCOMPARE((*result)->size(), kTexts.size() + 2);
        QVERIFY(explore({corpus, store, embedder, {}}));
        QCOMPARE(embedder->calls.load(), std::size_t{2});
    }

    void textsWithoutVectorAreNoRows()
    {
        const auto embedder = std::make_shared<FakeEmbedder>();
        const auto result =
            explore({corpusOf({"aab", "  ", "fail this", "bba", "zero"}), {}, embedder, withClusters(0)});
        QVERIFY(result);
        QCOMPARE((*result)->corpusIndex, (std::vector<std::size_t>{0, 3, 4}));
        QVERIFY((*result)->rowOf(TextId{4}) == 1u);
        QVERIFY(!(*result)->rowOf(TextId{3}));
        QVERIFY((*result)->map->coordinates.allFinite());
        const auto ranking = rankAgainst(**result, 0);
        QCOMPARE(ranking.size(), std::size_t{2});
        QCOMPARE(ranking[0].row, std::size_t{1});
        QVERIFY(!ranking[1].similarity); // the zero vector is undefined, and last
        QVERIFY(rankAgainst(**result, 99).empty());
    }

    void smallNumbers_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<bool>("same");
        QTest::addColumn<QString>("projection");
        for (const int n : {0, 1, 2, 3, 4, 5})
            for (const bool same : {false, true})
                for (const char *projection : {"pca", "mds", "umap"})
                    QTest::addRow("%d %s %s", n, same ? "equal" : "different", projection) << n << same << projection;
    }
    void smallNumbers()
    {
        QFETCH(int, n);
        QFETCH(bool, same);
        QFETCH(QString, projection);
        std::vector<std::string> texts;
        for (int i = 0; i < n; ++i)
            texts.push_back(same ? "abc" : std::string(static_cast<std::size_t>(i + 1), 'a') + "bcd");
        Recipe recipe = withClusters(0);
        recipe.projection = *projectionNamed(projection.toStdString());
        QCOMPARE(QString::fromLatin1(projectionName(recipe.projection)), projection);
        const auto result = explore({corpusOf(texts), {}, std::make_shared<FakeEmbedder>(), recipe});
        QVERIFY2(result, result ? "" : result.error().detail.c_str());
        QCOMPARE((*result)->size(), static_cast<std::size_t>(n));
        if (n == 0)
            return;
        QVERIFY((*result)->map->coordinates.allFinite());
        QCOMPARE((*result)->map->coordinates.rows(), Eigen::Index(n));
        QCOMPARE((*result)->map->coordinates.cols(), Eigen::Index(2));
        QCOMPARE((*result)->clusters->labels.size(), static_cast<std::size_t>(n));
        QVERIFY(std::isfinite((*result)->map->faithfulness.neighboursKept));
    }

    void withoutEmbedderOnlyWhatIsStored()
    {
        VectorStore store;
        const Corpus corpus = corpusOf({"one", "two"});
        auto vector = std::make_shared<StoredVector>();
        vector->values = {1, 2, 3};
        QVERIFY(store.putImported(corpus.texts[1], vector));
        const auto result = explore({corpus, store, nullptr, {}});
        QCOMPARE((*result)->corpusIndex, (std::vector<std::size_t>{1}));
        QCOMPARE((*result)->vectors.cols(), Eigen::Index(3));
    }

    void umapSaysWhatItDidOtherwise()
    {
        Recipe recipe;
        recipe.projection = UmapRecipe{};
        const auto notes = [&](const std::vector<std::string> &texts) {
            return (*explore({corpusOf(texts), {}, std::make_shared<FakeEmbedder>(), recipe}))->notes;
        };
        QVERIFY(notes({"a", "bc", "def"}) == std::vector{ExplorationNote::UmapTooFew});
        QVERIFY(notes({"a", "bc", "def", "ghij", "b"}) == std::vector{ExplorationNote::UmapFewer});
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < 60; ++i)
            texts.push_back("ab" + std::string(i % 8, 'c') + std::string(i / 8, 'd'));
        QVERIFY(notes(texts).empty());
        const auto map = (*explore({corpusOf(texts), {}, std::make_shared<FakeEmbedder>(), recipe}))->map;
        QVERIFY(std::holds_alternative<UmapRecipe>(map->projection));
        QVERIFY(map->explainedVariance.empty() && !map->stress);
    }

    void theMapIsShownWhileItForms()
    {
        Recipe recipe;
        recipe.projection = UmapRecipe{};
        const ExploreInput input{corpusOf(drawnTexts(1000)), {}, std::make_shared<FakeEmbedder>(), recipe};
        std::vector<FormingMapPtr> seen;
        std::vector<ExplorationPtr> stages;
        ExploreHooks hooks;
        hooks.stage = [&](ExplorationPtr stage) { stages.push_back(std::move(stage)); };
        hooks.forming = [&](FormingMapPtr map) {
            if (map->isFirstLook()) // a slow machine
                return;
            QCOMPARE(stages.size(), std::size_t{1}); // after the vectors, before the map
            seen.push_back(std::move(map));
        };
        const auto watched = explore(input, hooks);
        QVERIFY(watched);
        QVERIFY(!seen.empty());
        int before = 0;
        for (const FormingMapPtr &map : seen) {
            QVERIFY(map->exploration == stages[0] && !map->exploration->map);
            QVERIFY(std::holds_alternative<UmapRecipe>(map->projection));
            QCOMPARE(map->coordinates.rows(), Eigen::Index(1000));
            QVERIFY(map->coordinates.allFinite());
            QVERIFY(map->epoch > before && map->epoch <= map->epochs);
            before = map->epoch;
        }
        // Who watches changes nothing, and who has seen enough can stop it.
        QVERIFY((*explore(input))->map->coordinates == (*watched)->map->coordinates);
        std::stop_source source;
        hooks.stage = {};
        hooks.forming = [&](const FormingMapPtr &map) {
            if (!map->isFirstLook())
                source.request_stop();
        };
        const auto stopped = explore(input, hooks, {source.get_token(), {}});
        QVERIFY(!stopped && stopped.error().code == Errc::Cancelled);
    }

    void theAnchorIsEmbeddedFirst()
    {
        std::vector<std::string> texts = drawnTexts(200);
        texts[40] = texts[120];
        const auto embedder = std::make_shared<FakeEmbedder>();
        ExploreInput input{corpusOf(texts), {}, embedder, {}};
        std::vector<std::size_t> order; // of texts, as their vectors come
        ExploreHooks hooks;
        hooks.forming = [](const FormingMapPtr &) {};
        hooks.row = [&](const Text &text, const VectorEntry &) { order.push_back(*input.corpus.indexOf(text.id)); };
        const ExplorationPtr usual = *explore(input, hooks);
        QCOMPARE(order.front(), std::size_t{0});
        order.clear();
        input.anchor = input.corpus.texts[120].id;
        const ExplorationPtr anchored = *explore(input, hooks);
        QCOMPARE(order.size(), texts.size()); // each of them told once
        QVERIFY((std::set{order[0], order[1]} == std::set<std::size_t>{40, 120}));
        QCOMPARE(order[2], std::size_t{0});
        QCOMPARE(embedder->embedded.load(), 2 * (texts.size() - 1)); // the equal ones once a time
        QVERIFY(*anchored->vectors == *usual->vectors);
        QVERIFY(anchored->stored[120]->values.data() == anchored->vectors.row(40).data()); // kept once all the same
        // One that is gone, or has its vector, is no reason to begin with another.
        order.clear();
        input.anchor = TextId{99'999};
        QVERIFY(explore(input, hooks));
        QCOMPARE(order.front(), std::size_t{0});
    }

    void aFirstLookWhileManyAreEmbedded()
    {
        const auto embedder = std::make_shared<FakeEmbedder>();
        embedder->onRow = [](std::size_t i) {
            if (i == 150)
                QTest::qSleep(450);
        };
        const std::vector<std::string> texts = drawnTexts(600);
        ExploreInput input{corpusOf(texts), {}, embedder, {}};
        std::vector<FormingMapPtr> looks;
        ExploreHooks hooks;
        hooks.forming = [&](FormingMapPtr map) { looks.push_back(std::move(map)); };
        const auto whole = explore(input, hooks);
        QVERIFY(whole);
        QVERIFY(!looks.empty() && looks.size() < 6);
        std::size_t least = 100;
        for (const FormingMapPtr &look : looks) {
            QVERIFY(look->isFirstLook());
            QCOMPARE(look->textsInAll, texts.size());
            QCOMPARE(look->exploration->corpusIndex.front(),
                     std::size_t{0}); // what others are compared with comes first
            const Exploration &some = *look->exploration;
            QVERIFY(some.size() >= least && some.size() <= texts.size());
            least = some.size() + some.size() / 2;
            for (std::size_t row = 0; row < some.size(); ++row) {
                QCOMPARE(some.rows[row].text, texts[some.corpusIndex[row]]);
                QVERIFY(some.vectors.row(row)[0] == FakeEmbedder::vectorOf(some.rows[row].text)[0]);
            }
            const auto pca = projectPca(some.vectors);
            QVERIFY(pca && look->coordinates == MatrixD(pca->coordinates.leftCols(2)));
        }
        QVERIFY((*whole)->stored.front()->values.data() == (*whole)->vectors.row(0).data()); // kept once all the same
        // Watching changes nothing, and where most are there already nobody needs a first look.
        QVERIFY((*explore(input))->map->coordinates == (*whole)->map->coordinates);
        VectorStore store(embedder->identity(), embedder->name(), embedder->dimensions());
        for (std::size_t i = 0; i < 400; ++i) {
            auto vector = std::make_shared<StoredVector>();
            vector->values = std::span<const float>(FakeEmbedder::vectorOf(texts[i]));
            QVERIFY(store.put(input.corpus.texts[i], std::move(vector)));
        }
        input.store = std::move(store);
        looks.clear();
        QVERIFY(explore(input, hooks));
        QVERIFY(looks.empty());
    }

    void mdsBeyondItsLimit()
    {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i <= MdsOptions::kMaxTexts; ++i)
            texts.push_back("ab" + std::string(i % 40, 'c') + std::string(i / 40, 'd'));
        Recipe recipe;
        recipe.projection = MdsRecipe{};
        ExploreInput input{corpusOf(texts), {}, std::make_shared<FakeEmbedder>(), recipe};
        const auto fallen = explore(input);
        QVERIFY(fallen);
        QVERIFY(std::holds_alternative<PcaRecipe>((*fallen)->map->projection));
        QVERIFY((*fallen)->notes == std::vector{ExplorationNote::MdsTooMany});
        input.fallback = ExploreInput::Fallback::Refused;
        const auto refused = explore(input);
        QVERIFY(!refused);
        QVERIFY(refused.error().code == Errc::TooManyForMethod);
    }

    void cancelKeepsWhatIsDone()
    {
        const auto embedder = std::make_shared<FakeEmbedder>();
        std::stop_source source;
        embedder->onRow = [&](std::size_t index) {
            if (index == 2)
                source.request_stop();
        };
        std::size_t rows = 0;
        ExploreHooks hooks;
        hooks.row = [&](const Text &, const VectorEntry &) { ++rows; };
        const auto result = explore({corpusOf(kTexts), {}, embedder, {}}, hooks, {source.get_token(), {}});
        QVERIFY(!result);
        QVERIFY(result.error().code == Errc::Cancelled);
        QCOMPARE(rows, std::size_t{3});
    }

    void sameInputSameResult()
    {
        const ExploreInput input{corpusOf(kTexts), {}, std::make_shared<FakeEmbedder>(), withClusters(0)};
        const auto a = explore(input);
        const auto b = explore(input);
        QVERIFY((*a)->map->coordinates == (*b)->map->coordinates);
        QCOMPARE((*a)->clusters->labels, (*b)->clusters->labels);
    }
};

QTEST_GUILESS_MAIN(TestExplore)
#include "tst_explore.moc"
