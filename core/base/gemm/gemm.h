#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace embedscope {

/// Floats on a cache line's boundary, zero at first. Throws std::bad_alloc.
class AlignedFloats
{
public:
    AlignedFloats() = default;
    /// Many of them come from largeMemory().
    explicit AlignedFloats(std::size_t count);

    float *data() { return m_data.get(); }
    const float *data() const { return m_data.get(); }
    std::size_t size() const { return m_size; }
    /// At least `count`; what was in it may be lost.
    void reserve(std::size_t count);

private:
    struct Free
    {
        std::shared_ptr<void> piece; ///< of largeMemory(), if it is from there

        void operator()(float *p) const
        {
            if (!piece)
                ::operator delete[](p, std::align_val_t{64});
        }
    };
    std::unique_ptr<float[], Free> m_data;
    std::size_t m_size = 0;
};

/// How wide a panel of the chosen instruction set is; packed matrices and their products' columns come in panels.
std::size_t gemmPanelWidth();

/// `columns` rounded up to whole panels: the columns that PackedMatrix writes.
inline std::size_t gemmPaddedColumns(std::size_t columns)
{
    const std::size_t width = gemmPanelWidth();
    return (columns + width - 1) / width * width;
}

/// Columns of gemmPlain() come in these steps.
std::size_t gemmColumnStep();

/// The plain product: c (rows × columns) = a (rows × inputs) · b (inputs × columns), all by rows. columns is a multiple
/// of gemmColumnStep(). Strides are in floats. Single-threaded.
void gemmPlain(const float *a, std::size_t stride, std::size_t rows, std::size_t inputs, const float *b,
               std::size_t bStride, std::size_t columns, float *c, std::size_t cStride);

/// A layer's weights, inputs × outputs, with a bias, laid out once for the kernels of the chosen instruction set: the
/// one door to matrix products with weights. Kernels of our own rather than a library's: an element is one chain of
/// multiply-adds over the inputs in order, so a row's bits never depend on how many rows are multiplied with it, and
/// nothing has to be loaded, generated or tuned when the program starts (docs/performance.md has both measured).
class PackedMatrix
{
public:
    PackedMatrix() = default;
    /// Zeros. Throws std::bad_alloc.
    PackedMatrix(std::size_t inputs, std::size_t outputs);

    /// The `inputs()` weights that lead to output `column`. Columns may be set from several threads.
    void setColumn(std::size_t column, const float *weights);
    void setBias(std::size_t column, float bias);

    std::size_t inputs() const { return m_inputs; }
    std::size_t outputs() const { return m_outputs; }

    /// c (rows × outputs) = a (rows × inputs) · weights + bias. Strides are in floats; cStride ≥
    /// gemmPaddedColumns(outputs()): the columns between are written too. Const, thread-safe, single-threaded: parallel
    /// work is split by rows outside.
    void multiply(const float *a, std::size_t stride, std::size_t rows, float *c, std::size_t cStride) const
    {
        multiplyPanels(a, stride, rows, 0, panels(), c, cStride);
    }

    /// The same for the columns of panels [from, to) alone; a panel is gemmPanelWidth() columns. Their bits are the
    /// same. `next`, if any, is the panel() that will be multiplied afterwards: it is fetched into the cache meanwhile.
    void multiplyPanels(const float *a, std::size_t stride, std::size_t rows, std::size_t from, std::size_t to,
                        float *c, std::size_t cStride, const float *next = nullptr) const;
    std::size_t panels() const;
    const float *panel(std::size_t number) const { return m_panels.data() + number * m_inputs * gemmPanelWidth(); }

private:
    std::size_t m_inputs = 0;
    std::size_t m_outputs = 0;
    AlignedFloats m_panels;
    AlignedFloats m_bias;
};

} // namespace embedscope
