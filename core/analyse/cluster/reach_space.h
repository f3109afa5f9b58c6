#pragma once

#include "core/base/large_vector.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace embedscope {

/// The k nearest others of every point: row i's are entries i·k … i·k + k - 1, by rising distance.
struct NearestOthers
{
    std::size_t k = 0;
    LargeVector<std::uint32_t> index;
    LargeVector<double> distance;
};

/// A way from a point to another, as long as their mutual reachability: the largest of their distance and the two core
/// distances.
struct ReachEdge
{
    double length = std::numeric_limits<double>::infinity();
    std::uint32_t to = 0;
};

/// Points as the spanning tree of mutual reachability asks for them. Result bits do not depend on the number of
/// threads. Errors: Cancelled, OutOfMemory.
class ReachSpace
{
public:
    ReachSpace() = default;
    ReachSpace(const ReachSpace &) = delete;
    ReachSpace &operator=(const ReachSpace &) = delete;
    virtual ~ReachSpace() = default;

    virtual std::size_t size() const = 0;
    virtual double distance(std::size_t i, std::size_t j) const = 0;
    /// k ≤ size() - 1.
    virtual Result<NearestOthers> nearest(std::size_t k, const RunControl &control, ThreadPool &pool) const = 0;

    /// For each of `points` the shortest edge to a point of another component, put into edges[point] if it is shorter
    /// than what is there and than limits[component of the point].
    virtual Status searchForeign(std::span<const std::uint32_t> points, const std::vector<double> &core,
                                 const std::vector<std::uint32_t> &component, const std::vector<double> &limits,
                                 std::vector<ReachEdge> &edges, const RunControl &control, ThreadPool &pool) = 0;
};

/// Few dimensions, Euclidean: a kd-tree (Bentley 1975). Looks at `points`, copies them.
Result<std::unique_ptr<ReachSpace>> treeSpace(const MatrixD &points);

/// How unitSpace() searches: every pair by float32 products, or first by bounds (cell_bounds.h) that rule most out, as
/// soon as there are few enough components. Every way finds the same bits.
enum class PairSearch : std::uint8_t { Chosen, Products, Bounds };

/// Many dimensions, the Euclidean distances of rows scaled to length 1, none of them zero. Looks at `rows`.
std::unique_ptr<ReachSpace> unitSpace(MatrixView rows, PairSearch search = PairSearch::Chosen,
                                      const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
