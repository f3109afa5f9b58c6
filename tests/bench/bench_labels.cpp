// Times the labels of the 200 real sentences at 1600 × 1000, and panning 2,000 made-up points. Usage:
//
//   QT_QPA_PLATFORM=offscreen bench_labels [--repeat N]
//
// Prints a table; milliseconds are the best and the middle of N runs (50). Exit status 1 if a plain eight-place placer
// places more labels, or anything overlaps.

#include "core/scene/label_layout.h"
#include "tests/support/plain_labels.h"
#include "tests/support/real_sample.h"
#include "tests/support/sample_explorations.h"
#include "ui/render/qt_text_measurer.h"
#include "ui/render/scene_painter.h"

#include <QGuiApplication>
#include <QPainter>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace embedscope;

namespace {

struct Times
{
    double best = 0;
    double middle = 0;
};

template <class F> Times timed(int repeat, F work)
{
    std::vector<double> ms;
    for (int i = 0; i < repeat; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work(i);
        ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(ms.begin(), ms.end());
    return {ms.front(), ms[ms.size() / 2]};
}

constexpr ScreenSize kSize{1600, 1000};

bool realSentences(const ExplorationPtr &topics, const char *name, ColourMode mode, int repeat)
{
    ViewState view;
    view.colourMode = mode;
    const auto base = makeSceneBase(topics, view);
    const QtTextMeasurer measurer;
    const LabelLayout layout = labelLayout(*base, view, kSize, measurer);
    std::vector<LabelPlacement> placements;
    const Times place = timed(repeat, [&](int) {
        placements = placeLabels(layout.requests, layout.marks, layout.obstacles, layout.lines, layout.bounds);
    });
    const Times build = timed(repeat, [&](int) { buildScene(*base, view, kSize, measurer); });
    const auto ours = placedRects(placements);
    const std::size_t plain = placeGreedily(layout).size();
    const std::size_t overlaps = countOverlaps(ours, layout);
    std::printf("%-25s labels %3zu of %zu, plainly %3zu, overlaps %zu; placing %.2f / %.2f ms; scene %.2f / %.2f ms\n",
                name, ours.size(), layout.requests.size(), plain, overlaps, place.best, place.middle, build.best,
                build.middle);
    return ours.size() >= plain && overlaps == 0;
}

/// What one step of panning costs: a scene and its painting, each time a few pixels further.
void panning(std::size_t n, ColourMode mode, const char *name, int repeat)
{
    ViewState view;
    view.colourMode = mode;
    view.truthLines = true;
    const auto base = makeSceneBase(clusteredExploration(n, 10), view);
    const QtTextMeasurer measurer;
    const Camera fitted = fittedCamera(*base, kSize);
    std::vector<Scene> scenes(static_cast<std::size_t>(repeat));
    const Times build = timed(repeat, [&](int i) {
        view.camera = Viewport(fitted, kSize).pannedBy(3.0 * i, 2.0 * i);
        scenes[static_cast<std::size_t>(i)] = buildScene(*base, view, kSize, measurer);
    });
    QImage image(1600, 1000, QImage::Format_ARGB32_Premultiplied);
    const ScenePainter scenePainter;
    const Times paint = timed(repeat, [&](int i) {
        QPainter painter(&image);
        scenePainter.paint(painter, scenes[static_cast<std::size_t>(i)]);
    });
    std::printf("%zu points, %-11s labels %zu; scene %.2f / %.2f ms; painting %.2f / %.2f ms\n", n, name,
                scenes.back().labels.size(), build.best, build.middle, paint.best, paint.middle);
}

} // namespace

int main(int argc, char **argv)
{
    const QGuiApplication app(argc, argv);
    int repeat = 50;
    for (int i = 1; i + 1 < argc; ++i)
        if (std::strcmp(argv[i], "--repeat") == 0)
            repeat = std::max(1, std::atoi(argv[i + 1]));
    Recipe recipe;
    recipe.clusters.method = ClusterRecipe::Method::KMeans;
    const ExplorationPtr topics = exploreRealSample("ten-topics.csv", recipe);
    if (!topics) {
        std::fprintf(stderr, "the sample or the model could not be read\n");
        return 1;
    }
    bool good = realSentences(topics, "200 sentences, similarity", ColourMode::Similarity, repeat);
    good = realSentences(topics, "200 sentences, clusters", ColourMode::Cluster, repeat) && good;
    panning(2000, ColourMode::Similarity, "similarity", repeat);
    panning(2000, ColourMode::Cluster, "clusters", repeat);
    return good ? 0 : 1;
}
