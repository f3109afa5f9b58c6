// Times the shipped embedder on a text file, one text a line, tokenizing included. Usage:
//
//   bench_embed FILE [--model FOLDER] [--precision f32|int8] [--threads N] [--repeat N] [--out FILE]
//
// Prints one JSON object: seconds of opening, of the first vector counted from the start of main(), and of each pass,
// by the clock and of the processors. --out writes the vectors of the last pass as bare float32.

#include "core/base/cpu.h"
#include "core/embed/local_embedder.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

using namespace embedscope;

namespace {

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace

int main(int argc, char **argv)
{
    const double start = wallSeconds();
    std::string file;
    std::string model = EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2";
    unsigned threads = 0;
    int repeat = 3;
    std::string out;
    EmbedderOptions options;
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        if (option == "--model" && i + 1 < argc)
            model = argv[++i];
        else if (option == "--threads" && i + 1 < argc)
            threads = static_cast<unsigned>(std::atoi(argv[++i]));
        else if (option == "--repeat" && i + 1 < argc)
            repeat = std::atoi(argv[++i]);
        else if (option == "--out" && i + 1 < argc)
            out = argv[++i];
        else if (option == "--precision" && i + 1 < argc && precisionNamed(argv[i + 1]))
            options.precision = *precisionNamed(argv[++i]);
        else
            file = option;
    }
    std::vector<std::string> lines;
    std::ifstream input(file);
    for (std::string line; std::getline(input, line);)
        lines.push_back(line);
    if (lines.empty()) {
        std::fprintf(stderr, "usage: bench_embed FILE [--model FOLDER] [--precision f32|int8] [--threads N] [--repeat "
                             "N] [--out FILE]\n");
        return 2;
    }
    const std::vector<std::string_view> texts(lines.begin(), lines.end());

    ThreadPool pool(threads);
    const double beforeOpening = wallSeconds();
    const auto embedder = openLocalEmbedder(model, pool, options);
    if (!embedder) {
        std::fprintf(stderr, "%s %s\n", embedder.error().path.c_str(), embedder.error().detail.c_str());
        return 1;
    }
    const double opened = wallSeconds();
    const std::size_t width = (*embedder)->dimensions();
    std::vector<float> vectors(texts.size() * width);
    const auto count = [&](const EmbeddedRow &row) {
        if (row.vector)
            std::copy(row.vector->begin(), row.vector->end(),
                      vectors.begin() + static_cast<std::ptrdiff_t>(row.index * width));
    };
    (void)(*embedder)->embed({texts.data(), 1}, Role::Plain, count);
    const double first = wallSeconds();

    std::string seconds;
    std::string processor;
    std::size_t tokens = 0;
    for (int i = 0; i < repeat; ++i) {
        const double wall = wallSeconds();
        const double cpu = processorSeconds();
        const auto usage = (*embedder)->embed(texts, Role::Plain, count);
        if (!usage)
            return 1;
        tokens = usage->tokens;
        const std::string comma = i == 0 ? "" : ", ";
        seconds += comma + std::to_string(wallSeconds() - wall);
        processor += comma + std::to_string(processorSeconds() - cpu);
    }
    if (!out.empty())
        std::ofstream(out, std::ios::binary)
            .write(reinterpret_cast<const char *>(vectors.data()),
                   static_cast<std::streamsize>(vectors.size() * sizeof(float)));
    std::printf("{\"cpu\": \"%s\", \"threads\": %u, \"texts\": %zu, \"tokens\": %zu, \"open_seconds\": %.4f, "
                "\"first_vector_seconds\": %.4f, \"seconds\": [%s], \"processor_seconds\": [%s]}\n",
                std::string(instructionSetName(instructionSet())).c_str(), pool.threadCount(), texts.size(), tokens,
                opened - beforeOpening, first - start, seconds.c_str(), processor.c_str());
    return 0;
}
