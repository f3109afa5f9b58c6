#include "core/analyse/project/tsne/tsne_grid.h"

#include "core/analyse/project/tsne/tsne_kernels.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace embedscope {

namespace {

constexpr std::size_t kLanes = TsneKernels::kLanes;
constexpr std::size_t kColumns = 2 * kLanes; ///< go through one transform: as its real and its imaginary part

/// A thread's own room for kLanes transforms of one size.
struct Room
{
    AlignedFloats re, im, spare;

    void reserve(std::size_t size)
    {
        re.reserve(size * kLanes);
        im.reserve(size * kLanes);
        spare.reserve(2 * size * kLanes);
    }
};

/// The transform of a cubic spline's products with itself moved by whole cells: the spline of degree 7 at whole
/// numbers.
double splineWithItself(std::size_t frequency, std::size_t size)
{
    const double angle = 2 * std::numbers::pi * static_cast<double>(frequency) / static_cast<double>(size);
    return (2416 + 2 * (1191 * std::cos(angle) + 120 * std::cos(2 * angle) + std::cos(3 * angle))) / 5040;
}

Room &roomFor(std::size_t size)
{
    thread_local Room room;
    room.reserve(size);
    return room;
}

} // namespace

std::size_t TsneGrid::cellsFor(std::size_t cells)
{
    // In units of 32 columns: products of 2, 3 and 5.
    constexpr std::array<std::size_t, 29> kUnits = {1,  2,  3,  4,  5,  6,  8,  9,  10, 12, 15, 16, 18, 20, 24,
                                                    25, 27, 30, 32, 36, 40, 45, 48, 50, 54, 60, 64, 64, 64};
    for (const std::size_t units : kUnits)
        if (units * kColumns >= cells)
            return units * kColumns;
    return kMostCells;
}

Status TsneGrid::prepare(std::size_t cells, double spacing, const RunControl &control, ThreadPool &pool)
{
    if (cells == m_cells && spacing == m_spacing)
        return {};
    const std::size_t size = 2 * cells;
    if (cells != m_cells) {
        m_cells = cells;
        m_roots.resize(2 * size);
        m_spline.resize(size);
        for (std::size_t k = 0; k < size; ++k) {
            const double angle = 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size);
            m_roots[2 * k] = static_cast<float>(std::cos(angle));
            m_roots[2 * k + 1] = static_cast<float>(-std::sin(angle));
            m_spline[k] = (2 + std::cos(angle)) / 3;
        }
        m_values = AlignedFloats(cells * cells);
        m_re = AlignedFloats((cells + kLanes) * cells); // rows beyond the last frequency stay zero
        m_im = AlignedFloats((cells + kLanes) * cells);
        m_kernel = AlignedFloats((cells + kLanes) * size);
    }
    m_spacing = spacing;
    return makeKernel(control, pool);
}

Status TsneGrid::makeKernel(const RunControl &control, ThreadPool &pool)
{
    const std::size_t size = 2 * m_cells;
    const TsneKernels &kernels = tsneKernels();
    const double squared = m_spacing * m_spacing;
    // Both of its directions are even, so that half of each, and real numbers, tell all. By column first.
    const std::size_t width = m_cells + kLanes;
    AlignedFloats half(width * width); // [frequency][column]
    Status status = parallelBlocks(pool, control, width / kLanes, 1, [&](std::size_t block, std::size_t) {
        Room &room = roomFor(size);
        for (std::size_t r = 0; r < size; ++r) {
            const auto down = static_cast<double>(std::min(r, size - r));
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const auto across = static_cast<double>(block * kLanes + lane);
                room.re.data()[r * kLanes + lane] =
                    static_cast<float>(1 / (1 + squared * (down * down + across * across)));
            }
        }
        std::fill_n(room.im.data(), size * kLanes, 0.0F);
        kernels.fourier(room.re.data(), room.im.data(), room.spare.data(), m_roots.data(), size);
        for (std::size_t k = 0; k <= m_cells; ++k)
            std::copy_n(room.re.data() + k * kLanes, kLanes, half.data() + k * width + block * kLanes);
    });
    if (!status)
        return status;
    std::vector<double> withItself(size);
    for (std::size_t k = 0; k < size; ++k)
        withItself[k] = splineWithItself(k, size);
    std::vector<double> shares(width / kLanes, 0);
    status = parallelBlocks(pool, control, width / kLanes, 1, [&](std::size_t block, std::size_t) {
        Room &room = roomFor(size);
        for (std::size_t c = 0; c < size; ++c)
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                room.re.data()[c * kLanes + lane] =
                    half.data()[(block * kLanes + lane) * width + std::min(c, size - c)];
        std::fill_n(room.im.data(), size * kLanes, 0.0F);
        kernels.fourier(room.re.data(), room.im.data(), room.spare.data(), m_roots.data(), size);
        float *kernel = m_kernel.data() + block * size * kLanes;
        for (std::size_t c = 0; c < size; ++c) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const std::size_t k = std::min(block * kLanes + lane, size - 1);
                const double spline = m_spline[k] * m_spline[c];
                const double value = static_cast<double>(room.re.data()[c * kLanes + lane]) /
                                     (spline * spline * static_cast<double>(size) * static_cast<double>(size));
                kernel[c * kLanes + lane] = static_cast<float>(value);
                // The other half of the frequencies is like this one.
                const double times = k == 0 || k == m_cells ? 1 : 2;
                if (block * kLanes + lane <= m_cells)
                    shares[block] += times * value * withItself[k] * withItself[c];
            }
        }
    });
    m_ownShare = std::accumulate(shares.begin(), shares.end(), 0.0);
    return status;
}

Status TsneGrid::convolve(const RunControl &control, ThreadPool &pool)
{
    const std::size_t columnBlocks = m_cells / kColumns;
    const std::size_t rowBlocks = m_cells / kLanes + 1;
    Status status =
        parallelBlocks(pool, control, columnBlocks, 1, [&](std::size_t block, std::size_t) { columnsForward(block); });
    if (status)
        status =
            parallelBlocks(pool, control, rowBlocks, 1, [&](std::size_t block, std::size_t) { rowsThrough(block); });
    if (status)
        status =
            parallelBlocks(pool, control, columnBlocks, 1, [&](std::size_t block, std::size_t) { columnsBack(block); });
    return status;
}

// Two columns are the real and the imaginary part of one; their transforms come apart by their symmetries.
void TsneGrid::columnsForward(std::size_t block)
{
    const std::size_t size = 2 * m_cells;
    Room &room = roomFor(size);
    float *re = room.re.data();
    float *im = room.im.data();
    for (std::size_t r = 0; r < m_cells; ++r) {
        const float *from = row(r) + block * kColumns;
        std::copy_n(from, kLanes, re + r * kLanes);
        std::copy_n(from + kLanes, kLanes, im + r * kLanes);
    }
    std::fill_n(re + m_cells * kLanes, m_cells * kLanes, 0.0F);
    std::fill_n(im + m_cells * kLanes, m_cells * kLanes, 0.0F);
    tsneKernels().fourier(re, im, room.spare.data(), m_roots.data(), size);
    for (std::size_t k = 0; k <= m_cells; ++k) {
        const std::size_t here = k * kLanes;
        const std::size_t there = (size - k) % size * kLanes;
        float *toRe = m_re.data() + k * m_cells + block * kColumns;
        float *toIm = m_im.data() + k * m_cells + block * kColumns;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            toRe[lane] = (re[here + lane] + re[there + lane]) / 2;
            toIm[lane] = (im[here + lane] - im[there + lane]) / 2;
            toRe[kLanes + lane] = (im[here + lane] + im[there + lane]) / 2;
            toIm[kLanes + lane] = (re[there + lane] - re[here + lane]) / 2;
        }
    }
}

void TsneGrid::rowsThrough(std::size_t block)
{
    const std::size_t size = 2 * m_cells;
    const TsneKernels &kernels = tsneKernels();
    Room &room = roomFor(size);
    float *re = room.re.data();
    float *im = room.im.data();
    float *ownRe = m_re.data() + block * kLanes * m_cells;
    float *ownIm = m_im.data() + block * kLanes * m_cells;
    for (std::size_t c = 0; c < m_cells; c += kLanes) {
        kernels.transpose(ownRe + c, m_cells, re + c * kLanes, kLanes);
        kernels.transpose(ownIm + c, m_cells, im + c * kLanes, kLanes);
    }
    std::fill_n(re + m_cells * kLanes, m_cells * kLanes, 0.0F);
    std::fill_n(im + m_cells * kLanes, m_cells * kLanes, 0.0F);
    kernels.fourier(re, im, room.spare.data(), m_roots.data(), size);
    const float *kernel = m_kernel.data() + block * size * kLanes;
    for (std::size_t i = 0; i < size * kLanes; ++i) {
        re[i] *= kernel[i];
        im[i] *= kernel[i];
    }
    kernels.fourier(im, re, room.spare.data(), m_roots.data(), size);
    for (std::size_t c = 0; c < m_cells; c += kLanes) {
        kernels.transpose(re + c * kLanes, kLanes, ownRe + c, m_cells);
        kernels.transpose(im + c * kLanes, kLanes, ownIm + c, m_cells);
    }
}

void TsneGrid::columnsBack(std::size_t block)
{
    const std::size_t size = 2 * m_cells;
    Room &room = roomFor(size);
    float *re = room.re.data();
    float *im = room.im.data();
    for (std::size_t k = 0; k <= m_cells; ++k) {
        const std::size_t here = k * kLanes;
        const std::size_t there = (size - k) % size * kLanes;
        const float *fromRe = m_re.data() + k * m_cells + block * kColumns;
        const float *fromIm = m_im.data() + k * m_cells + block * kColumns;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            re[there + lane] = fromRe[lane] + fromIm[kLanes + lane];
            im[there + lane] = fromRe[kLanes + lane] - fromIm[lane];
            re[here + lane] = fromRe[lane] - fromIm[kLanes + lane];
            im[here + lane] = fromIm[lane] + fromRe[kLanes + lane];
        }
    }
    tsneKernels().fourier(im, re, room.spare.data(), m_roots.data(), size);
    for (std::size_t r = 0; r < m_cells; ++r) {
        float *to = row(r) + block * kColumns;
        std::copy_n(re + r * kLanes, kLanes, to);
        std::copy_n(im + r * kLanes, kLanes, to + kLanes);
    }
}

} // namespace embedscope
