#include "bench_method.h"

#include "core/analyse/cluster/kmeans.h"

namespace embedscope {

namespace {

Result<BenchAnswer> run(const BenchTask &task)
{
    KMeansOptions options;
    options.clusters = task.options.whole<std::size_t>("k", 50);
    options.starts = task.options.whole("starts", options.starts);
    options.seed = task.options.whole<std::uint64_t>("seed", options.seed);
    const auto found = clusterKMeans(task.vectors, options, task.control, task.pool);
    if (!found)
        return found.error();
    BenchAnswer answer;
    answer.rows.resize(static_cast<Eigen::Index>(found->labels.size()), 1);
    for (std::size_t i = 0; i < found->labels.size(); ++i)
        answer.rows(static_cast<Eigen::Index>(i), 0) = static_cast<double>(found->labels[i]);
    answer.figures = {{"inertia", found->inertia}, {"clusters", static_cast<double>(found->clusters)}};
    return answer;
}

} // namespace

const BenchMethod kBenchKMeans = {"kmeans", "[--k 50; 0: chosen] [--starts 10] [--seed 1]", run};

} // namespace embedscope
