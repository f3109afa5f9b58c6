#pragma once

#include "core/base/gemm.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/thread_pool.h"
#include "core/model/folder/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace embedscope {

/// The sizes of a BERT encoder (Devlin et al. 2018), as its config.json says.
struct BertConfig
{
    std::size_t hidden = 384;
    std::size_t layers = 6;
    std::size_t heads = 12;
    std::size_t intermediate = 1536;
    std::size_t vocabulary = 30522;
    std::size_t positions = 512; ///< the longest text in tokens
    std::size_t types = 2;       ///< token types; only the first is used
    float epsilon = 1e-12F;      ///< of the layer normalisations

    bool operator==(const BertConfig &) const = default;
};

/// A table of rows that stays in the mapped file: F32, or I16 with one F32 scale a row.
struct RowTable
{
    Tensor values;
    std::string_view scales; ///< F32, one a row; empty for F32 values
    std::size_t columns = 0;

    void read(std::size_t row, float *to) const;
};

/// The forward pass of a BERT encoder in float32: embeddings, post-norm layers with exact GELU, and the mean over a
/// text's tokens. Texts are packed one after another; nothing is padded. Const and thread-safe.
class BertEncoder
{
public:
    /// Buffers of one thread at work; they grow as needed and may be used again.
    struct Workspace
    {
        AlignedFloats hidden, attended, projected, wide, keys, values, scores;
    };

    /// Takes the weights under the names of transformers' BertModel (with or without "bert." before them), checking
    /// every tensor's presence, type and shape before anything is allocated for it. ModelDamaged with the tensor's
    /// name, OutOfMemory.
    static Result<BertEncoder> load(const BertConfig &config, SafetensorsFile weights, ThreadPool &pool);

    const BertConfig &config() const { return m_config; }

    /// Mean-pooled vectors (texts × hidden, not normalised) of several texts' token ids. Each text needs 1 to
    /// config().positions ids below config().vocabulary, else InvalidArgument. Single-threaded; asks `stop` between
    /// layers (Cancelled). A text's bits do not depend on the others.
    Status encode(std::span<const std::span<const std::int32_t>> texts, Workspace &workspace, float *vectors,
                  const std::stop_token &stop = {}) const;

    /// One vector a token. Layer 0: the rows of the lookup table, before positions are added; layer l ≤ layers: the
    /// output of the l-th layer.
    Result<Matrix> tokenVectors(std::span<const std::int32_t> ids, std::size_t layer) const;

private:
    struct Norm
    {
        AlignedFloats gain, offset;
    };
    struct Layer
    {
        PackedMatrix queryKeyValue, attentionOut, up, down;
        Norm attentionNorm, outNorm;
    };
    class Loader;

    Status check(std::span<const std::int32_t> ids) const;
    void embedTokens(std::span<const std::span<const std::int32_t>> texts, float *hidden) const;
    void attend(const float *queryKeyValue, std::size_t tokens, float *attended, Workspace &workspace) const;
    void runLayer(const Layer &layer, std::span<const std::span<const std::int32_t>> texts, std::size_t rows,
                  Workspace &workspace) const;
    void prepare(Workspace &workspace, std::size_t rows, std::size_t longest) const;

    BertConfig m_config;
    SafetensorsFile m_file; ///< keeps the tables' bytes
    RowTable m_words, m_positions, m_types;
    Norm m_embeddingNorm;
    std::vector<Layer> m_layers;
};

} // namespace embedscope
