// Times the methods that make maps and groups of vectors. Usage:
//
//   bench_analyse METHOD FILE.npy [--rows N] [--threads N] [--repeat N] [--mapped 1] [--out FILE.npy]
//       [--stop-after SECONDS] [the method's own options]
//
// Prints one JSON object: the seconds of each run by the clock and of the processors, and the method's own figures.
// --rows takes the first N rows alone; --mapped leaves float32 rows in their file, which is mapped; --out writes the
// last run's coordinates, labels or neighbours as float64; --stop-after asks the method to stop and prints how long it
// went on.

#include "analyse/bench_method.h"

#include "core/base/cpu.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <stop_token>
#include <string>
#include <thread>

using namespace embedscope;

namespace {

constexpr const BenchMethod *kMethods[] = {
    &kBenchFaithfulness, &kBenchHdbscan, &kBenchKl,   &kBenchKMeans, &kBenchKnn,
    &kBenchMds,          &kBenchPca,     &kBenchTsne, &kBenchUmap,
};

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

int usage()
{
    std::fprintf(
        stderr,
        "usage: bench_analyse METHOD FILE.npy [--rows N] [--threads N] [--repeat N] [--mapped 1] [--out FILE.npy] "
        "[--stop-after SECONDS]\n");
    for (const BenchMethod *method : kMethods)
        std::fprintf(stderr, "  %s %s\n", method->name, method->options);
    return 2;
}

// Asks for a stop after some seconds and says how long the method went on.
int timeStop(const BenchMethod &method, const BenchTask &task, double after)
{
    std::stop_source source;
    double asked = 0;
    bool finished = false;
    {
        const std::jthread timer([&] {
            std::this_thread::sleep_for(std::chrono::duration<double>(after));
            asked = wallSeconds();
            source.request_stop();
        });
        finished = bool(method.run({task.vectors, task.options, task.pool, {source.get_token(), {}, {}}}));
    }
    const double now = wallSeconds();
    if (finished)
        std::fprintf(stderr, "it was done before %g s\n", after);
    else
        std::printf(
            "{\"method\": \"%s\", \"rows\": %zu, \"dimensions\": %zu, \"stopped_after\": %g, \"gone_in\": %.6f}\n",
            method.name, task.vectors.rows, task.vectors.cols, after, now - asked);
    return finished ? 1 : 0;
}

} // namespace

int main(int argc, char **argv)
{
    const auto method = std::find_if(std::begin(kMethods), std::end(kMethods), [&](const BenchMethod *candidate) {
        return argc > 2 && std::strcmp(candidate->name, argv[1]) == 0;
    });
    if (method == std::end(kMethods))
        return usage();
    BenchOptions options;
    for (int i = 3; i < argc; i += 2) {
        if (std::strncmp(argv[i], "--", 2) != 0 || i + 1 == argc)
            return usage();
        options.values[argv[i] + 2] = argv[i + 1];
    }
    std::shared_ptr<const MappedFile> file;
    Matrix all;
    MatrixView vectors;
    if (options.whole("mapped", 0) != 0)
        file = mapNpy(argv[2], vectors);
    else
        vectors = all = readNpy(argv[2]);
    if (vectors.empty())
        return 1;
    vectors.rows = std::min(vectors.rows, options.whole<std::size_t>("rows", vectors.rows));

    ThreadPool pool(options.whole<unsigned>("threads", 0));
    if (const double after = options.number("stop-after", 0); after > 0)
        return timeStop(**method, {vectors, options, pool}, after);
    std::string seconds;
    std::string processor;
    BenchAnswer answer;
    const int repeat = options.whole("repeat", 1);
    for (int i = 0; i < repeat; ++i) {
        const double wall = wallSeconds();
        const double cpu = processorSeconds();
        Result<BenchAnswer> result = (*method)->run({vectors, options, pool, {}});
        if (!result) {
            std::fprintf(stderr, "error %d %s\n", static_cast<int>(result.error().code), result.error().detail.c_str());
            return 1;
        }
        const std::string comma = i == 0 ? "" : ", ";
        seconds += comma + std::to_string(wallSeconds() - wall);
        processor += comma + std::to_string(processorSeconds() - cpu);
        answer = std::move(*result);
    }
    if (const std::string out = options.text("out", ""); !out.empty() && !writeNpy(out, answer.rows))
        return 1;
    std::printf("{\"method\": \"%s\", \"cpu\": \"%s\", \"threads\": %u, \"rows\": %zu, \"dimensions\": %zu", argv[1],
                std::string(instructionSetName(instructionSet())).c_str(), pool.threadCount(), vectors.rows,
                vectors.cols);
    for (const auto &[name, value] : answer.figures)
        std::printf(", \"%s\": %.17g", name.c_str(), value);
    std::printf(", \"seconds\": [%s], \"processor_seconds\": [%s]}\n", seconds.c_str(), processor.c_str());
    return 0;
}
