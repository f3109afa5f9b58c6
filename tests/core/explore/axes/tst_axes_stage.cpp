#include "core/explore/axes/axes.h"

#include "core/explore/explore.h"
#include "tests/support/axes_of.h"
#include "tests/support/fake_embedder.h"
#include "tests/support/real_sample.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::test;

namespace {

const std::vector<std::string> kTexts{"aaab", "aabb", "abbb", "xxyy", "xyyz", "yyzz"};

Recipe recipeOf(const AxesRecipe &axes)
{
    Recipe recipe;
    recipe.projection = axes;
    return recipe;
}

} // namespace

class TestAxesStage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void phrasesAreEmbeddedOnceAndRemembered()
    {
        const auto embedder = std::make_shared<FakeEmbedder>();
        VectorStore store("fake/26", "fake", 26);
        ExploreHooks hooks;
        hooks.row = [&](const Text &text, const VectorEntry &entry) { QVERIFY(store.put(text, entry.vector)); };
        const Recipe recipe = recipeOf(axesOf("aa, ab .. xx, yy", "aa .. zz, xx"));
        const auto first = explore({corpusOf(kTexts), store, embedder, recipe}, hooks);
        QVERIFY2(first, first ? "" : first.error().detail.c_str());
        QCOMPARE(embedder->embedded.load(), kTexts.size() + 5); // five different phrases
        QCOMPARE((*first)->size(), kTexts.size());
        const MapStage &map = *(*first)->map;
        QVERIFY(map.projection == ProjectionRecipe(axesOf("aa, ab .. xx, yy", "aa .. zz, xx")));
        QCOMPARE(map.axes.size(), std::size_t{2});
        QCOMPARE(map.axes[0].low, std::string("aa, ab"));
        QCOMPARE(map.axes[1].high, std::string("zz, xx"));
        QCOMPARE(map.axes[0].separation->inOrder, 1.0);
        QVERIFY(map.axes[0].separation->heldOut && !map.axes[1].separation->heldOut);
        QVERIFY(map.explainedVariance.empty() && !map.stress);
        QVERIFY(map.faithfulness.k > 0);
        for (Eigen::Index row = 0; row < 6; ++row)
            QCOMPARE(map.coordinates(row, 0) > 0, row >= 3); // the letters of the second end

        QVERIFY(explore({corpusOf(kTexts), store, embedder, recipe}));
        QCOMPARE(embedder->calls.load(), std::size_t{1});
    }

    void endsMayBeTexts()
    {
        const Corpus corpus = corpusOf(kTexts);
        AxesRecipe axes;
        axes.x.low.texts = {corpus.texts[0].id, corpus.texts[1].id, TextId{99}}; // one is gone
        axes.x.high = {{"yz"}, {corpus.texts[5].id}};
        const auto found = explore({corpus, {}, std::make_shared<FakeEmbedder>(), recipeOf(axes)});
        QVERIFY2(found, found ? "" : found.error().detail.c_str());
        QCOMPARE((*found)->map->axes[0].low, std::string("aaab, aabb"));
        QCOMPARE((*found)->map->axes[0].high, std::string("yz, yyzz"));
        QVERIFY((*found)->map->axes[1].low.empty() && (*found)->map->axes[1].share);
        QVERIFY((*found)->map->coordinates(0, 0) < (*found)->map->coordinates(5, 0));
    }

    void whatCannotBeDoneIsSaid()
    {
        const auto embedder = std::make_shared<FakeEmbedder>();
        ExploreInput input{corpusOf(kTexts), {}, embedder, recipeOf(axesOf("same .. same"))};
        const auto window = explore(input);
        QVERIFY(window);
        QVERIFY((*window)->notes == std::vector{ExplorationNote::AxesImpossible});
        QVERIFY(std::holds_alternative<PcaRecipe>((*window)->map->projection));
        QVERIFY((*window)->map->axes.empty() && !(*window)->map->explainedVariance.empty());
        QCOMPARE((*window)->map->refused->detail, std::string("x: its two ends are equal"));

        input.fallback = ExploreInput::Fallback::Refused;
        const auto why = [&](const AxesRecipe &axes) {
            input.recipe = recipeOf(axes);
            const auto result = explore(input);
            return result ? Error{} : result.error();
        };
        QCOMPARE(why(axesOf("same .. same")).code, Errc::BadAxis);
        QCOMPARE(why(axesOf("aa .. bb", "aa, bb .. bb, aa")).detail, std::string("y: its two ends are equal"));
        QCOMPARE(why(axesOf("aa .. bb", "bb .. aa")).code, Errc::BadAxis);
        QCOMPARE(why(axesOf("aa .. zero")).detail, std::string("x: the second end has only vectors of zeros"));
        QCOMPARE(why(axesOf("aa .. fail this")).detail, std::string("\"fail this\": asked to fail"));
        QCOMPARE(why(AxesRecipe{}).detail, std::string("x: the first end has no examples"));
        AxesRecipe blank = axesOf("aa .. bb");
        blank.x.low.phrases = {"  "};
        QCOMPARE(why(blank).code, Errc::EmptyText);
    }

    void importedVectorsAndNoModel()
    {
        VectorStore store({}, "theirs", 26);
        const Corpus corpus = corpusOf(kTexts);
        for (const Text &text : corpus.texts) {
            auto vector = std::make_shared<StoredVector>();
            vector->values = FakeEmbedder::vectorOf(text.text);
            QVERIFY(store.putImported(text, vector));
        }
        AxesRecipe axes;
        axes.x.low.texts = {corpus.texts[0].id};
        axes.x.high.texts = {corpus.texts[5].id};
        const auto texts = explore({corpus, store, nullptr, recipeOf(axes)});
        QVERIFY(texts && (*texts)->map->axes.size() == 2);
        // A phrase that is one of the texts has its vector.
        const auto same = explore({corpus, store, nullptr, recipeOf(axesOf("aaab .. yyzz"))});
        QVERIFY((*same)->map->coordinates == (*texts)->map->coordinates);
        const auto refused = explore({corpus, store, nullptr, recipeOf(axesOf("aaab .. joyful"))});
        QVERIFY((*refused)->map->refused);
        QCOMPARE((*refused)->map->refused->code, Errc::ModelMismatch);
        QCOMPARE((*refused)->map->refused->detail, std::string("theirs"));
    }

    void fewTexts()
    {
        for (std::size_t n = 0; n <= 3; ++n) {
            const auto found = explore({corpusOf({kTexts.begin(), kTexts.begin() + static_cast<std::ptrdiff_t>(n)}),
                                        {},
                                        std::make_shared<FakeEmbedder>(),
                                        recipeOf(axesOf("aa .. yy"))});
            QVERIFY(found);
            QCOMPARE((*found)->size(), n);
            if (n > 0)
                QVERIFY((*found)->map->coordinates.allFinite());
        }
    }

    void theKingAndTheQueen()
    {
        const ExplorationPtr words =
            exploreRealSample("king-and-queen.txt", recipeOf(axesOf("man .. woman", "commoner .. royal")));
        QVERIFY(words && words->map && words->map->axes.size() == 2);
        // Right is woman, up is royal.
        const struct
        {
            const char *word;
            bool right;
            bool up;
        } quarters[] = {{"king", false, true}, {"queen", true, true}, {"man", false, false}, {"woman", true, false}};
        for (const auto &[word, right, up] : quarters) {
            std::size_t row = 0;
            while (row < words->size() && words->rows[row].text != word)
                ++row;
            QVERIFY2(row < words->size(), word);
            const auto at = static_cast<Eigen::Index>(row);
            QVERIFY2((words->map->coordinates(at, 0) > 0) == right, word);
            QVERIFY2((words->map->coordinates(at, 1) > 0) == up, word);
        }
    }
};

QTEST_GUILESS_MAIN(TestAxesStage)
#include "tst_axes_stage.moc"
