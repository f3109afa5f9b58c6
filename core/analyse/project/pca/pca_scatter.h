#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <vector>

namespace embedscope {

/// Sums over many rows, moved by `centre` and times `scale`, in one pass over them.
struct BlockScatter
{
    std::vector<float>
        centre;           ///< about the middle: the average of some rows; exactly a column's value if that is constant
    float scale = 1;      ///< a power of two that makes the numbers neither huge nor tiny
    Eigen::VectorXd sums; ///< of (row - centre) · scale
    Eigen::MatrixXd products; ///< d × d sums of products of them, symmetric
};

/// The products of 128 rows at a time in float32, which came as float32, everything beyond in double: relative errors
/// of some 1e-7 divided by the root of the number of blocks. Not finite where an input is not, or is beyond reason
/// larger than the others. Result bits do not depend on the number of threads. Errors: Cancelled, OutOfMemory.
Result<BlockScatter> blockScatter(MatrixView rows, const RunControl &control, ThreadPool &pool);

/// The same kind of sums for fewer rows than columns: n × n products of the rows of a matrix, which is as it should be.
Result<Eigen::MatrixXd> blockGram(const Matrix &rows, const RunControl &control, ThreadPool &pool);

} // namespace embedscope
