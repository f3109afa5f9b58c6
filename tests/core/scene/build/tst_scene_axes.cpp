#include "core/scene/build/build_scene.h"
#include "tests/support/sample_explorations.h"

#include <QTest>

#include <algorithm>
#include <optional>

using namespace embedscope;

class TestSceneAxes : public QObject
{
    Q_OBJECT
private:
    static ExplorationPtr onAxes(std::size_t n, double shiftX = 0)
    {
        auto exploration = std::make_shared<Exploration>(*clusteredExploration(n, 3));
        MapStage &map = *exploration->map;
        exploration->recipe.projection = AxesRecipe{};
        map.projection = AxesRecipe{};
        map.explainedVariance.clear();
        map.coordinates.col(0).array() += shiftX;
        AxisSeparation separation;
        separation.heldOut = 0.875;
        map.axes = {{"sad, unhappy", "happy, joyful", separation, {}}, {"commoner", "royal", AxisSeparation{}, {}}};
        return exploration;
    }
    static std::optional<TextItem> find(const Scene &scene, const std::string &words)
    {
        for (const SceneItem &item : scene.above)
            if (const auto *text = std::get_if<TextItem>(&item)) {
                std::string all;
                for (const TextLine &line : text->text.lines)
                    all += (all.empty() ? "" : " ") + line.text;
                if (all == words)
                    return *text;
            }
        return std::nullopt;
    }
    static std::size_t arrows(const Scene &scene)
    {
        return static_cast<std::size_t>(
            std::count_if(scene.below.begin(), scene.below.end(), [](const SceneItem &item) {
                const auto *line = std::get_if<LineItem>(&item);
                return line && line->head == LineItem::Head::Arrow;
            }));
    }
private Q_SLOTS:
    void bothEndsOfBothAxesAreNamed()
    {
        const Scene scene = buildScene(onAxes(12), {}, {900, 650}, FixedWidthMeasurer());
        QCOMPARE(arrows(scene), std::size_t{2});
        const auto sad = find(scene, "sad, unhappy");
        const auto happy = find(scene, "happy, joyful");
        const auto commoner = find(scene, "commoner");
        const auto royal = find(scene, "royal");
        QVERIFY(sad && happy && commoner && royal);
        const ScreenPoint middle = scene.viewport.toScreen({0, 0});
        QVERIFY(sad->bounds().right() < middle.x + 1 && happy->bounds().x > middle.x - 1);
        QVERIFY(royal->bounds().bottom() < middle.y + 1 && commoner->bounds().y > middle.y - 1);
        QCOMPARE(sad->role, TextRole::AxisLabel);
    }

    void withoutExamplesTheAxisSaysWhatItIs()
    {
        auto exploration = std::make_shared<Exploration>(*onAxes(12));
        exploration->map->axes[1] = {{}, {}, {}, 0.12};
        const Scene scene = buildScene(exploration, {}, {900, 650}, FixedWidthMeasurer());
        QVERIFY(find(scene, "what else differs · 12% of it"));
        QVERIFY(!find(scene, "royal"));
    }

    void fewTextsHaveAxesToo()
    {
        for (const std::size_t n : {1U, 2U, 3U}) {
            auto one = std::make_shared<Exploration>(*onAxes(n));
            const Scene scene = buildScene(one, {}, {900, 650}, FixedWidthMeasurer());
            QVERIFY(find(scene, "royal") && find(scene, "sad, unhappy"));
        }
    }

    void axesStayInThePictureWhereTheTextsLieToOneSide()
    {
        const Scene scene = buildScene(onAxes(12, 100), {}, {900, 650}, FixedWidthMeasurer());
        QCOMPARE(arrows(scene), std::size_t{2});
        QVERIFY(find(scene, "royal") && find(scene, "commoner") && find(scene, "happy, joyful"));
        QVERIFY(scene.viewport.toScreen({0, 0}).x < 0);
    }

    void theCardSaysHowWellTheExamplesSeparate()
    {
        const MapCard card = describeMap(*onAxes(12));
        QVERIFY(card.detail.find("The axis across puts 88% of the pairs of its examples in the right order without "
                                 "having seen them (chance: 50%).") != std::string::npos);
        QVERIFY(card.detail.find("The axis upwards has an end with a single example") != std::string::npos);
        // A card whose first line is missing would look broken.
        Exploration few = *onAxes(12);
        few.map->faithfulness.trivial = true;
        QCOMPARE(describeMap(few).kept, std::string("These are too few texts to tell what this map keeps."));
    }
};

QTEST_GUILESS_MAIN(TestSceneAxes)
#include "tst_scene_axes.moc"
