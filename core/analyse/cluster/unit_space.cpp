#include "core/analyse/cluster/reach_space.h"
#include "core/analyse/neighbours.h"
#include "core/analyse/rows.h"
#include "core/analyse/unit_rows.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::size_t kQueries = 48; ///< points that are multiplied with a block of rows at once

using Lanes = float __attribute__((vector_size(32)));
using LaneNumbers = std::uint32_t __attribute__((vector_size(32)));
using LaneFlags = std::int32_t __attribute__((vector_size(32)));
constexpr std::size_t kLanes = 8;

template <class To> void lanesAt(const void *from, To &lanes)
{
    __builtin_memcpy(&lanes, from, sizeof lanes);
}

class UnitSpace : public ReachSpace
{
public:
    UnitSpace(MatrixView vectors, UnitRows rows, PackedRows packed)
        : m_vectors(vectors), m_rows(std::move(rows)), m_packed(std::move(packed))
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
        others.index.reserve(found->entries.size());
        others.distance.reserve(found->entries.size());
        for (const Neighbour &neighbour : found->entries) {
            others.index.push_back(neighbour.index);
            others.distance.push_back(std::sqrt(std::max(0.0, 2 - 2 * neighbour.similarity)));
        }
        return others;
    }

    Status searchForeign(std::span<const std::uint32_t> points, const std::vector<double> &core,
                         const std::vector<std::uint32_t> &component, const std::vector<double> &limits,
                         std::vector<ReachEdge> &edges, const RunControl &control, ThreadPool &pool) override
    {
        // Padded: lanes beyond the last row are looked at and never taken.
        const std::size_t padded = m_packed.blocks() * m_packed.blockRows();
        m_squaredCore.assign(padded, std::numeric_limits<float>::infinity());
        for (std::size_t i = 0; i < size(); ++i)
            m_squaredCore[i] = static_cast<float>(core[i] * core[i]);
        m_component = component;
        m_component.resize(padded, 0);
        return parallelBlocks(pool, control, points.size(), kQueries, [&](std::size_t begin, std::size_t end) {
            search(points.subspan(begin, end - begin), limits, edges, control);
        });
    }

private:
    void search(std::span<const std::uint32_t> points, const std::vector<double> &limits, std::vector<ReachEdge> &edges,
                const RunControl &control) const
    {
        std::vector<float> queries(points.size() * m_rows.cols());
        std::vector<float> best(points.size());
        for (std::size_t q = 0; q < points.size(); ++q) {
            m_rows.copy(points[q], queries.data() + q * m_rows.cols());
            const double length = std::min(edges[points[q]].length, limits[m_component[points[q]]]);
            best[q] = static_cast<float>(length * length);
        }
        std::vector<float> products(points.size() * m_packed.blockRows());
        std::vector<std::uint32_t> to(points.size(), kNone);
        for (std::size_t block = 0; block < m_packed.blocks() && !control.stopRequested(); ++block) {
            m_packed.multiply(block, queries.data(), points.size(), products.data());
            for (std::size_t q = 0; q < points.size(); ++q)
                look(points[q], block, products.data() + q * m_packed.blockRows(), best[q], to[q]);
        }
        for (std::size_t q = 0; q < points.size(); ++q)
            if (to[q] != kNone)
                edges[points[q]] = {std::sqrt(static_cast<double>(best[q])), to[q]};
    }

    void look(std::uint32_t point, std::size_t block, const float *products, float &best, std::uint32_t &to) const
    {
        const std::size_t first = block * m_packed.blockRows();
        const std::uint32_t own = m_component[point];
        const float ownCore = m_squaredCore[point];
        if (ownCore >= best)
            return;
        for (std::size_t j = 0; j < m_packed.blockRows(); j += kLanes) {
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

    static constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();

    MatrixView m_vectors;
    UnitRows m_rows;
    PackedRows m_packed;
    std::vector<float> m_squaredCore;
    std::vector<std::uint32_t> m_component;
};

} // namespace

Result<std::unique_ptr<ReachSpace>> unitSpace(MatrixView rows, const RunControl &control, ThreadPool &pool)
{
    UnitRows unit(rows);
    Result<PackedRows> packed = PackedRows::pack(unit, control, pool);
    if (!packed)
        return packed.error();
    return std::unique_ptr<ReachSpace>(std::make_unique<UnitSpace>(rows, std::move(unit), std::move(*packed)));
}

} // namespace embedscope
