#include "bench_method.h"

#include "core/analyse/project/umap/umap.h"

namespace embedscope {

namespace {

Result<BenchAnswer> run(const BenchTask &task)
{
    UmapOptions options;
    options.neighbours = task.options.whole("neighbors", options.neighbours);
    options.minDist = task.options.number("min-dist", options.minDist);
    options.components = task.options.whole("components", options.components);
    options.epochs = task.options.whole("epochs", options.epochs);
    options.seed = task.options.whole<std::uint64_t>("seed", options.seed);
    if (task.options.text("metric", "cosine") == "euclidean")
        options.metric = NeighbourMetric::Euclidean;
    auto found = projectUmap(task.vectors, options, task.control, {}, nullptr, task.pool);
    if (!found)
        return found.error();
    return BenchAnswer{std::move(found->coordinates), {{"epochs", found->epochs}}};
}

} // namespace

const BenchMethod kBenchUmap = {
    "umap", "[--neighbors 15] [--min-dist 0.1] [--components 2] [--epochs N] [--seed 1] [--metric cosine]", run};

} // namespace embedscope
