#pragma once

#include "core/analyse/neighbours/neighbours.h"
#include "core/base/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

/// Rows as a search for neighbours compares them: similarities in double that count, and float32 rows of length 1 at
/// most whose products rule pairs out. Looks at the rows that it was made from, copies none.
class ComparedRows
{
public:
    /// The rows are finite. A stop leaves off early: ask for it afterwards.
    ComparedRows(MatrixView rows, NeighbourMetric metric, const RunControl &control = {},
                 ThreadPool &pool = ThreadPool::shared());

    std::size_t rows() const { return m_rows.rows; }
    std::size_t cols() const { return m_rows.cols; }
    /// Has neighbours and is one: zero vectors have no cosine.
    bool takesPart(std::size_t i) const { return m_metric == NeighbourMetric::Euclidean || m_squares[i] > 0; }

    /// The similarities (Neighbour::similarity) of row i to `others`, all of which take part.
    void similarities(std::size_t i, std::span<const std::uint32_t> others, double *out) const;
    /// That of equal rows.
    double greatest() const { return m_metric == NeighbourMetric::Euclidean ? 0 : 1; }

    /// Row i as it is multiplied: scaled to length 1; or moved and scaled so that all rows lie within 1 of the origin.
    void copy(std::size_t i, float *to) const;
    /// Whether half of both rows' squared lengths is to be taken off a product: minus half the squared distance.
    bool offLengths() const { return m_metric == NeighbourMetric::Euclidean; }
    /// The product (less the lengths) that goes with a similarity.
    double productOf(double similarity) const;

private:
    void findMiddle(const RunControl &control, ThreadPool &pool);

    MatrixView m_rows;
    NeighbourMetric m_metric;
    std::vector<double> m_squares; ///< squared lengths; cosine
    std::vector<double> m_scales;  ///< of each row; cosine
    std::vector<double> m_middle;  ///< Euclidean
    double m_scale = 1;            ///< Euclidean
};

} // namespace embedscope
