#include "core/analyse/cluster/cell_bounds.h"
#include "core/analyse/cluster/reach_space.h"
#include "core/analyse/neighbours/neighbours.h"
#include "core/analyse/rows.h"
#include "core/analyse/unit_rows.h"
#include "core/base/cpu.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

namespace embedscope {

namespace {

constexpr std::size_t kQueries = 48; ///< points that are multiplied with a block of rows at once
constexpr std::size_t kEntryBlock = 1 << 16;
constexpr std::size_t kMostCells = 64;  ///< a float32 for each and each point
constexpr std::size_t kFewPoints = 400; ///< for so few, all products are as quick
constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();

using Lanes = float __attribute__((vector_size(32)));
using LaneNumbers = std::uint32_t __attribute__((vector_size(32)));
using LaneFlags = std::int32_t __attribute__((vector_size(32)));
constexpr std::size_t kLanes = 8;

template <class To> void lanesAt(const void *from, To &lanes)
{
    __builtin_memcpy(&lanes, from, sizeof lanes);
}

// A point and a cell that may have the nearest foreign point of the point's component.
struct Near
{
    std::uint32_t point = 0;
    float best = 0; ///< squared; only less counts
    std::uint32_t to = kNone;
};

struct NearChunk
{
    std::size_t cell = 0;
    std::span<Near> nears;
};

std::vector<NearChunk> chunksOf(std::vector<std::vector<Near>> &nears)
{
    std::vector<NearChunk> chunks;
    for (std::size_t cell = 0; cell < nears.size(); ++cell)
        for (std::size_t first = 0; first < nears[cell].size(); first += kQueries)
            chunks.push_back(
                {cell, std::span(nears[cell]).subspan(first, std::min(kQueries, nears[cell].size() - first))});
    return chunks;
}

class UnitSpace : public ReachSpace
{
public:
    UnitSpace(MatrixView vectors, PairSearch search, const RunControl &control, ThreadPool &pool)
        : m_vectors(vectors), m_rows(vectors, control, pool), m_search(search)
    {
    }

    std::size_t size() const override { return m_rows.rows(); }
    double distance(std::size_t i, std::size_t j) const override { return std::sqrt(m_rows.squaredDistance(i, j)); }

    Result<NearestOthers> nearest(std::size_t k, const RunControl &control, ThreadPool &pool) const override
    {
        const Result<NeighboursResult> found = findNeighbours(m_vectors, {k}, control, pool);
        if (!found)
            return found.error();
        NearestOthers others;
        others.k = k;
        const LargeVector<Neighbour> &entries = found->entries;
        others.index.resize(entries.size());
        others.distance.resize(entries.size());
        const Status status =
            parallelBlocks(pool, control, entries.size(), kEntryBlock, [&](std::size_t begin, std::size_t end) {
                for (std::size_t at = begin; at < end; ++at) {
                    others.index[at] = entries[at].index;
                    others.distance[at] = std::sqrt(std::max(0.0, 2 - 2 * entries[at].similarity));
                }
            });
        if (!status)
            return status.error();
        return others;
    }

    Status searchForeign(std::span<const std::uint32_t> points, const std::vector<double> &core,
                         const std::vector<std::uint32_t> &component, const std::vector<double> &limits,
                         std::vector<ReachEdge> &edges, const RunControl &control, ThreadPool &pool) override
    {
        if (points.empty())
            return {};
        const bool bytes = hasByteProducts() && m_rows.cols() <= Int8Matrix::kMostInputs;
        m_component = component;
        m_squaredCore.clear();
        for (const double distance : core)
            m_squaredCore.push_back(static_cast<float>(distance * distance));
        if (!m_bounds && bounding(points.size(), bytes)) {
            m_packed.reset();
            Result<CellBounds> bounds = CellBounds::make(
                m_vectors, component, core, bytes ? RoughProducts::Bytes : RoughProducts::Floats, control, pool);
            if (!bounds)
                return bounds.error();
            m_bounds = std::move(*bounds);
        }
        return m_bounds ? searchCells(points, limits, edges, control, pool)
                        : searchAll(points, limits, edges, control, pool);
    }

private:
    // Bounds multiply half of all pairs, as bytes four times as fast, and serve all later searches.
    bool bounding(std::size_t points, bool bytes) const
    {
        std::vector<bool> seen(size(), false);
        std::size_t components = 0;
        for (const std::uint32_t component : m_component) {
            components += seen[component] ? 0 : 1;
            seen[component] = true;
        }
        if (m_search != PairSearch::Chosen || components > kMostCells)
            return m_search == PairSearch::Bounds && components <= kMostCells;
        return size() > kFewPoints && points >= size() / (bytes ? 8 : 2);
    }

    Status searchCells(std::span<const std::uint32_t> points, const std::vector<double> &limits,
                       std::vector<ReachEdge> &edges, const RunControl &control, ThreadPool &pool) const
    {
        std::vector<std::vector<Near>> nears = nearCells(points, limits, edges);
        const std::vector<NearChunk> chunks = chunksOf(nears);
        Status status = parallelBlocks(pool, control, chunks.size(), 1, [&](std::size_t chunk, std::size_t) {
            searchCell(m_bounds->pointsOf(chunks[chunk].cell), chunks[chunk].nears, control);
        });
        if (!status)
            return status;
        std::vector<bool> found(size(), false);
        for (const std::vector<Near> &cell : nears)
            for (const Near &near : cell) {
                if (near.to == kNone)
                    continue;
                const ReachEdge edge{std::sqrt(static_cast<double>(near.best)), near.to};
                ReachEdge &best = edges[near.point];
                if (!found[near.point] || std::tie(edge.length, edge.to) < std::tie(best.length, best.to))
                    best = edge;
                found[near.point] = true;
            }
        return {};
    }

    // By cell; without those whose bounds say that another point of the same component has a shorter way out.
    std::vector<std::vector<Near>> nearCells(std::span<const std::uint32_t> points, const std::vector<double> &limits,
                                             const std::vector<ReachEdge> &edges) const
    {
        const auto foreign = [&](std::uint32_t point, std::size_t cell) {
            return m_component[m_bounds->pointsOf(cell).front()] != m_component[point];
        };
        std::vector<double> shortest(size(), std::numeric_limits<double>::infinity());
        for (const std::uint32_t point : points)
            for (std::size_t cell = 0; cell < m_bounds->cells(); ++cell)
                if (double &least = shortest[m_component[point]]; foreign(point, cell))
                    least = std::min(least, m_bounds->between(point, cell).most);
        std::vector<std::vector<Near>> nears(m_bounds->cells());
        for (const std::uint32_t point : points) {
            const float best = bestOf(point, limits, edges);
            for (std::size_t cell = 0; cell < m_bounds->cells(); ++cell) {
                const double least = m_bounds->between(point, cell).least;
                if (least < static_cast<double>(best) && least <= shortest[m_component[point]] && foreign(point, cell))
                    nears[cell].push_back({point, best});
            }
        }
        return nears;
    }

    void searchCell(std::span<const std::uint32_t> cell, std::span<Near> nears, const RunControl &control) const
    {
        constexpr std::size_t kRows = 64;
        PackedMatrix columns(m_rows.cols(), nears.size());
        std::vector<float> rows(kRows * m_rows.cols());
        for (std::size_t q = 0; q < nears.size(); ++q) {
            m_rows.copy(nears[q].point, rows.data());
            columns.setColumn(q, rows.data());
        }
        const std::size_t stride = gemmPaddedColumns(nears.size());
        std::vector<float> products(kRows * stride);
        for (std::size_t first = 0; first < cell.size() && !control.stopRequested(); first += kRows) {
            const std::span<const std::uint32_t> others = cell.subspan(first, std::min(kRows, cell.size() - first));
            for (std::size_t r = 0; r < others.size(); ++r)
                m_rows.copy(others[r], rows.data() + r * m_rows.cols());
            columns.multiply(rows.data(), m_rows.cols(), others.size(), products.data(), stride);
            for (std::size_t r = 0; r < others.size(); ++r)
                for (std::size_t q = 0; q < nears.size(); ++q)
                    compare(others[r], products[r * stride + q], nears[q]);
        }
    }

    void compare(std::uint32_t other, float product, Near &near) const
    {
        const float length = std::max({2 - 2 * product, m_squaredCore[other], m_squaredCore[near.point]});
        if (length < near.best) {
            near.best = length;
            near.to = other;
        }
    }

    float bestOf(std::uint32_t point, const std::vector<double> &limits, const std::vector<ReachEdge> &edges) const
    {
        const double length = std::min(edges[point].length, limits[m_component[point]]);
        return static_cast<float>(length * length);
    }

    Status searchAll(std::span<const std::uint32_t> points, const std::vector<double> &limits,
                     std::vector<ReachEdge> &edges, const RunControl &control, ThreadPool &pool)
    {
        if (!m_packed) {
            Result<PackedRows> packed = PackedRows::pack(m_rows, control, pool);
            if (!packed)
                return packed.error();
            m_packed = std::move(*packed);
        }
        // Padded: lanes beyond the last row are looked at and never taken.
        const std::size_t padded = m_packed->blocks() * m_packed->blockRows();
        m_squaredCore.resize(padded, std::numeric_limits<float>::infinity());
        m_component.resize(padded, 0);
        return parallelBlocks(pool, control, points.size(), kQueries, [&](std::size_t begin, std::size_t end) {
            search(points.subspan(begin, end - begin), limits, edges, control);
        });
    }

    void search(std::span<const std::uint32_t> points, const std::vector<double> &limits, std::vector<ReachEdge> &edges,
                const RunControl &control) const
    {
        std::vector<float> queries(points.size() * m_rows.cols());
        std::vector<float> best(points.size());
        for (std::size_t q = 0; q < points.size(); ++q) {
            m_rows.copy(points[q], queries.data() + q * m_rows.cols());
            best[q] = bestOf(points[q], limits, edges);
        }
        std::vector<float> products(points.size() * m_packed->blockRows());
        std::vector<std::uint32_t> to(points.size(), kNone);
        for (std::size_t block = 0; block < m_packed->blocks() && !control.stopRequested(); ++block) {
            m_packed->multiply(block, queries.data(), points.size(), products.data());
            for (std::size_t q = 0; q < points.size(); ++q)
                look(points[q], block, products.data() + q * m_packed->blockRows(), best[q], to[q]);
        }
        for (std::size_t q = 0; q < points.size(); ++q)
            if (to[q] != kNone)
                edges[points[q]] = {std::sqrt(static_cast<double>(best[q])), to[q]};
    }

    void look(std::uint32_t point, std::size_t block, const float *products, float &best, std::uint32_t &to) const
    {
        const std::size_t first = block * m_packed->blockRows();
        const std::uint32_t own = m_component[point];
        const float ownCore = m_squaredCore[point];
        if (ownCore >= best)
            return;
        for (std::size_t j = 0; j < m_packed->blockRows(); j += kLanes) {
            Lanes squared;
            Lanes core;
            LaneNumbers component;
            lanesAt(products + j, squared);
            lanesAt(m_squaredCore.data() + first + j, core);
            lanesAt(m_component.data() + first + j, component);
            squared = 2 - 2 * squared;
            squared = squared > core ? squared : core;
            const LaneFlags shorter = (squared < best) & (component != own);
            // One look at all lanes: most have nothing.
            std::uint64_t any[4];
            __builtin_memcpy(any, &shorter, sizeof any);
            if ((any[0] | any[1] | any[2] | any[3]) == 0)
                continue;
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const float length = std::max(squared[lane], ownCore);
                if (shorter[lane] != 0 && length < best) {
                    best = length;
                    to = static_cast<std::uint32_t>(first + j + lane);
                }
            }
        }
    }

    MatrixView m_vectors;
    UnitRows m_rows;
    PairSearch m_search;
    std::optional<PackedRows> m_packed; ///< until there are bounds
    std::optional<CellBounds> m_bounds; ///< its cells were components once
    std::vector<float> m_squaredCore;
    std::vector<std::uint32_t> m_component;
};

} // namespace

std::unique_ptr<ReachSpace> unitSpace(MatrixView rows, PairSearch search, const RunControl &control, ThreadPool &pool)
{
    return std::make_unique<UnitSpace>(rows, search, control, pool);
}

} // namespace embedscope
