#include "bench_method.h"

#include "core/analyse/project/mds.h"

namespace embedscope {

namespace {

Result<BenchAnswer> run(const BenchTask &task)
{
    MdsOptions options;
    options.maxIterations = task.options.whole("iterations", options.maxIterations);
    auto found = projectMds(task.vectors, options, task.control, task.pool);
    if (!found)
        return found.error();
    return BenchAnswer{std::move(found->coordinates), {{"stress", found->stress}, {"iterations", found->iterations}}};
}

} // namespace

const BenchMethod kBenchMds = {"mds", "[--iterations 300]", run};

} // namespace embedscope
