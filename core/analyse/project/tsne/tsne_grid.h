#pragma once

#include "core/base/gemm/gemm.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <vector>

namespace embedscope {

/// A square of numbers on a grid, and its convolution with t-SNE's kernel 1 / (1 + distance²) by Fourier transforms of
/// twice its width, which keep what would wrap around apart. The kernel's transform is divided by that of the cubic
/// splines through which points give to the grid and take from it.
class TsneGrid
{
public:
    /// Least number of cells a side that is `cells` or more and that the transforms can do.
    static std::size_t cellsFor(std::size_t cells);
    static constexpr std::size_t kMostCells = 2048; ///< a side

    /// Makes the grid ready: `cells` as cellsFor() gives them, `spacing` > 0 apart. Nothing is done if it is so
    /// already.
    Status prepare(std::size_t cells, double spacing, const RunControl &control, ThreadPool &pool);

    std::size_t cells() const { return m_cells; }
    /// cells() rows of cells() numbers.
    float *row(std::size_t r) { return m_values.data() + r * m_cells; }
    const float *row(std::size_t r) const { return m_values.data() + r * m_cells; }

    /// What a point takes of what it gave itself, on average over where it lies between the cells: 1, but for rounding
    /// off the kernel's top.
    double ownShare() const { return m_ownShare; }

    /// Replaces the numbers by their convolution.
    Status convolve(const RunControl &control, ThreadPool &pool);

private:
    Status makeKernel(const RunControl &control, ThreadPool &pool);
    void columnsForward(std::size_t block);
    void rowsThrough(std::size_t block);
    void columnsBack(std::size_t block);

    std::size_t m_cells = 0;
    double m_spacing = 0;
    double m_ownShare = 1;
    std::vector<float> m_roots;
    std::vector<double> m_spline; ///< the transform of the cubic spline's values, for each frequency
    AlignedFloats m_values;
    AlignedFloats m_re, m_im; ///< frequency by column: cells + kLanes rows of `cells`
    AlignedFloats m_kernel;   ///< block of kLanes frequencies by column frequency by lane
};

} // namespace embedscope
