#include "bench_method.h"

#include "core/analyse/faithfulness.h"

namespace embedscope {

namespace {

Result<BenchAnswer> run(const BenchTask &task)
{
    FaithfulnessOptions options;
    options.neighbours = task.options.whole<std::size_t>("k", options.neighbours);
    options.exactRows = task.options.whole<std::size_t>("exact", options.exactRows);
    options.sampleRows = task.options.whole<std::size_t>("sample", options.sampleRows);
    const MatrixD map = readNpyInDouble(task.options.text("map", ""));
    const auto found = measureFaithfulness(task.vectors, map, options, task.control, task.pool);
    if (!found)
        return found.error();
    return BenchAnswer{MatrixD(),
                       {{"kept", found->neighboursKept},
                        {"trustworthiness", found->trustworthiness},
                        {"continuity", found->continuity},
                        {"sample", static_cast<double>(found->sampleSize)}}};
}

} // namespace

const BenchMethod kBenchFaithfulness = {"faithfulness", "--map FILE.npy [--k 10] [--exact N] [--sample N]", run};

} // namespace embedscope
