#include "bench_method.h"

#include "core/analyse/project/pca/pca.h"

namespace embedscope {

namespace {

Result<BenchAnswer> run(const BenchTask &task)
{
    PcaOptions options;
    options.components = task.options.whole("components", 2);
    auto found = projectPca(task.vectors, options, task.control, task.pool);
    if (!found)
        return found.error();
    return BenchAnswer{std::move(found->coordinates), {{"first_share", found->explainedVarianceRatio[0]}}};
}

} // namespace

const BenchMethod kBenchPca = {"pca", "[--components 2]", run};

} // namespace embedscope
