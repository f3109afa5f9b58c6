#pragma once

#include <cstddef>
#include <cstdint>

namespace embedscope {

/// Some of a row's edges.
struct UmapRowPart
{
    std::size_t begin = 0; ///< of the epoch's `to` and `steps`
    std::uint32_t count = 0;
    std::uint32_t row = 0;
};

/// Two ranges of rows, which may be empty but do not overlap: [begin[i], end[i]).
struct UmapRows
{
    std::size_t begin[2] = {0, 0};
    std::size_t end[2] = {0, 0};
};

/// One epoch of stochastic gradient descent on a layout, for kernels.
struct UmapEpoch
{
    static constexpr std::size_t kMostComponents = 50;

    float *next = nullptr;         ///< where the rows that move are by now, row after row; `components` numbers each
    const float *places = nullptr; ///< where the epoch before left the points
    std::uint32_t pointCount = 0;
    std::size_t components = 2;
    const std::uint32_t *to = nullptr;    ///< points, by edges
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
    /// Draws the edges of `count` parts, one after the other. Rows of `moving` draw and push from where they are by
    /// now, and an edge to one of them moves both its ends; other points do from `places`, and do not move. `stream`:
    /// of random numbers; different ones for calls of one epoch that have rows in common.
    void (*moveParts)(const UmapEpoch &epoch, const UmapRowPart *parts, std::size_t count, const UmapRows &moving,
                      std::uint32_t stream);
};

/// Those of instructionSet().
const UmapKernels &umapKernels();

extern const UmapKernels kUmapBaseline;
#if defined(__x86_64__)
extern const UmapKernels kUmapAvx2;
extern const UmapKernels kUmapAvx512;
#endif

} // namespace embedscope
