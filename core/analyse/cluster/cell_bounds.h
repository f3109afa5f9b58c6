#pragma once

#include "core/analyse/neighbours/rough_pairs.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

/// Points cut into cells, and for each point and each cell other than its own the squared mutual reachability to the
/// cell's nearest point, between two bounds: from products of bytes or float32 (core/analyse/neighbours/rough_pairs.h), each pair
/// multiplied once.
class CellBounds
{
public:
    struct Between
    {
        double least = 0;
        double most = 0;
    };

    /// `cellOf`: any numbers below the number of rows. `core`: core distances. The rows, none of them zero, are
    /// compared by direction. Errors: Cancelled, OutOfMemory.
    static Result<CellBounds> make(MatrixView rows, const std::vector<std::uint32_t> &cellOf,
                                   const std::vector<double> &core, RoughProducts products, const RunControl &control,
                                   ThreadPool &pool);

    std::size_t cells() const { return m_firsts.size() - 1; }
    std::span<const std::uint32_t> pointsOf(std::size_t cell) const; ///< rising

    /// From `point` to the nearest of the cell, by products in float32, whatever the order of their sums, and squared
    /// core distances rounded to float32.
    Between between(std::size_t point, std::size_t cell) const;

private:
    CellBounds() = default;

    std::size_t m_padded = 0;
    std::vector<std::size_t> m_firsts;   ///< of each cell, in m_order, and the end
    std::vector<std::uint32_t> m_order;  ///< by cell, then by number
    std::vector<std::uint32_t> m_places; ///< in m_order
    std::vector<float> m_products;       ///< the greatest of each cell with each place, cell by cell
    std::vector<float> m_errors;         ///< of a place
    std::vector<float> m_cellErrors;     ///< the greatest
    std::vector<float> m_squaredCore;    ///< of a point
    double m_slack = 0;                  ///< what float32 may add to a product or take from it
};

} // namespace embedscope
