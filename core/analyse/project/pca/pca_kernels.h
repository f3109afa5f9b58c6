#pragma once

#include <cstddef>

namespace embedscope {

/// The hot loops of principal components, one set for each instruction set. Their bits differ from set to set by
/// rounding alone (fused multiply-adds).
struct PcaKernels
{
    static constexpr std::size_t kDirections = 8; ///< of multiply()

    static constexpr std::size_t kChain = 128; ///< rows of a block, at most

    std::size_t panelWidth; ///< columns of a block's panel: in a block, all rows of a panel come one after the other

    /// Lays a block out: (rows - centre) · scale, in panels of kChain × panelWidth floats; what is beyond `count` rows
    /// and `columns` columns is left alone. Adds each column's sum of them to `sums`.
    void (*centre)(const float *rows, std::size_t count, std::size_t columns, const float *centre, float scale,
                   float *block, double *sums);

    /// products(i, j) += sum over the block's rows of their columns i and j, for from ≤ i < to (both begin a panel) and
    /// those columns j ≥ i of the panel that begins at column `panel` (columns just before i may be filled, too). The
    /// sum of one call is in float32.
    void (*addProducts)(const float *block, std::size_t rows, std::size_t from, std::size_t to, std::size_t panel,
                        double *products, std::size_t productStride);

    /// out(i, c) = row i · component c - offsets[c], in double; `components` are count × columns, out has no gaps.
    void (*project)(const float *rows, std::size_t rowCount, std::size_t columns, const double *components,
                    std::size_t count, const double *offsets, double *out);

    /// out(i, ·) = sum over k of matrix(i, k) · block(k, ·) for from ≤ i < to; block and out have kDirections columns,
    /// by rows; the matrix is size × size.
    void (*multiply)(const double *matrix, std::size_t size, std::size_t from, std::size_t to, const double *block,
                     double *out);
};

/// Those of instructionSet().
const PcaKernels &pcaKernels();

extern const PcaKernels kPcaBaseline;
#if defined(__x86_64__)
extern const PcaKernels kPcaAvx2;
extern const PcaKernels kPcaAvx512;
#endif

} // namespace embedscope
