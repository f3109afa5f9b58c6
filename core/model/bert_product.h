#pragma once

#include "core/base/gemm/gemm.h"
#include "core/base/gemm/gemm_int8.h"
#include "core/model/precision.h"

#include <cstddef>
#include <variant>

namespace embedscope {

/// One of an encoder's layers of weights, in either precision: output = input · weights + bias. Const and thread-safe
/// once filled.
class BertProduct
{
public:
    BertProduct() = default;
    /// Zeros. Throws std::bad_alloc.
    BertProduct(Precision precision, std::size_t inputs, std::size_t outputs);

    /// Int8 only, before the first setColumn(): input i is multiplied by factors[i] before it is quantised, and its
    /// weights are divided by it (Xiao et al. 2023, SmoothQuant): inputs that are always large do not coarsen the rest.
    void setFactors(AlignedFloats factors) { m_factors = std::move(factors); }
    /// Columns may be set from several threads.
    void setColumn(std::size_t column, const float *weights);
    void setBias(std::size_t column, float bias);

    /// Rows ready to be multiplied: as they are for float32 (which must stay where they are), as bytes for int8.
    struct Rows
    {
        const float *values = nullptr;
        std::size_t stride = 0;
        QuantisedRows bytes = {};
    };
    /// Room for so many; throws std::bad_alloc. prepare() then has nothing left to ask for.
    void reserve(std::size_t count, Rows &rows) const;
    void prepare(const float *values, std::size_t stride, std::size_t count, Rows &rows) const;

    /// Columns come in panels.
    std::size_t panels() const;
    std::size_t panelWidth() const;
    /// Panels [fromPanel, toPanel) of c (rows × outputs) for rows [0, count). What comes next is fetched meanwhile: the
    /// following panel, or, if there is none, the first of `next`.
    void multiply(const Rows &rows, std::size_t count, std::size_t fromPanel, std::size_t toPanel, float *c,
                  std::size_t cStride, const BertProduct *next = nullptr) const;

private:
    std::variant<PackedMatrix, Int8Matrix> m_weights;
    AlignedFloats m_factors;
};

} // namespace embedscope
