#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"
#include "core/system/mapped_file.h"

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace embedscope {

/// The options that follow the vectors: --name value.
struct BenchOptions
{
    std::map<std::string, std::string> values;

    std::string text(const std::string &name, const std::string &otherwise) const
    {
        const auto found = values.find(name);
        return found == values.end() ? otherwise : found->second;
    }
    double number(const std::string &name, double otherwise) const
    {
        const auto found = values.find(name);
        return found == values.end() ? otherwise : std::atof(found->second.c_str());
    }
    template <class T = int> T whole(const std::string &name, T otherwise) const
    {
        return static_cast<T>(number(name, static_cast<double>(otherwise)));
    }
};

struct BenchTask
{
    MatrixView vectors;
    const BenchOptions &options;
    ThreadPool &pool;
    RunControl control = {};
};

struct BenchAnswer
{
    MatrixD rows;                                        ///< what --out writes: coordinates, labels, neighbours
    std::vector<std::pair<std::string, double>> figures; ///< printed with the seconds
};

/// One sub-command of bench_analyse; run() is what is timed.
struct BenchMethod
{
    const char *name;
    const char *options; ///< for the usage
    Result<BenchAnswer> (*run)(const BenchTask &task);
};

// One source each in this folder; listed in bench_analyse.cpp.
extern const BenchMethod kBenchFaithfulness;
extern const BenchMethod kBenchHdbscan;
extern const BenchMethod kBenchKl;
extern const BenchMethod kBenchKMeans;
extern const BenchMethod kBenchKnn;
extern const BenchMethod kBenchMds;
extern const BenchMethod kBenchPca;
extern const BenchMethod kBenchTsne;
extern const BenchMethod kBenchUmap;

/// A two-dimensional .npy of float32 or float64, rows first; what of it is float64 becomes float32. Says why not on
/// stderr and returns an empty one.
Matrix readNpy(const std::string &path);
/// The rows of a float32 .npy where they lie in its file, for as long as that is kept; none, and why on stderr.
std::shared_ptr<const MappedFile> mapNpy(const std::string &path, MatrixView &rows);
MatrixD readNpyInDouble(const std::string &path);
bool writeNpy(const std::string &path, const MatrixD &rows);

} // namespace embedscope
