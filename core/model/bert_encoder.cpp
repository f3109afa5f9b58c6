#include "core/model/bert_encoder.h"

#include "core/model/bert_kernels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <new>

namespace embedscope {

namespace {

// Rows that pass the wide inner layer at once, so that its 1,536 numbers a row stay in the second cache: five tiles of
// the products' 14 rows.
constexpr std::size_t kTileRows = 14;
constexpr std::size_t kRowsAtOnce = 5 * kTileRows;
// Queries whose scores are computed at once.
constexpr std::size_t kQueriesAtOnce = 56;
// No panel of packed weights is wider, whichever instruction set and precision.
constexpr std::size_t kWidestPanel = 64;

std::size_t roundedUp(std::size_t count, std::size_t step)
{
    return (count + step - 1) / step * step;
}

// A row's distance: 16 more than its numbers, because rows of a power of two apart would share a cache set.
std::size_t strideFor(std::size_t columns)
{
    return roundedUp(columns, kWidestPanel) + 16;
}

} // namespace

void BertEncoder::prepare(Workspace &w, std::size_t rows, std::size_t longest, std::size_t members) const
{
    const std::size_t head = m_config.hidden / m_config.heads;
    w.hidden.reserve(rows * strideFor(m_config.hidden));
    w.attended.reserve(rows * strideFor(m_config.hidden));
    w.projected.reserve(rows * strideFor(m_config.hidden));
    w.wide.reserve(std::max(rows * strideFor(3 * m_config.hidden),
                            std::min(rows, kRowsAtOnce) * strideFor(m_config.intermediate)));
    w.heads.resize(std::max(w.heads.size(), members));
    for (Workspace::Head &buffers : w.heads) {
        buffers.keys.reserve(head * strideFor(longest));
        buffers.scores.reserve(kQueriesAtOnce * strideFor(longest));
        if (head % gemmColumnStep() != 0) {
            buffers.values.reserve(longest * roundedUp(head, gemmColumnStep()));
            buffers.out.reserve(kQueriesAtOnce * roundedUp(head, gemmColumnStep()));
        }
    }
    // Buffers for rows as bytes are made here too: no step of the team may fail.
    if (!m_layers.empty()) {
        m_layers.front().queryKeyValue.reserve(rows, w.rows);
        m_layers.front().down.reserve(std::min(rows, kRowsAtOnce), w.wideRows);
    }
}

Status BertEncoder::check(std::span<const std::int32_t> ids) const
{
    if (ids.empty() || ids.size() > m_config.longest())
        return makeError(Errc::InvalidArgument, std::to_string(ids.size()) + " tokens; the model takes 1 to " +
                                                    std::to_string(m_config.longest()));
    for (const std::int32_t id : ids)
        if (id < 0 || static_cast<std::size_t>(id) >= m_config.vocabulary)
            return makeError(Errc::InvalidArgument, "token id " + std::to_string(id) + " is not in the vocabulary");
    return {};
}

void BertEncoder::embedTokens(std::span<const std::span<const std::int32_t>> texts, float *hidden) const
{
    const std::size_t width = m_config.hidden;
    std::vector<float> type(width);
    std::vector<float> position(width);
    if (m_config.types > 0)
        m_types.read(0, type.data());
    const std::int32_t padding = m_config.paddingId.value_or(-1);
    const BertKernels &kernels = bertKernels();
    for (const auto &ids : texts) {
        auto next = static_cast<std::size_t>(padding + 1);
        for (const std::int32_t id : ids) {
            m_words.read(static_cast<std::size_t>(id), hidden);
            // A padding token that a text spells out ("<pad>") has its own place.
            m_positions.read(id == padding ? static_cast<std::size_t>(padding) : next++, position.data());
            for (std::size_t j = 0; j < width; ++j)
                hidden[j] = hidden[j] + type[j] + position[j];
            kernels.addAndNormalise(hidden, nullptr, m_embeddingNorm.gain.data(), m_embeddingNorm.offset.data(),
                                    m_config.epsilon, width);
            hidden += strideFor(width);
        }
    }
}

// One text's attention in one head: softmax(Q Kᵀ / √size) V.
void BertEncoder::attend(const float *queryKeyValue, std::size_t tokens, std::size_t head, float *attended,
                         Workspace::Head &w) const
{
    const std::size_t hidden = m_config.hidden;
    const std::size_t size = hidden / m_config.heads;
    const std::size_t stride = strideFor(3 * hidden);
    const std::size_t padded = roundedUp(tokens, gemmColumnStep());
    const std::size_t scoreStride = strideFor(tokens);
    const float scale = 1.0F / std::sqrt(static_cast<float>(size));
    const BertKernels &kernels = bertKernels();

    const float *const query = queryKeyValue + head * size;
    const float *const key = query + hidden;
    const float *value = key + hidden;
    kernels.transpose(key, stride, tokens, size, w.keys.data(), scoreStride, padded);
    // A head as wide as whole vectors is multiplied where it lies, and its result goes where it belongs.
    const std::size_t wide = roundedUp(size, gemmColumnStep());
    std::size_t valueStride = stride;
    if (wide != size) {
        valueStride = wide;
        for (std::size_t t = 0; t < tokens; ++t) {
            float *const to = w.values.data() + t * wide;
            std::memcpy(to, value + t * stride, size * sizeof(float));
            std::fill(to + size, to + wide, 0.0F);
        }
        value = w.values.data();
    }
    attended += head * size;
    for (std::size_t first = 0; first < tokens; first += kQueriesAtOnce) {
        const std::size_t rows = std::min(kQueriesAtOnce, tokens - first);
        float *const scores = w.scores.data();
        float *const to = attended + first * strideFor(hidden);
        float *const out = wide == size ? to : w.out.data();
        const std::size_t outStride = wide == size ? strideFor(hidden) : wide;
        gemmPlain(query + first * stride, stride, rows, size, w.keys.data(), scoreStride, padded, scores, scoreStride);
        std::array<float, kQueriesAtOnce> inverse;
        kernels.softmax(scores, scoreStride, rows, tokens, scale, inverse.data());
        gemmPlain(scores, scoreStride, rows, tokens, value, valueStride, wide, out, outStride);
        kernels.scaleRows(out, outStride, rows, size, inverse.data());
        if (wide != size)
            for (std::size_t r = 0; r < rows; ++r)
                std::memcpy(to + r * strideFor(hidden), out + r * outStride, size * sizeof(float));
    }
}

void BertEncoder::runLayer(std::size_t number, std::span<const std::span<const std::int32_t>> texts, std::size_t rows,
                           Workspace &w, Team &team) const
{
    const Layer &layer = m_layers[number];
    const Layer &after = m_layers[(number + 1) % m_layers.size()]; // after the last, further texts begin with the first
    const std::size_t width = m_config.hidden;
    const std::size_t stride = strideFor(width);
    const std::size_t tripleStride = strideFor(3 * width);
    const std::size_t wideStride = strideFor(m_config.intermediate);
    const BertKernels &kernels = bertKernels();
    const auto multiply = [&](const BertProduct &product, const BertProduct::Rows &from, std::size_t count, float *to,
                              std::size_t toStride, const BertProduct *next = nullptr) {
        team.run(product.panels(), [&](std::size_t begin, std::size_t end, std::size_t) {
            product.multiply(from, count, begin, end, to, toStride, next);
        });
    };
    const auto gelu = m_precision == Precision::Int8 ? kernels.geluNear : kernels.gelu;
    const auto activate = m_config.activation == Activation::Gelu       ? gelu
                          : m_config.activation == Activation::GeluTanh ? kernels.geluTanh
                                                                        : kernels.relu;
    const auto addAndNormalise = [&](float *hidden, std::size_t count, const Norm &norm) {
        for (std::size_t r = 0; r < count; ++r)
            kernels.addAndNormalise(hidden + r * stride, w.projected.data() + r * stride, norm.gain.data(),
                                    norm.offset.data(), m_config.epsilon, width);
    };

    layer.queryKeyValue.prepare(w.hidden.data(), stride, rows, w.rows);
    multiply(layer.queryKeyValue, w.rows, rows, w.wide.data(), tripleStride);
    team.run(m_config.heads, [&](std::size_t begin, std::size_t end, std::size_t member) {
        std::size_t first = 0;
        for (const auto &ids : texts) {
            for (std::size_t head = begin; head < end; ++head)
                attend(w.wide.data() + first * tripleStride, ids.size(), head, w.attended.data() + first * stride,
                       w.heads[member]);
            first += ids.size();
        }
    });
    layer.attentionOut.prepare(w.attended.data(), stride, rows, w.rows);
    multiply(layer.attentionOut, w.rows, rows, w.projected.data(), stride, &layer.up);
    addAndNormalise(w.hidden.data(), rows, layer.attentionNorm);

    const std::size_t parts = (rows + kRowsAtOnce - 1) / kRowsAtOnce;
    const std::size_t partRows = roundedUp((rows + parts - 1) / parts, kTileRows); // nearly equal, of whole tiles
    for (std::size_t from = 0; from < rows; from += partRows) {
        const std::size_t count = std::min(partRows, rows - from);
        float *const hidden = w.hidden.data() + from * stride;
        layer.up.prepare(hidden, stride, count, w.rows);
        team.run(layer.up.panels(), [&](std::size_t begin, std::size_t end, std::size_t) {
            const std::size_t panel = layer.up.panelWidth();
            for (std::size_t p = begin; p < end; ++p) {
                layer.up.multiply(w.rows, count, p, p + 1, w.wide.data(), wideStride, &layer.down);
                activate(w.wide.data() + p * panel, wideStride, count, panel); // while they are in the nearest cache
            }
        });
        layer.down.prepare(w.wide.data(), wideStride, count, w.wideRows);
        multiply(layer.down, w.wideRows, count, w.projected.data(), stride,
                 from + count < rows ? &layer.up : &after.queryKeyValue);
        addAndNormalise(hidden, count, layer.outNorm);
    }
}

Status BertEncoder::encode(std::span<const std::span<const std::int32_t>> texts, Workspace &workspace, float *vectors,
                           const std::stop_token &stop, Team &team) const
{
    std::size_t rows = 0;
    std::size_t longest = 0;
    for (const auto &ids : texts) {
        if (const Status status = check(ids); !status)
            return status;
        rows += ids.size();
        longest = std::max(longest, ids.size());
    }
    try {
        prepare(workspace, rows, longest, team.size());
        embedTokens(texts, workspace.hidden.data());
        for (std::size_t l = 0; l < m_layers.size(); ++l) {
            if (stop.stop_requested())
                return makeError(Errc::Cancelled);
            runLayer(l, texts, rows, workspace, team);
        }
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
    const float *token = workspace.hidden.data();
    for (const auto &ids : texts) {
        pool(m_config.pooling, token, strideFor(m_config.hidden), ids.size(), m_config.hidden, vectors);
        token += ids.size() * strideFor(m_config.hidden);
        vectors += m_config.vectorSize();
    }
    return {};
}

Result<Matrix> BertEncoder::tokenVectors(std::span<const std::int32_t> ids, std::size_t layer) const
{
    if (const Status status = check(ids); !status)
        return status.error();
    if (layer > m_layers.size())
        return makeError(Errc::InvalidArgument,
                         "layer " + std::to_string(layer) + " of " + std::to_string(m_layers.size()));
    try {
        Matrix result(static_cast<Eigen::Index>(ids.size()), static_cast<Eigen::Index>(m_config.hidden));
        if (layer == 0) {
            for (std::size_t i = 0; i < ids.size(); ++i)
                m_words.read(static_cast<std::size_t>(ids[i]), result.data() + i * m_config.hidden);
            return result;
        }
        Workspace workspace;
        Team alone;
        prepare(workspace, ids.size(), ids.size(), alone.size());
        embedTokens({&ids, 1}, workspace.hidden.data());
        for (std::size_t l = 0; l < layer; ++l)
            runLayer(l, {&ids, 1}, ids.size(), workspace, alone);
        for (std::size_t i = 0; i < ids.size(); ++i)
            std::memcpy(result.data() + i * m_config.hidden, workspace.hidden.data() + i * strideFor(m_config.hidden),
                        m_config.hidden * sizeof(float));
        return result;
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
