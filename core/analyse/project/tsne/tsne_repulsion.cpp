#include "core/analyse/project/tsne/tsne_repulsion.h"

#include "core/analyse/project/tsne/tsne_grid.h"
#include "core/analyse/project/tsne/tsne_kernels.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace embedscope {

namespace {

constexpr std::size_t kRowBlock = 64;

class Exact : public TsneRepulsion
{
public:
    Result<double> push(const std::vector<float> &places, std::vector<float> &forces, const RunControl &control,
                        ThreadPool &pool) override
    {
        constexpr std::size_t kStep = TsneKernels::kLanes;
        const std::size_t n = places.size() / 2;
        const std::size_t count = (n + kStep - 1) / kStep * kStep;
        // What fills up the last step is too far away to push.
        m_xs.assign(count, kFarAway);
        m_ys.assign(count, kFarAway);
        m_sums.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            m_xs[i] = places[2 * i];
            m_ys[i] = places[2 * i + 1];
        }
        const TsneKernels &kernels = tsneKernels();
        const Status status = parallelBlocks(pool, control, n, kRowBlock, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                float out[3];
                kernels.repel(m_xs[i], m_ys[i], m_xs.data(), m_ys.data(), count, out);
                m_sums[i] = out[0];
                forces[2 * i] = out[1];
                forces[2 * i + 1] = out[2];
            }
        });
        if (!status)
            return status.error();
        return std::accumulate(m_sums.begin(), m_sums.end(), 0.0) - static_cast<double>(n);
    }

private:
    static constexpr float kFarAway = 1e15F; ///< its square fits a float, and 1 / its square is lost beside 1

    std::vector<float> m_xs, m_ys;
    std::vector<float> m_sums;
};

using Four = float __attribute__((vector_size(16)));

Four load(const float *p)
{
    Four v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

void store(float *p, const Four &v)
{
    __builtin_memcpy(p, &v, sizeof v);
}

/// What a point gives to the four cells about it in one direction.
Four spline(float t)
{
    const float u = 1 - t;
    return Four{u * u * u, 4 + t * t * (3 * t - 6), 4 + u * u * (3 * u - 6), t * t * t} / 6;
}

/// Its slope.
Four splineSlope(float t)
{
    const float u = 1 - t;
    return Four{-u * u, t * (3 * t - 4), u * (4 - 3 * u), t * t} / 2;
}

float sumOf(const Four &v)
{
    return (v[0] + v[2]) + (v[1] + v[3]);
}

class Grid : public TsneRepulsion
{
public:
    Result<double> push(const std::vector<float> &places, std::vector<float> &forces, const RunControl &control,
                        ThreadPool &pool) override
    {
        const std::size_t n = places.size() / 2;
        Status status = layOver(places, control, pool);
        if (!status)
            return status.error();
        sortByRow(places);
        status = parallelBlocks(pool, control, m_grid.cells(), kStrip,
                                [&](std::size_t begin, std::size_t end) { give(places, begin, end); });
        if (status)
            status = m_grid.convolve(control, pool);
        if (!status)
            return status.error();
        m_sums.resize(n);
        status = parallelBlocks(pool, control, n, kPointBlock, [&](std::size_t begin, std::size_t end) {
            for (std::size_t at = begin; at < end; ++at)
                take(places, m_order[at], forces);
        });
        if (!status)
            return status.error();
        return std::accumulate(m_sums.begin(), m_sums.end(), 0.0) - static_cast<double>(n) * m_grid.ownShare();
    }

private:
    static constexpr double kSpacing = 1.0 / 4; ///< the kernel changes over lengths of 1
    static constexpr double kFinest = kSpacing / 4;
    static constexpr double kLeastCells = 96; ///< across the layout, down to the finest spacing
    static constexpr std::size_t kMargin = 6; ///< cells beyond the layout that splines reach
    static constexpr std::size_t kStrip = 16;
    static constexpr std::size_t kPointBlock = 1024;

    struct Spot
    {
        std::size_t cell; ///< the first of four
        float t;          ///< [0, 1)
    };

    Spot spotOf(float place, float low) const
    {
        const float cells = (place - low) * m_perCell + 1;
        const auto whole = static_cast<std::size_t>(cells);
        return {whole, cells - static_cast<float>(whole)};
    }

    Status layOver(const std::vector<float> &places, const RunControl &control, ThreadPool &pool)
    {
        float high[2] = {places[0], places[1]};
        m_low[0] = places[0];
        m_low[1] = places[1];
        for (std::size_t i = 2; i < places.size(); ++i) {
            m_low[i % 2] = std::min(m_low[i % 2], places[i]);
            high[i % 2] = std::max(high[i % 2], places[i]);
        }
        const double span = std::max(static_cast<double>(high[0]) - static_cast<double>(m_low[0]),
                                     static_cast<double>(high[1]) - static_cast<double>(m_low[1]));
        double spacing = kSpacing;
        while (spacing > kFinest && span < kLeastCells * spacing)
            spacing /= 2;
        while (span > static_cast<double>(TsneGrid::kMostCells - kMargin) * spacing)
            spacing *= 2;
        m_perCell = static_cast<float>(1 / spacing);
        return m_grid.prepare(TsneGrid::cellsFor(static_cast<std::size_t>(span / spacing) + kMargin), spacing, control,
                              pool);
    }

    // So that the threads that give to different rows of the grid need not meet, and walk over it in order.
    void sortByRow(const std::vector<float> &places)
    {
        const std::size_t n = places.size() / 2;
        m_firstOfRow.assign(m_grid.cells() + 1, 0);
        m_rowOf.resize(n);
        m_order.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            m_rowOf[i] = static_cast<std::uint32_t>(spotOf(places[2 * i + 1], m_low[1]).cell);
            ++m_firstOfRow[m_rowOf[i] + 1];
        }
        for (std::size_t r = 0; r < m_grid.cells(); ++r)
            m_firstOfRow[r + 1] += m_firstOfRow[r];
        m_next.assign(m_firstOfRow.begin(), m_firstOfRow.end());
        for (std::size_t i = 0; i < n; ++i)
            m_order[m_next[m_rowOf[i]]++] = static_cast<std::uint32_t>(i);
    }

    void give(const std::vector<float> &places, std::size_t begin, std::size_t end)
    {
        std::fill(m_grid.row(begin), m_grid.row(begin) + (end - begin) * m_grid.cells(), 0.0F);
        const std::size_t first = begin < 3 ? 0 : begin - 3;
        for (std::size_t at = m_firstOfRow[first]; at < m_firstOfRow[end]; ++at) {
            const std::size_t i = m_order[at];
            const Spot x = spotOf(places[2 * i], m_low[0]);
            const Spot y = spotOf(places[2 * i + 1], m_low[1]);
            const Four across = spline(x.t);
            const Four down = spline(y.t);
            for (std::size_t r = 0; r < 4; ++r) {
                if (y.cell + r < begin || y.cell + r >= end)
                    continue;
                float *to = m_grid.row(y.cell + r) + x.cell;
                store(to, load(to) + down[r] * across);
            }
        }
    }

    void take(const std::vector<float> &places, std::size_t i, std::vector<float> &forces)
    {
        const Spot x = spotOf(places[2 * i], m_low[0]);
        const Spot y = spotOf(places[2 * i + 1], m_low[1]);
        const Four down = spline(y.t);
        const Four downSlope = splineSlope(y.t);
        Four sums{};
        Four slopes{};
        for (std::size_t r = 0; r < 4; ++r) {
            const Four cells = load(m_grid.row(y.cell + r) + x.cell);
            sums += down[r] * cells;
            slopes += downSlope[r] * cells;
        }
        const Four across = spline(x.t);
        m_sums[i] = sumOf(sums * across);
        // The slope of 1 / (1 + d²) along x is -2·x / (1 + d²)².
        forces[2 * i] = sumOf(sums * splineSlope(x.t)) * m_perCell / -2;
        forces[2 * i + 1] = sumOf(slopes * across) * m_perCell / -2;
    }

    TsneGrid m_grid;
    float m_low[2] = {0, 0};
    float m_perCell = 1;
    std::vector<std::size_t> m_firstOfRow, m_next;
    std::vector<std::uint32_t> m_rowOf, m_order;
    std::vector<float> m_sums;
};

} // namespace

std::unique_ptr<TsneRepulsion> gridRepulsion()
{
    return std::make_unique<Grid>();
}

std::unique_ptr<TsneRepulsion> exactRepulsion()
{
    return std::make_unique<Exact>();
}

} // namespace embedscope
