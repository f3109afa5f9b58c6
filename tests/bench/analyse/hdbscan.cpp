#include "bench_method.h"

#include "core/analyse/cluster/cluster_space.h"
#include "core/analyse/cluster/hdbscan.h"
#include "core/analyse/project/umap/umap.h"

namespace embedscope {

namespace {

// --space given: the file's rows as they are; all: their directions in all dimensions; umap5: as the program does.
Result<HdbscanResult> found(const BenchTask &task)
{
    HdbscanOptions options;
    options.minSize = task.options.whole<std::size_t>("min-size", 25);
    options.minSamples = task.options.whole<std::size_t>("min-samples", 0);
    const std::string where = task.options.text("space", "all");
    if (where == "all")
        return clusterHdbscan(task.vectors, options, task.control, task.pool);
    if (where == "given")
        return clusterHdbscanOfPoints(MatrixD(task.vectors.eigen().cast<double>()), options, task.control, task.pool);
    const UmapOptions space = clusterSpace(task.options.whole<std::uint64_t>("seed", 1));
    const auto map = projectUmap(task.vectors, space, {}, {}, nullptr, task.pool);
    if (!map)
        return map.error();
    return clusterHdbscanOfPoints(map->coordinates, options, task.control, task.pool);
}

Result<BenchAnswer> run(const BenchTask &task)
{
    const auto result = found(task);
    if (!result)
        return result.error();
    BenchAnswer answer;
    answer.rows.resize(static_cast<Eigen::Index>(result->labels.size()), 1);
    for (std::size_t i = 0; i < result->labels.size(); ++i)
        answer.rows(static_cast<Eigen::Index>(i), 0) = static_cast<double>(result->labels[i]);
    answer.figures = {{"clusters", static_cast<double>(result->clusters)},
                      {"noise", static_cast<double>(result->noise) / static_cast<double>(task.vectors.rows)}};
    return answer;
}

} // namespace

const BenchMethod kBenchHdbscan = {
    "hdbscan", "[--space all|given|umap5] [--min-size 25] [--min-samples 0: as min-size] [--seed 1]", run};

} // namespace embedscope
