#pragma once

#include <cstddef>
#include <cstdint>

namespace embedscope {

/// One epoch of stochastic gradient descent on a layout, for kernels.
struct UmapEpoch
{
    static constexpr std::size_t kMostComponents = 50;

    const float *own = nullptr;    ///< where the rows that move are, row after row; `components` numbers each
    float *next = nullptr;         ///< where they go
    const float *places = nullptr; ///< the points that draw them near and push them away
    std::uint32_t pointCount = 0;
    std::size_t components = 2;
    const std::size_t *offsets = nullptr; ///< row i's edges are [offsets[i], offsets[i + 1]) of the next two
    const std::uint32_t *to = nullptr;    ///< points
    const std::uint32_t *steps = nullptr; ///< an edge is drawn in that share of the epochs, in units of 2^-32
    std::uint32_t firstRow = 0;           ///< row 0's number among the points: nobody pushes itself away
    std::uint64_t seed = 1;
    std::uint64_t epoch = 0;
    std::size_t pushed = 5; ///< points pushed away for each one drawn near
    float rate = 1;
    float a = 1, b = 1;
};

/// The hot loop of UMAP, one for each instruction set; all give the same bits.
struct UmapKernels
{
    /// A block, rows [begin, end): the drawn edges of one row after the other's. An edge inside the block moves both
    /// its ends; one to another point moves the row alone. Points of the block draw and push from where they are by
    /// now, others from `places`.
    void (*moveRows)(const UmapEpoch &epoch, std::size_t begin, std::size_t end);
};

/// Those of instructionSet().
const UmapKernels &umapKernels();

extern const UmapKernels kUmapBaseline;
#if defined(__x86_64__)
extern const UmapKernels kUmapAvx2;
extern const UmapKernels kUmapAvx512;
#endif

} // namespace embedscope
