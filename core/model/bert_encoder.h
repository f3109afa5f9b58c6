#pragma once

#include "core/base/gemm/gemm.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/team.h"
#include "core/base/thread_pool.h"
#include "core/model/bert_product.h"
#include "core/model/folder/safetensors.h"
#include "core/model/pooling.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace embedscope {

/// What stands between the two matrices of a layer's feed-forward part.
enum class Activation {
    Gelu,     ///< x · Φ(x) with the error function
    GeluTanh, ///< its approximation by the hyperbolic tangent ("gelu_new")
    Relu      ///< max(x, 0)
};

/// How a file names an encoder's tensors.
enum class TensorNames {
    Bert,      ///< transformers' BertModel, also RoBERTa's and XLM-RoBERTa's
    DistilBert ///< transformers' DistilBertModel
};

/// The sizes of a BERT encoder (Devlin et al. 2018), as its config.json says, and how its tokens become one vector.
struct BertConfig
{
    std::size_t hidden = 384;
    std::size_t layers = 6;
    std::size_t heads = 12;
    std::size_t intermediate = 1536;
    std::size_t vocabulary = 30522;
    std::size_t positions = 512; ///< rows of the table of positions
    std::size_t types = 2;       ///< token types; only the first is used; 0 where the architecture has none
    float epsilon = 1e-12F;      ///< of the layer normalisations
    Activation activation = Activation::Gelu;
    TensorNames names = TensorNames::Bert;
    /// RoBERTa's way with positions: those of a text begin after this id, and this id itself has its own number as its
    /// position. Without it they begin at 0.
    std::optional<std::int32_t> paddingId = {};
    std::vector<PoolingMode> pooling = {PoolingMode::Mean}; ///< never empty

    /// The longest text in tokens.
    std::size_t longest() const
    {
        const std::size_t before = paddingId ? static_cast<std::size_t>(*paddingId) + 1 : 0;
        return positions - (before < positions ? before : positions);
    }
    std::size_t vectorSize() const { return hidden * pooling.size(); }

    bool operator==(const BertConfig &) const = default;
};

/// A table of rows that stays in the mapped file: F32, F16 or BF16, or I16 with one F32 scale a row.
struct RowTable
{
    Tensor values;
    std::string_view scales; ///< F32, one a row, of I16 values; else empty
    std::size_t columns = 0;

    void read(std::size_t row, float *to) const;
};

/// The forward pass of a BERT encoder: embeddings, post-norm layers, and one vector of a text's tokens. With
/// Precision::Int8 the layers' products with weights are those of bytes (core/base/gemm/gemm_int8.h: weights by output,
/// activations by token); all between them (attention, activation, normalisation) is float32. Texts are packed one
/// after another; nothing is padded. Const and thread-safe.
class BertEncoder
{
public:
    /// Buffers of one call at work; they grow as needed and may be used again.
    struct Workspace
    {
        AlignedFloats hidden, attended, projected, wide;
        BertProduct::Rows rows, wideRows;
        /// Of one member of the team.
        struct Head
        {
            AlignedFloats keys, values, scores, out;
        };
        std::vector<Head> heads;
    };

    /// Takes the weights under the names of transformers' BertModel or DistilBertModel (with or without "bert." or the
    /// like before them, LayerNorm's also under their first names gamma and beta), checking every tensor's presence,
    /// type and shape before anything is allocated for it. ModelDamaged with the tensor's name, OutOfMemory.
    static Result<BertEncoder> load(const BertConfig &config, SafetensorsFile weights, ThreadPool &pool,
                                    Precision precision = Precision::Float32);

    const BertConfig &config() const { return m_config; }
    Precision precision() const { return m_precision; }

    /// Pooled vectors (texts × config().vectorSize(), not normalised) of several texts' token ids. Each text needs 1 to
    /// config().longest() ids below config().vocabulary, else InvalidArgument. Asks `stop` between layers
    /// (Cancelled). A text's bits do not depend on the others, nor on the size of the team.
    Status encode(std::span<const std::span<const std::int32_t>> texts, Workspace &workspace, float *vectors,
                  const std::stop_token &stop, Team &team) const;
    /// The same by the calling thread alone.
    Status encode(std::span<const std::span<const std::int32_t>> texts, Workspace &workspace, float *vectors,
                  const std::stop_token &stop = {}) const
    {
        Team alone;
        return encode(texts, workspace, vectors, stop, alone);
    }

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
        BertProduct queryKeyValue, attentionOut, up, down;
        Norm attentionNorm, outNorm;
    };
    class Loader;

    Status check(std::span<const std::int32_t> ids) const;
    void embedTokens(std::span<const std::span<const std::int32_t>> texts, float *hidden) const;
    void attend(const float *queryKeyValue, std::size_t tokens, std::size_t head, float *attended,
                Workspace::Head &buffers) const;
    void runLayer(std::size_t number, std::span<const std::span<const std::int32_t>> texts, std::size_t rows,
                  Workspace &workspace, Team &team) const;
    void prepare(Workspace &workspace, std::size_t rows, std::size_t longest, std::size_t members) const;

    BertConfig m_config;
    Precision m_precision = Precision::Float32;
    SafetensorsFile m_file; ///< keeps the tables' bytes
    RowTable m_words, m_positions, m_types;
    Norm m_embeddingNorm;
    std::vector<Layer> m_layers;
};

} // namespace embedscope
