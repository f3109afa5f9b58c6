#include "core/scene/build_scene.h"
#include "core/scene/describe_scene.h"
#include "tests/support/golden.h"
#include "tests/support/sample_explorations.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace embedscope;

class TestBuildScene : public QObject
{
    Q_OBJECT
private:
    static QByteArray described(const ExplorationPtr &exploration, const ViewState &view, ScreenSize size)
    {
        const std::string text = describeScene(buildScene(exploration, view, size, FixedWidthMeasurer()), *exploration);
        return QByteArray(text.data(), qsizetype(text.size()));
    }
private Q_SLOTS:
    void golden_data()
    {
        QTest::addColumn<int>("texts");
        QTest::addColumn<int>("mode");
        QTest::newRow("none") << 0 << int(ColourMode::Similarity);
        QTest::newRow("one") << 1 << int(ColourMode::Similarity);
        QTest::newRow("two") << 2 << int(ColourMode::Similarity);
        QTest::newRow("three") << 3 << int(ColourMode::Similarity);
        QTest::newRow("cats") << 4 << int(ColourMode::Similarity);
        QTest::newRow("clusters") << 30 << int(ColourMode::Cluster);
        QTest::newRow("groups") << 12 << int(ColourMode::Group);
    }
    void golden()
    {
        QFETCH(int, texts);
        QFETCH(int, mode);
        ViewState view;
        view.colourMode = ColourMode(mode);
        ExplorationPtr exploration;
        if (texts <= 3) {
            const std::vector<std::string> all = {"I like cats.", "Cats are adorable!", "Cats are a type of animal."};
            const std::vector<std::vector<double>> similarities = {{0.597}, {0.587, 0.619}};
            exploration = explorationWithSimilarities({all.begin(), all.begin() + texts}, similarities);
        } else {
            exploration = texts == 4 ? catExploration() : clusteredExploration(std::size_t(texts), 3);
        }
        const QByteArray wrong = compareGolden(
            QStringLiteral("scenes/") + QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".txt"),
            described(exploration, view, {800, 600}));
        QVERIFY2(wrong.isEmpty(), wrong.constData());
    }

    void nothingReadIsCovered()
    {
        for (const double fontScale : {1.0, 1.6, 2.5}) {
            for (const ScreenSize size : {ScreenSize{800, 600}, ScreenSize{1600, 1000}, ScreenSize{300, 200}}) {
                ViewState view;
                view.fontScale = fontScale;
                view.truthLines = true;
                for (const ColourMode mode : {ColourMode::Similarity, ColourMode::Cluster}) {
                    view.colourMode = mode;
                    const Scene scene = buildScene(clusteredExploration(80, 8), view, size, FixedWidthMeasurer());
                    std::vector<ScreenRect> texts;
                    for (const SceneItem &item : scene.above)
                        if (const auto *text = std::get_if<TextItem>(&item))
                            texts.push_back(text->bounds());
                    for (std::size_t i = 0; i < texts.size(); ++i)
                        for (std::size_t j = 0; j < i; ++j)
                            QVERIFY(!texts[i].intersects(texts[j]));
                }
            }
        }
    }

    void axisWordsLieOnNoMark()
    {
        std::size_t seen = 0;
        for (const std::size_t n : {4, 30, 200, 1500}) {
            for (const double zoom : {1.0, 2.0, 5.0}) {
                for (const double fontScale : {1.0, 2.0}) {
                    const auto base = makeSceneBase(clusteredExploration(n, 10), {});
                    ViewState view;
                    view.fontScale = fontScale;
                    view.camera = fittedCamera(*base, {900, 600}, fontScale);
                    view.camera->scale *= zoom;
                    const Scene scene = buildScene(*base, view, {900, 600}, FixedWidthMeasurer());
                    for (const SceneItem &item : scene.above) {
                        const auto *text = std::get_if<TextItem>(&item);
                        if (!text || text->role != TextRole::AxisLabel)
                            continue;
                        ++seen;
                        for (std::size_t i = 0; i < scene.points->x.size(); ++i) {
                            const ScreenPoint p = scene.viewport.toScreen({scene.points->x[i], scene.points->y[i]});
                            QVERIFY(!text->bounds().grown(3).contains(p));
                        }
                    }
                }
            }
        }
        QVERIFY(seen >= 24); // they are there, too
    }

    void fittingLeavesRoomForLargeWriting()
    {
        for (const ColourMode mode : {ColourMode::Similarity, ColourMode::Cluster}) {
            for (const double fontScale : {1.0, 1.75, 2.57}) {
                ViewState view;
                view.colourMode = mode;
                view.fontScale = fontScale;
                const auto base = makeSceneBase(clusteredExploration(120, 10), view);
                for (const ScreenSize size : {ScreenSize{480, 360}, ScreenSize{1280, 720}, ScreenSize{1600, 1000}}) {
                    const Scene scene = buildScene(*base, view, size, FixedWidthMeasurer());
                    // No mark under the legend: its ground is the first rectangle drawn above the marks.
                    const auto isRect = [](const SceneItem &item) { return std::holds_alternative<RectItem>(item); };
                    const auto ground = std::find_if(scene.above.begin(), scene.above.end(), isRect);
                    QVERIFY(ground != scene.above.end());
                    const ScreenRect legend = std::get<RectItem>(*ground).rect;
                    for (std::size_t i = 0; i < scene.points->x.size(); ++i) {
                        const ScreenPoint p = scene.viewport.toScreen({scene.points->x[i], scene.points->y[i]});
                        const double r = base->markRadius * scene.markScale;
                        QVERIFY(p.x >= r && p.y >= r && p.x <= size.width - r && p.y <= size.height - r);
                        if (mode == ColourMode::Cluster)
                            QVERIFY(!legend.grown(r - 1).contains(p));
                    }
                }
            }
        }
    }

    void reservedPlacesStayFree()
    {
        const std::vector<ScreenRect> reserved = {{500, 540, 290, 50}, {760, 10, 30, 100}};
        const auto base = makeSceneBase(clusteredExploration(100, 8), {});
        const Scene scene = buildScene(*base, {}, {800, 600}, FixedWidthMeasurer(), reserved);
        for (const PlacedLabel &label : scene.labels)
            for (const ScreenRect &r : reserved)
                QVERIFY(!r.intersects(label.rect));
    }

    void hiddenGroupsAreNotThere()
    {
        const ExplorationPtr exploration = clusteredExploration(60, 4);
        ViewState view;
        view.colourMode = ColourMode::Cluster;
        const std::string name = exploration->clusters->clusters[1].name;
        const auto all = makeSceneBase(exploration, view);
        view.hiddenGroups = {name};
        const auto some = makeSceneBase(exploration, view);
        QCOMPARE(some->points->row.size(), all->points->row.size() - exploration->clusters->clusters[1].size);
        QVERIFY(!servesView(*all, exploration, view));
        QVERIFY(servesView(*some, exploration, view));
        view.selection.insert(exploration->rows[0].id);
        view.fontScale = 2;
        QVERIFY(servesView(*some, exploration, view));
    }

    void equalTextsGiveNoNaN()
    {
        const ExplorationPtr exploration = explorationWithSimilarities({"same", "same", "same", "same", "same"},
                                                                       {{1}, {1, 1}, {1, 1, 1}, {1, 1, 1, 1}});
        const QByteArray text = described(exploration, {}, {800, 600});
        QVERIFY(!text.contains("nan"));
        const Scene scene = buildScene(exploration, {}, {800, 600}, FixedWidthMeasurer());
        QVERIFY(std::isfinite(scene.viewport.camera().scale));
        QCOMPARE(scene.points->row.size(), std::size_t(5));
    }

    void theCard()
    {
        const MapCard card = describeMap(*catExploration());
        QCOMPARE(card.kept, std::string("This map keeps 78% of the differences."));
        QCOMPARE(card.worst, std::string("2 and 3 look closer than they are."));
        QVERIFY(describeMap(*explorationWithSimilarities({}, {})).kept.empty());
    }

    void forReaders()
    {
        const ExplorationPtr cats = catExploration();
        QCOMPARE(describePoint(*cats, 1, 0), std::string("2 of 4: Cats are adorable!, similarity 0.60"));
        QCOMPARE(describePoint(*cats, 0, 0), std::string("1 of 4: I like cats., compared with the others"));
        ViewState view;
        view.selection.insert(cats->rows[2].id);
        QCOMPARE(describeMapForReader(*cats, view),
                 std::string("4 points, compared with “I like cats.”, selected: “Cats are a type of animal.”"));
    }
};

QTEST_GUILESS_MAIN(TestBuildScene)
#include "tst_build_scene.moc"
