#pragma once

#include "core/base/gemm/gemm.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <vector>

namespace embedscope {

/// Rows as if scaled to length 1 (computed in double, rounded to float32); zero rows stay zero. Looks at the rows that
/// it was made from, copies none.
class UnitRows
{
public:
    /// A stop leaves off early: ask for it afterwards.
    explicit UnitRows(MatrixView rows, const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

    std::size_t rows() const { return m_rows.rows; }
    std::size_t cols() const { return m_rows.cols; }
    bool isZero(std::size_t i) const { return !(m_scale[i] > 0); }
    void copy(std::size_t i, float *to) const;
    /// sum += factor · row i.
    void addTo(std::size_t i, double factor, double *sum) const;
    /// |row i - row j|², by the differences: exactly 0 for equal rows.
    double squaredDistance(std::size_t i, std::size_t j) const;

private:
    MatrixView m_rows;
    std::vector<double> m_scale;
};

/// How long vectors are.
struct LengthRange
{
    double least = 0;
    double greatest = 0;
    /// All of length 1, as far as float32 and the digits that services send can say.
    bool unit() const { return least > 0.999 && greatest < 1.001; }
};

/// Of the rows that are not zero; without any, 0 and 0.
LengthRange lengthsOf(MatrixView rows);

/// Unit rows laid out for products with a few other vectors: blocks of rows as the columns of packed matrices.
class PackedRows
{
public:
    /// Errors: Cancelled, OutOfMemory.
    static Result<PackedRows> pack(const UnitRows &rows, const RunControl &control, ThreadPool &pool);

    std::size_t blocks() const { return m_blocks.size(); }
    std::size_t blockRows() const { return m_blockRows; } ///< of all but the last block
    std::size_t rowsOf(std::size_t block) const { return m_blocks[block].outputs(); }

    /// out[v · blockRows() + j] = vector v of `few` · row j of the block, in float32: off by at most (d + 3) · 2^-24
    /// times the two lengths. The vectors have d numbers and no gaps between them.
    void multiply(std::size_t block, const float *few, std::size_t count, float *out) const;

private:
    std::size_t m_blockRows = 0;
    std::vector<PackedMatrix> m_blocks;
};

} // namespace embedscope
