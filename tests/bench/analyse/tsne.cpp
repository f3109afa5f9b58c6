#include "bench_method.h"

#include "core/analyse/project/tsne/tsne.h"

namespace embedscope {

namespace {

TsneOptions optionsOf(const BenchTask &task)
{
    TsneOptions options;
    options.perplexity = task.options.number("perplexity", options.perplexity);
    options.exaggeratedSteps = task.options.whole("exaggerated-steps", options.exaggeratedSteps);
    options.steps = task.options.whole("steps", options.steps);
    options.exactRows = task.options.whole<std::size_t>("exact-rows", options.exactRows);
    options.seed = task.options.whole<std::uint64_t>("seed", options.seed);
    return options;
}

Result<BenchAnswer> run(const BenchTask &task)
{
    auto found = projectTsne(task.vectors, optionsOf(task), task.control, {}, nullptr, task.pool);
    if (!found)
        return found.error();
    return BenchAnswer{std::move(found->coordinates), {{"perplexity", found->perplexity}}};
}

// The divergence of any program's layout from our affinities.
Result<BenchAnswer> divergence(const BenchTask &task)
{
    const MatrixD map = readNpyInDouble(task.options.text("map", ""));
    const double perplexity = task.options.number("perplexity", 30);
    const auto neighbours =
        findNeighbours(task.vectors, {static_cast<std::size_t>(3 * perplexity)}, task.control, task.pool);
    if (!neighbours)
        return neighbours.error();
    const auto affinities = tsneAffinities(*neighbours, perplexity, task.control, task.pool);
    if (!affinities)
        return affinities.error();
    const auto kl = klDivergence(*affinities, map, task.control, task.pool);
    if (!kl)
        return kl.error();
    return BenchAnswer{{}, {{"kl", *kl}}};
}

} // namespace

const BenchMethod kBenchTsne = {
    "tsne", "[--perplexity 30] [--exaggerated-steps 250] [--steps 500] [--exact-rows N] [--seed 1]", run};
const BenchMethod kBenchKl = {"kl", "--map FILE.npy [--perplexity 30]", divergence};

} // namespace embedscope
