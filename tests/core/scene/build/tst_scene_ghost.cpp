#include "core/scene/build/build_scene.h"
#include "tests/support/sample_explorations.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace embedscope;

namespace {

constexpr ScreenSize kSize{900, 650};

Ghost ghostAt(const ExplorationPtr &exploration, WorldPoint place, PlaceKind kind = PlaceKind::Exact)
{
    return {"Dogs bark.", exploration, place, kind, 0};
}

Scene sceneWith(const ExplorationPtr &exploration, const Ghost *ghost, const ViewState &view = {},
                std::span<const ScreenRect> reserved = {})
{
    return buildScene(*makeSceneBase(exploration, view), view, kSize, FixedWidthMeasurer(), reserved, ghost);
}

bool says(const Scene &scene, const std::string &words)
{
    return std::any_of(scene.above.begin(), scene.above.end(), [&](const SceneItem &item) {
        const auto *text = std::get_if<TextItem>(&item);
        return text && text->text.lines.size() == 1 && text->text.lines.front().text == words;
    });
}

std::vector<MarkItem> marksAt(const Scene &scene, ScreenPoint at)
{
    std::vector<MarkItem> marks;
    for (const SceneItem &item : scene.above)
        if (const auto *mark = std::get_if<MarkItem>(&item); mark && mark->at == at)
            marks.push_back(*mark);
    return marks;
}

/// Lines below the marks that are in `with` only.
std::vector<LineItem> linesAdded(const Scene &without, const Scene &with)
{
    std::vector<LineItem> lines;
    for (std::size_t i = without.below.size(); i < with.below.size(); ++i)
        lines.push_back(std::get<LineItem>(with.below[i]));
    return lines;
}

/// The ground of the legend: the largest panel at the left edge.
ScreenRect legendOf(const Scene &scene)
{
    ScreenRect legend;
    for (const SceneItem &item : scene.above)
        if (const auto *box = std::get_if<RectItem>(&item); box && box->rect.x < 20 && box->rect.width > legend.width)
            legend = box->rect;
    return legend;
}

double distanceToLine(ScreenPoint p, const LineItem &line)
{
    const ScreenPoint a = line.points.front();
    const ScreenPoint b = line.points.back();
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    return std::abs((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / length;
}

} // namespace

class TestSceneGhost : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Everything else is as it is without.
    void nothingElseMoves()
    {
        const ExplorationPtr exploration = clusteredExploration(60, 4);
        const Ghost ghost = ghostAt(exploration, {0.2, 0.1}, PlaceKind::Approximate);
        const Scene without = sceneWith(exploration, nullptr);
        const Scene with = sceneWith(exploration, &ghost);
        QVERIFY(!without.ghost && with.ghost);
        QCOMPARE(with.viewport.camera(), without.viewport.camera());
        QVERIFY(with.points->x == without.points->x && with.points->y == without.points->y);
        QCOMPARE(with.labels.size(), without.labels.size());
        for (std::size_t i = 0; i < with.labels.size(); ++i)
            QVERIFY(with.labels[i].row == without.labels[i].row && with.labels[i].rect == without.labels[i].rect);
        QVERIFY(with.above.size() > without.above.size());
    }

    void exactAndApproximateLookDifferent()
    {
        const ExplorationPtr cats = catExploration();
        const Ghost exact = ghostAt(cats, {0.1, 0.1});
        const Ghost rough = ghostAt(cats, {0.1, 0.1}, PlaceKind::Approximate);
        const Scene a = sceneWith(cats, &exact);
        const Scene b = sceneWith(cats, &rough);
        const ScreenPoint at = a.viewport.toScreen({0.1, 0.1});
        QCOMPARE(a.ghost->at, at);
        QVERIFY(!a.ghost->outside);
        QCOMPARE(marksAt(a, at).size(), std::size_t{1});
        const MarkStyle filled = marksAt(a, at).front().style;
        const MarkStyle hollow = marksAt(b, at).front().style;
        QVERIFY(filled.fill.a == 255 && filled.gap > 0 && filled.outlineWidth > 0);
        QVERIFY(hollow.fill.a == 0 && hollow.outline.a == 255);
        QVERIFY(std::find(a.styles.begin(), a.styles.end(), filled) == a.styles.end());
        QVERIFY(says(a, "Dogs bark.") && !says(a, "approximate"));
        QVERIFY(says(b, "Dogs bark.") && says(b, "approximate"));
        QVERIFY(describeGhost(exact).find("exactly where this map puts it") != std::string::npos);
        QVERIFY(describeGhost(rough).find("approximate") != std::string::npos);
        QVERIFY(describeGhost(rough).find("“I like cats.”") != std::string::npos);
    }

    void aLineGoesToTheNearest()
    {
        const ExplorationPtr cats = catExploration();
        Ghost ghost = ghostAt(cats, {0.3, -0.3});
        ghost.nearest = 3;
        const Scene without = sceneWith(cats, nullptr);
        const Scene scene = sceneWith(cats, &ghost);
        const std::vector<LineItem> lines = linesAdded(without, scene);
        QCOMPARE(lines.size(), std::size_t{1});
        QVERIFY(lines.front().width < 2);
        const auto nearest = scene.viewport.toScreen({cats->map->coordinates(3, 0), cats->map->coordinates(3, 1)});
        QVERIFY(distanceToLine(scene.ghost->at, lines.front()) < 0.5);
        QVERIFY(distanceToLine(nearest, lines.front()) < 0.5);
        ghost.nearest.reset();
        const Scene lonely = sceneWith(cats, &ghost);
        QVERIFY(linesAdded(without, lonely).empty() && lonely.ghost);
        // On its nearest: there is nothing to be drawn between.
        Ghost twin = ghostAt(cats, {cats->map->coordinates(0, 0), cats->map->coordinates(0, 1)});
        const Scene same = sceneWith(cats, &twin);
        QVERIFY(linesAdded(without, same).empty() && same.ghost);
    }

    void wordsLieOnNoOtherLabel()
    {
        const ExplorationPtr cats = catExploration();
        for (const WorldPoint place : {WorldPoint{0, 0}, WorldPoint{0.3, 0.2}, WorldPoint{-0.5, 0.05}}) {
            const Ghost ghost = ghostAt(cats, place);
            const Scene scene = sceneWith(cats, &ghost);
            for (const PlacedLabel &label : scene.labels)
                QVERIFY(!label.rect.intersects(scene.ghost->words));
            QVERIFY(!scene.ghost->words.contains(scene.ghost->at));
        }
    }

    void outsideAnArrowPointsThere_data()
    {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("y");
        QTest::newRow("right") << 50.0 << 0.0;
        QTest::newRow("left, up") << -50.0 << 50.0;
        QTest::newRow("below") << 0.0 << -5.0;
        QTest::newRow("far away") << 1e12 << -1e12;
    }

    void outsideAnArrowPointsThere()
    {
        QFETCH(double, x);
        QFETCH(double, y);
        const ExplorationPtr cats = catExploration();
        const Ghost ghost = ghostAt(cats, {x, y}, PlaceKind::Approximate);
        const Scene scene = sceneWith(cats, &ghost);
        QCOMPARE(scene.viewport.camera(), sceneWith(cats, nullptr).viewport.camera());
        QVERIFY(scene.ghost->outside);
        const ScreenRect picture{0, 0, kSize.width, kSize.height};
        QVERIFY(picture.contains(scene.ghost->at));
        const ScreenRect &words = scene.ghost->words;
        QVERIFY(words.x >= 0 && words.y >= 0 && words.right() <= kSize.width && words.bottom() <= kSize.height);
        QVERIFY(says(scene, "approximate · outside the view"));
        const auto arrow = std::find_if(scene.above.begin(), scene.above.end(), [](const SceneItem &item) {
            const auto *line = std::get_if<LineItem>(&item);
            return line && line->head == LineItem::Head::Arrow;
        });
        QVERIFY(arrow != scene.above.end());
        const auto &points = std::get<LineItem>(*arrow).points;
        QVERIFY(picture.contains(points.back()));
        const ScreenPoint place = scene.viewport.toScreen({x, y});
        const double along = (points.back().x - points.front().x) * (place.x - points.front().x) +
                             (points.back().y - points.front().y) * (place.y - points.front().y);
        QVERIFY(along > 0);
        for (const LineItem &line : linesAdded(sceneWith(cats, nullptr), scene))
            for (const ScreenPoint &p : line.points)
                QVERIFY(picture.grown(10).contains(p));
    }

    void underACardAnArrowPointsThere()
    {
        const ExplorationPtr cats = catExploration();
        ViewState view;
        view.camera = Camera{{0, 0}, 400};
        const std::vector<ScreenRect> card{{600, 400, 300, 250}};
        const Ghost under = ghostAt(cats, {0.6, -0.5}); // 690, 525
        const Scene scene = sceneWith(cats, &under, view, card);
        QVERIFY(scene.ghost->outside);
        QVERIFY(!card.front().contains(scene.ghost->at));
        QVERIFY(!card.front().intersects(scene.ghost->words));
        const Ghost beside = ghostAt(cats, {0.1, -0.5});
        QVERIFY(!sceneWith(cats, &beside, view, card).ghost->outside);
    }

    // On a map that is zoomed in most of what is typed lies outside, also beyond what is written in the corners.
    void anArrowStopsBeforeTheLegend()
    {
        const ExplorationPtr cats = catExploration();
        ViewState view;
        view.caption = true;
        view.camera = Camera{{0, 0}, 4000};
        const auto base = makeSceneBase(cats, view);
        int stopped = 0;
        for (int degrees = 0; degrees < 360; degrees += 3) {
            const double angle = degrees * 3.14159265358979 / 180;
            const Ghost ghost = ghostAt(cats, {std::cos(angle), std::sin(angle)});
            const Scene scene = buildScene(*base, view, kSize, FixedWidthMeasurer(), {}, &ghost);
            QVERIFY(scene.ghost->outside);
            const auto arrow = std::find_if(scene.above.begin(), scene.above.end(), [](const SceneItem &item) {
                const auto *line = std::get_if<LineItem>(&item);
                return line && line->head == LineItem::Head::Arrow;
            });
            const ScreenPoint head = std::get<LineItem>(*arrow).points.back();
            const ScreenRect legend = legendOf(scene);
            QVERIFY2(!legend.contains(head) && !legend.contains(scene.ghost->at), qPrintable(QString::number(degrees)));
            stopped += legend.grown(6).contains(head) ? 1 : 0;
        }
        QVERIFY(stopped > 0);
    }

    // However small the picture, its words do not hide it.
    void smallPictures()
    {
        const ExplorationPtr cats = catExploration();
        ViewState view;
        for (const double scale : {1.0, 2.0}) {
            view.fontScale = scale;
            for (const PlaceKind kind : {PlaceKind::Exact, PlaceKind::Approximate}) {
                Ghost ghost = ghostAt(cats, {0.1, 0.1}, kind);
                ghost.text = "Dogs are adorable, too!";
                const Scene scene =
                    buildScene(*makeSceneBase(cats, view), view, {330, 300}, FixedWidthMeasurer(), {}, &ghost);
                QVERIFY(!scene.ghost->words.contains(scene.ghost->at));
            }
        }
    }

    void turnedAsTheMapIs()
    {
        const ExplorationPtr cats = catExploration();
        ViewState view;
        view.alignment.a = -1;
        const Ghost ghost = ghostAt(cats, {0.1, 0.1});
        const Scene scene = sceneWith(cats, &ghost, view);
        QCOMPARE(scene.ghost->at, scene.viewport.toScreen({-0.1, 0.1}));
    }

    void onlyOnItsOwnMap()
    {
        const ExplorationPtr cats = catExploration();
        const Ghost other = ghostAt(catExploration(), {0.1, 0.1});
        QVERIFY(!sceneWith(cats, &other).ghost);
        Ghost placeless = ghostAt(cats, {});
        placeless.place.reset();
        QVERIFY(!sceneWith(cats, &placeless).ghost);
        QVERIFY(!describeGhost(placeless).empty());
        Ghost empty;
        QVERIFY(!buildScene(*makeSceneBase(cats, {}), {}, {0, 0}, FixedWidthMeasurer(), {}, &empty).ghost);
    }

    void longAndHostileTexts()
    {
        const ExplorationPtr cats = catExploration();
        for (const std::string &text : {std::string(5000, 'x'), std::string("\u202eabc\u0007"), std::string(" ")}) {
            Ghost ghost = ghostAt(cats, {0.1, 0.1}, PlaceKind::Approximate);
            ghost.text = text;
            const Scene scene = sceneWith(cats, &ghost);
            QVERIFY(scene.ghost->words.width < 400 && scene.ghost->words.height < 100);
        }
    }
};

QTEST_GUILESS_MAIN(TestSceneGhost)
#include "tst_scene_ghost.moc"
