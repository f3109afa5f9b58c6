#include "core/model/bert_product.h"

#include <vector>

namespace embedscope {

BertProduct::BertProduct(Precision precision, std::size_t inputs, std::size_t outputs)
{
    if (precision == Precision::Int8)
        m_weights = Int8Matrix(inputs, outputs);
    else
        m_weights = PackedMatrix(inputs, outputs);
}

void BertProduct::setColumn(std::size_t column, const float *weights)
{
    if (auto *plain = std::get_if<PackedMatrix>(&m_weights))
        return plain->setColumn(column, weights);
    auto &bytes = std::get<Int8Matrix>(m_weights);
    if (m_factors.size() == 0)
        return bytes.setColumn(column, weights);
    std::vector<float> divided(weights, weights + bytes.inputs());
    for (std::size_t i = 0; i < divided.size(); ++i)
        divided[i] /= m_factors.data()[i];
    bytes.setColumn(column, divided.data());
}

void BertProduct::setBias(std::size_t column, float bias)
{
    std::visit([&](auto &weights) { weights.setBias(column, bias); }, m_weights);
}

void BertProduct::reserve(std::size_t count, Rows &rows) const
{
    if (const auto *bytes = std::get_if<Int8Matrix>(&m_weights))
        rows.bytes.reserve(count, bytes->inputs());
}

void BertProduct::prepare(const float *values, std::size_t stride, std::size_t count, Rows &rows) const
{
    rows.values = values;
    rows.stride = stride;
    if (const auto *bytes = std::get_if<Int8Matrix>(&m_weights)) {
        rows.bytes.reserve(count, bytes->inputs());
        for (std::size_t r = 0; r < count; ++r)
            rows.bytes.setRow(r, values + r * stride, m_factors.data());
    }
}

std::size_t BertProduct::panels() const
{
    return std::visit([](const auto &weights) { return weights.panels(); }, m_weights);
}

std::size_t BertProduct::panelWidth() const
{
    return std::holds_alternative<PackedMatrix>(m_weights) ? gemmPanelWidth() : int8PanelWidth();
}

void BertProduct::multiply(const Rows &rows, std::size_t count, std::size_t fromPanel, std::size_t toPanel, float *c,
                           std::size_t cStride, const BertProduct *next) const
{
    if (const auto *plain = std::get_if<PackedMatrix>(&m_weights)) {
        const auto *const following = next ? std::get_if<PackedMatrix>(&next->m_weights) : nullptr;
        const float *const after = toPanel < plain->panels() ? plain->panel(toPanel)
                                   : following               ? following->panel(0)
                                                             : nullptr;
        plain->multiplyPanels(rows.values, rows.stride, count, fromPanel, toPanel, c, cStride, after);
    } else {
        std::get<Int8Matrix>(m_weights).multiplyPanels(rows.bytes, 0, count, fromPanel, toPanel, c, cStride);
    }
}

} // namespace embedscope
