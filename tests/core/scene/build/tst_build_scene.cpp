#include "core/scene/build/build_scene.h"
#include "core/scene/describe_scene.h"
#include "tests/support/golden.h"
#include "tests/support/sample_explorations.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

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
    static std::vector<TextItem> texts(const Scene &scene)
    {
        std::vector<TextItem> found;
        for (const SceneItem &item : scene.above)
            if (const auto *text = std::get_if<TextItem>(&item))
                found.push_back(*text);
        return found;
    }
private Q_SLOTS:
    /// What is pointed at is read in its frame, also where a card of the window lies beside its point.
    void theFrameOfAPointKeepsClearOfCards()
    {
        const ExplorationPtr exploration = catExploration();
        for (std::size_t row = 0; row < exploration->size(); ++row) {
            ViewState view;
            view.hovered = exploration->rows[row].id;
            const auto base = makeSceneBase(exploration, view);
            const std::size_t at = base->positionOf[row];
            const auto frameOf = [&](std::span<const ScreenRect> cards) {
                view.camera = fittedCamera(*base, {800, 600}, 1);
                const Scene scene = buildScene(*base, view, {800, 600}, FixedWidthMeasurer(), cards);
                std::optional<ScreenRect> frame;
                for (const SceneItem &item : scene.above)
                    if (const auto *box = std::get_if<RectItem>(&item))
                        frame = box->rect; // the last one: above everything
                return std::pair(frame, scene.viewport.toScreen({base->points->x[at], base->points->y[at]}));
            };
            const auto [free, place] = frameOf({});
            QVERIFY(free && !free->contains(place));
            // A card where it would be, as far as the point itself.
            const ScreenRect card = free->grown(2);
            const auto [moved, same] = frameOf({{card}});
            QVERIFY(moved && !moved->intersects(card));
            QVERIFY(!moved->contains(same));
            QVERIFY(moved->x >= 6 && moved->y >= 6 && moved->right() <= 794 && moved->bottom() <= 594);
        }
    }

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

    /// However many clusters there are: how many texts are in none is half of what a grouping says.
    void theLegendCountsTextsInNoCluster()
    {
        for (const std::size_t clusters : {3, 25, 40}) {
            auto some = std::make_shared<Exploration>(*clusteredExploration(200, clusters));
            for (std::size_t row = 0; row < 200; row += 7)
                some->clusters->labels[row] = kNoCluster;
            ViewState view;
            view.colourMode = ColourMode::Cluster;
            for (const ScreenSize size : {ScreenSize{480, 360}, ScreenSize{1600, 1000}}) {
                const std::vector<TextItem> all = texts(buildScene(some, view, size, FixedWidthMeasurer()));
                const auto said = [&](const std::string &words) {
                    return std::find_if(all.begin(), all.end(), [&](const TextItem &item) {
                        return item.role == TextRole::LegendEntry && item.text.lines.size() == 1 &&
                               item.text.lines.front().text == words;
                    });
                };
                const auto none = said("in no cluster");
                QVERIFY(none != all.end());
                const auto count = said("29");
                QVERIFY(count != all.end());
                QCOMPARE(count->at.y, none->at.y);
                QVERIFY(count->bounds().right() <= size.width);
            }
        }
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

    /// An outline around what lies strewn among others would say that it lies together.
    void hullsAreOfWhatLiesTogether()
    {
        Exploration exploration = *clusteredExploration(60, 4);
        ViewState view;
        view.colourMode = ColourMode::Cluster;
        const auto hulls = [&] {
            const Scene scene =
                buildScene(std::make_shared<const Exploration>(exploration), view, {900, 650}, FixedWidthMeasurer());
            return std::count_if(scene.below.begin(), scene.below.end(),
                                 [](const SceneItem &item) { return std::holds_alternative<PolygonItem>(item); });
        };
        QCOMPARE(hulls(), std::ptrdiff_t{4});
        std::uint32_t state = 1;
        for (ClusterId &label : exploration.clusters->labels) {
            state = state * 1664525U + 1013904223U;
            label = static_cast<ClusterId>(state >> 30);
        }
        QCOMPARE(hulls(), std::ptrdiff_t{0});
    }

    /// The card at the bottom right cuts the legend's title, rather than move the legend over the marks.
    void aLegendKeepsClearOfACard()
    {
        Exploration exploration = *clusteredExploration(60, 4);
        exploration.rows.edit()[0].text = "Simmer the tomato sauce on low heat for at least an hour.";
        const auto texts = std::make_shared<const Exploration>(exploration);
        const ViewState view;
        const auto groundWith = [&](const std::vector<ScreenRect> &cards) -> std::optional<ScreenRect> {
            const Scene scene = buildScene(*makeSceneBase(texts, view), view, {610, 560}, FixedWidthMeasurer(), cards);
            for (const SceneItem &item : scene.above)
                if (const auto *box = std::get_if<RectItem>(&item); box && box->rect.x < 24)
                    return box->rect;
            return std::nullopt;
        };
        const ScreenRect card{230, 420, 360, 126};
        const auto whole = groundWith({});
        QVERIFY(whole && whole->intersects(card));
        const auto cut = groundWith({card});
        QVERIFY(cut && !cut->intersects(card));
        QCOMPARE(cut->bottom(), whole->bottom()); // at the bottom still
        // Where there is no room at all, there is none.
        QVERIFY(!groundWith({{12, 300, 586, 248}}));
    }

    void aSpectrumsLegendNamesItsEnds()
    {
        Exploration exploration = *clusteredExploration(30, 3);
        ViewState view;
        view.colourMode = ColourMode::Spectrum;
        view.spectrum.low.texts = {exploration.rows[0].id};
        view.spectrum.high.texts = {exploration.rows[1].id};
        exploration.rows.edit()[0].text = "a rather long example, cut";
        exploration.rows.edit()[1].text = "another end";
        const Scene scene =
            buildScene(std::make_shared<const Exploration>(exploration), view, {800, 600}, FixedWidthMeasurer());
        std::vector<const TextItem *> ends;
        ScreenRect bar;
        for (const SceneItem &item : scene.above) {
            const auto *text = std::get_if<TextItem>(&item);
            if (text && text->role == TextRole::LegendEntry &&
                (text->text.lines.front().text.starts_with("a rather") ||
                 text->text.lines.front().text == "another end"))
                ends.push_back(text);
            if (const auto *rect = std::get_if<RectItem>(&item); rect && !rect->gradient.empty())
                bar = rect->rect;
        }
        QCOMPARE(ends.size(), std::size_t{2});
        QVERIFY(!ends[0]->bounds().grown(4).intersects(ends[1]->bounds()));
        QVERIFY(std::abs(ends[0]->bounds().x - bar.x) < 1 && std::abs(ends[1]->bounds().right() - bar.right()) < 1);
        QVERIFY(ends[0]->bounds().y > bar.bottom());
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
        QCOMPARE(card.worst, std::string("“Cats are adorable!” and “Cats are a type of…” look closer than they are."));
        QVERIFY(card.detail.starts_with("With so few texts"));
        const MapCard many = describeMap(*clusteredExploration(60, 4));
        for (const char *part :
             {"Of each text's 10 nearest, ", "a shuffled map would have 17%", "trustworthiness is 0.", "continuity 0."})
            QVERIFY2(many.detail.find(part) != std::string::npos, many.detail.c_str());
        QVERIFY(describeMap(*explorationWithSimilarities({}, {})).kept.empty());

        // Zero vectors: nothing was kept, and nobody claims it.
        Exploration zeros = *clusteredExploration(60, 4);
        zeros.map->projection = TsneRecipe{};
        zeros.map->explainedVariance.clear();
        zeros.map->faithfulness.k = 10;
        zeros.map->faithfulness.neighboursKeptOf.assign(60, std::nullopt);
        QVERIFY(describeMap(zeros).kept.empty());
        QVERIFY(describeMap(zeros).detail.find("all vectors are zero") != std::string::npos);
        QCOMPARE(mapCaption(zeros, CaptionParts::MapOnly), std::string("t-SNE"));
    }

    void textsThatBeginAlikeAreCalledByNumber()
    {
        const std::string same = "All of these begin with the same words, ";
        const auto exploration = explorationWithSimilarities(
            {same + "one", same + "two", same + "three", same + "four"}, {{0.597}, {0.587, 0.619}, {0.2, 0.25, 0.3}});
        const std::string worst = describeMap(*exploration).worst;
        QVERIFY2(worst.starts_with("Texts ") && worst.find("same words") == std::string::npos, worst.c_str());
    }

    void theCaption()
    {
        Exploration e = *catExploration();
        e.modelName = "a-model";
        QCOMPARE(mapCaption(e), std::string("PCA · keeps 78% of the differences · a-model"));
        QCOMPARE(mapCaption(e, CaptionParts::MapOnly), std::string("PCA · keeps 78% of the differences"));
        e.modelName = "noise";
        QCOMPARE(mapCaption(e, CaptionParts::MapOnly),
                 std::string("PCA · keeps 78% of the differences · noise: numbers without meaning"));
        e.map->projection = MdsRecipe{};
        e.map->explainedVariance.clear();
        e.map->stress = 0.124;
        QCOMPARE(mapCaption(e), std::string("MDS · distances off by 12% · noise: numbers without meaning"));
        e.map.reset();
        QVERIFY(mapCaption(e).empty());
    }

    void theCaptionCoversNothing()
    {
        for (const ColourMode mode : {ColourMode::Similarity, ColourMode::Cluster}) {
            for (const double fontScale : {1.0, 2.0}) {
                for (const ScreenSize size : {ScreenSize{1600, 1000}, ScreenSize{800, 600}, ScreenSize{400, 300}}) {
                    ViewState view;
                    view.colourMode = mode;
                    view.fontScale = fontScale;
                    const ExplorationPtr exploration = clusteredExploration(120, 10);
                    const auto without = texts(buildScene(exploration, view, size, FixedWidthMeasurer()));
                    view.caption = true;
                    const Scene scene = buildScene(exploration, view, size, FixedWidthMeasurer());
                    const auto isCaption = [](const TextItem *text) {
                        return text->text.lines.front().text.starts_with("PCA · ");
                    };
                    const auto all = texts(scene);
                    QVERIFY(std::none_of(without.begin(), without.end(),
                                         [&](const TextItem &text) { return isCaption(&text); }));
                    const auto caption =
                        std::find_if(all.begin(), all.end(), [&](const TextItem &text) { return isCaption(&text); });
                    QVERIFY(caption != all.end());
                    QVERIFY(caption->bounds().x > 0);
                    for (auto other = all.begin(); other != all.end(); ++other)
                        QVERIFY(other == caption || !other->bounds().intersects(caption->bounds()));
                    for (std::size_t i = 0; i < scene.points->x.size(); ++i)
                        QVERIFY(!caption->bounds().contains(
                            scene.viewport.toScreen({scene.points->x[i], scene.points->y[i]})));
                }
            }
        }
    }

    /// A number on the map is on a line that is seen on both sides of it, or at the end of a leader.
    void noNumberFloats()
    {
        std::size_t beside = 0;
        for (const double zoom : {1.0, 0.5, 0.3, 0.2, 0.15, 0.1}) {
            ViewState view;
            view.showLabels = false;
            const ExplorationPtr cats = catExploration();
            const auto base = makeSceneBase(cats, view);
            view.camera = fittedCamera(*base, {800, 600});
            view.camera->scale *= zoom;
            view.truthLines = zoom != 1.0;
            const Scene scene = buildScene(*base, view, {800, 600}, FixedWidthMeasurer());
            const auto touches = [](const ScreenRect &rect, const LineItem &line) {
                const ScreenPoint a = line.points.front();
                const ScreenPoint b = line.points.back();
                double seen = 0; // of the line, outside the rectangle
                bool inside = false;
                constexpr int kSteps = 400;
                for (int i = 0; i <= kSteps; ++i) {
                    const double t = double(i) / kSteps;
                    const bool in = rect.contains({a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t});
                    inside = inside || in;
                    seen += in ? 0 : std::hypot(b.x - a.x, b.y - a.y) / kSteps;
                }
                return inside && seen >= 7;
            };
            for (const SceneItem &item : scene.above) {
                const auto *pill = std::get_if<TextItem>(&item);
                if (!pill || pill->role != TextRole::Pill)
                    continue;
                const ScreenRect rect = pill->bounds().grown(9);
                bool on = false;
                for (const SceneItem &other : scene.below)
                    if (const auto *line = std::get_if<LineItem>(&other))
                        on = on || (line->dash != LineItem::Dash::Solid && line->colour == pill->colour &&
                                    touches(pill->bounds(), *line));
                bool led = false;
                for (const SceneItem &other : scene.above)
                    if (const auto *line = std::get_if<LineItem>(&other))
                        led = led || (line->colour == pill->colour && rect.grown(1).contains(line->points.back()));
                QVERIFY2(on || led, pill->text.lines.front().text.c_str());
                beside += led ? 1 : 0;
            }
        }
        QVERIFY(beside > 0); // it happens
    }

    void theTruthIsTheCardsPairAndTheNearest()
    {
        const auto lines = [](const Scene &scene, LineItem::Dash dash) {
            return std::count_if(scene.below.begin(), scene.below.end(), [&](const SceneItem &item) {
                const auto *line = std::get_if<LineItem>(&item);
                return line && line->dash == dash;
            });
        };
        ViewState view;
        const FixedWidthMeasurer measurer;
        const ExplorationPtr cats = catExploration();
        QCOMPARE(lines(buildScene(cats, view, {800, 600}, measurer), LineItem::Dash::Dashed), 0);
        view.truthLines = true;
        const Scene all = buildScene(cats, view, {800, 600}, measurer);
        QCOMPARE(lines(all, LineItem::Dash::Dashed), 1); // the worst pair
        QCOMPARE(lines(all, LineItem::Dash::Dotted), 5); // and every other
        const ExplorationPtr many = clusteredExploration(60, 4);
        const Scene some = buildScene(many, view, {1600, 1000}, measurer);
        const auto &worst = *many->map->faithfulness.worstPair;
        const auto dashed = std::find_if(some.below.begin(), some.below.end(), [](const SceneItem &item) {
            const auto *line = std::get_if<LineItem>(&item);
            return line && line->dash == LineItem::Dash::Dashed;
        });
        QVERIFY(dashed != some.below.end());
        const auto base = makeSceneBase(many, view);
        const auto at = [&](std::size_t row) {
            return some.viewport.toScreen(
                {base->points->x[base->positionOf[row]], base->points->y[base->positionOf[row]]});
        };
        const LineItem &line = std::get<LineItem>(*dashed);
        QVERIFY(std::hypot(line.points.front().x - at(worst.first).x, line.points.front().y - at(worst.first).y) < 25);
        QVERIFY(std::hypot(line.points.back().x - at(worst.second).x, line.points.back().y - at(worst.second).y) < 25);
        QVERIFY(lines(some, LineItem::Dash::Dotted) <= 5);
        view.selection.insert(many->rows[7].id);
        const Scene selected = buildScene(many, view, {1600, 1000}, measurer);
        QCOMPARE(lines(selected, LineItem::Dash::Dashed), 0);
        QVERIFY(lines(selected, LineItem::Dash::Dotted) >= 3);
        QVERIFY(lines(selected, LineItem::Dash::Dotted) <= 6); // five, and the anchor's to its most similar
    }

    void focusLooksLikeNothingElse()
    {
        const ExplorationPtr exploration = clusteredExploration(30, 3);
        const auto count = [&](ViewState view) {
            view.colourMode = ColourMode::Cluster;
            view.showLabels = false;
            const Scene scene = buildScene(exploration, view, {800, 600}, FixedWidthMeasurer());
            std::pair<int, int> found; // rings, brackets
            for (const SceneItem &item : scene.above) {
                const auto *mark = std::get_if<MarkItem>(&item);
                const auto *line = std::get_if<LineItem>(&item);
                found.first += mark && mark->style.fill.a == 0 ? 1 : 0;
                found.second += line && line->points.size() == 3 ? 1 : 0;
            }
            return found;
        };
        QCOMPARE(count({}), (std::pair<int, int>(2, 0))); // the anchor's
        ViewState view;
        view.focused = exploration->rows[4].id;
        QCOMPARE(count(view), (std::pair<int, int>(2, 4)));
        view.selection.insert(exploration->rows[4].id);
        QCOMPARE(count(view), (std::pair<int, int>(3, 4)));
    }

    void theAnchorIsLabelledAmongClusterNames()
    {
        ViewState view;
        view.colourMode = ColourMode::Cluster;
        for (const std::size_t n : {12, 30, 60, 120}) {
            const Scene scene = buildScene(clusteredExploration(n, 3), view, {800, 600}, FixedWidthMeasurer());
            QVERIFY(std::any_of(scene.labels.begin(), scene.labels.end(),
                                [](const PlacedLabel &label) { return label.row == 0; }));
        }
    }

    void fittingKeepsMarksFromWhatIsReserved()
    {
        const std::vector<ScreenRect> reserved = {{490, 480, 300, 110}, {756, 10, 34, 110}};
        for (const std::size_t n : {2, 3, 4, 40, 400}) {
            const auto base =
                makeSceneBase(n < 4 ? explorationWithSimilarities(n == 2 ? std::vector<std::string>{"a", "b"}
                                                                         : std::vector<std::string>{"a", "b", "c"},
                                                                  {{0.6}, {0.5, 0.4}})
                              : n == 4 ? catExploration()
                                       : clusteredExploration(n, 8),
                              {});
            const Viewport viewport(fittedCamera(*base, {800, 600}, 1, reserved), {800, 600});
            for (std::size_t i = 0; i < base->points->x.size(); ++i) {
                const ScreenPoint p = viewport.toScreen({base->points->x[i], base->points->y[i]});
                QVERIFY(ScreenRect({0, 0, 800, 600}).grown(-base->markRadius).contains(p));
                for (const ScreenRect &r : reserved)
                    QVERIFY(!r.grown(base->markRadius).contains(p));
            }
        }
        const auto base = makeSceneBase(catExploration(), {});
        QVERIFY(fittedCamera(*base, {800, 600}, 1, reserved) != fittedCamera(*base, {800, 600})); // it is needed
        const std::vector<ScreenRect> everything = {{0, 0, 800, 600}};
        QCOMPARE(fittedCamera(*base, {800, 600}, 1, everything), fittedCamera(*base, {800, 600}));
    }

    /// A card ends its lines, so that there are more of them.
    void fittingKeepsMarksFromTheLegendBesideACard()
    {
        const std::vector<ScreenRect> reserved = {{300, 414, 280, 130}};
        ViewState view;
        for (const std::size_t groups : {1, 4, 8}) {
            view.colourMode = groups == 1 ? ColourMode::Similarity : ColourMode::Group;
            view.fontScale = groups == 1 ? 1.4 : 1; // a ramp's lines are as many whatever the card
            auto exploration = std::make_shared<Exploration>(*clusteredExploration(400, groups));
            for (std::size_t row = 0; row < 400; ++row) {
                exploration->rows.edit()[row].group = "group with a long name " + std::to_string(row % groups);
                // An oblong without the corner that the card lies in, so that it asks for no more room.
                const double x = static_cast<double>(row % 20) / 12;
                const double y = static_cast<double>(row / 20) / 10;
                exploration->map->coordinates(static_cast<Eigen::Index>(row), 0) = x;
                exploration->map->coordinates(static_cast<Eigen::Index>(row), 1) = x > 0.3 ? 1 + y / 2 : y;
            }
            const auto base = makeSceneBase(exploration, view);
            const Scene scene = buildScene(*base, view, {592, 560}, FixedWidthMeasurer(), reserved);
            std::optional<ScreenRect> legend;
            for (const SceneItem &item : scene.above)
                if (const auto *ground = std::get_if<RectItem>(&item); ground && !legend)
                    legend = ground->rect;
            QVERIFY(legend && legend->right() < reserved.front().x);
            for (std::size_t i = 0; i < scene.points->x.size(); ++i)
                QVERIFY(!legend->contains(scene.viewport.toScreen({scene.points->x[i], scene.points->y[i]})));
        }
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
