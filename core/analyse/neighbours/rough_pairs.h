#pragma once

#include "core/analyse/neighbours/compared_rows.h"
#include "core/base/gemm/gemm.h"
#include "core/base/gemm/gemm_int8.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace embedscope {

/// How pairs of rows are compared roughly. Bytes are four times as fast where the processor multiplies them
/// (hasByteProducts()), but leave more pairs in question.
enum class RoughProducts : std::uint8_t { Bytes, Floats };

/// Rows by their places in an order, from `first` on.
struct PlaceRange
{
    std::size_t first = 0;
    std::size_t count = 0;
};

/// What RoughPairs shows its products to.
class PairVisitor
{
public:
    PairVisitor() = default;
    PairVisitor(const PairVisitor &) = delete;
    PairVisitor &operator=(const PairVisitor &) = delete;
    virtual ~PairVisitor() = default;

    /// Whether any pair of a place in one and a place in the other matters.
    virtual bool wanted(PlaceRange, PlaceRange) const { return true; }
    /// The row at place `at` with `others`: products[j] + besides(at) is not less than what ComparedRows multiplies,
    /// less the lengths, for the row at others.first + j. Places from size() on are nobody's: theirs are far below
    /// every other. Called from several threads, but never for the same place, on either side, by two at once.
    virtual void row(std::size_t at, const float *products, PlaceRange others) = 0;
    /// Asked now and then. False: no more pairs.
    virtual bool goesOn() const { return true; }
};

/// Every pair of some rows multiplied once (those of the same block twice, and each row with itself), in blocks, as
/// bytes or as float32, with a bound for what the rounding of both rows can make at most (Cauchy and Schwarz, by the
/// lengths of what it took away).
class RoughPairs
{
public:
    /// `order`: the row at each place. blockRows 0: chosen. Keeps `rows` by reference. Throws std::bad_alloc.
    RoughPairs(const ComparedRows &rows, std::vector<std::uint32_t> order, RoughProducts products,
               std::size_t blockRows = 0);

    /// Lays the rows out; before anything else. Errors: Cancelled.
    Status pack(const RunControl &control, ThreadPool &pool);

    std::size_t size() const { return m_order.size(); }
    std::size_t padded() const { return m_errors.size(); } ///< places that are shown, nobody's included
    const std::vector<std::uint32_t> &order() const { return m_order; }

    /// Half of what a product may be too great or too small by: those of both rows add up.
    float error(std::size_t at) const { return m_errors[at]; }
    /// What stands beside a row's products: its error and what is taken off for its length.
    float besides(std::size_t at) const { return m_errors[at] + m_shifts[at]; }

    /// False: the visitor stopped it. Errors: Cancelled.
    Result<bool> visit(PairVisitor &visitor, const RunControl &control, ThreadPool &pool) const;

private:
    /// One block of rows, as rows and as columns of products; columns carry their error as a bias.
    struct Block
    {
        QuantisedRows byteRows;
        Int8Matrix byteColumns;
        std::vector<float> floatRows;
        PackedMatrix floatColumns;
    };

    std::size_t rowsOf(std::size_t block) const;
    void copyRow(std::size_t at, float *to);
    void packFloats(std::size_t b);
    void packBytes(std::size_t b);
    void showBlocks(PairVisitor &visitor, std::size_t a, std::size_t b) const;
    void multiply(std::size_t a, std::size_t first, std::size_t rows, std::size_t b, std::size_t from,
                  std::size_t columns, float *products, std::size_t stride) const;

    const ComparedRows &m_rows;
    RoughProducts m_products;
    std::size_t m_blockRows;
    std::vector<std::uint32_t> m_order;
    std::vector<Block> m_blocks;
    std::vector<float> m_errors;
    std::vector<float> m_shifts; ///< what is added to a product
};

} // namespace embedscope
