#include "core/model/bert_encoder.h"

#include "core/model/bert_kernels.h"
#include "core/model/float_types.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>

namespace embedscope {

namespace {

// What stands after the layer's number in its tensors' names.
struct LayerNames
{
    const char *layer, *query, *key, *value, *attentionOut, *attentionNorm, *up, *down, *outNorm;
};

const LayerNames &namesOf(TensorNames names)
{
    static constexpr LayerNames kBert{"encoder.layer.",       "attention.self.query",   "attention.self.key",
                                      "attention.self.value", "attention.output.dense", "attention.output.LayerNorm",
                                      "intermediate.dense",   "output.dense",           "output.LayerNorm"};
    static constexpr LayerNames kDistilBert{"transformer.layer.", "attention.q_lin",   "attention.k_lin",
                                            "attention.v_lin",    "attention.out_lin", "sa_layer_norm",
                                            "ffn.lin1",           "ffn.lin2",          "output_layer_norm"};
    return names == TensorNames::DistilBert ? kDistilBert : kBert;
}

float floatAt(std::string_view bytes, std::size_t index)
{
    float value = 0;
    std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
    return value;
}

} // namespace

void RowTable::read(std::size_t row, float *to) const
{
    const char *from = values.bytes.data() + row * columns * tensorTypeSize(values.type);
    if (values.type != TensorType::I16)
        return readFloats(values.type, from, columns, to);
    bertKernels().fromInt16(from, columns, floatAt(scales, row), to);
}

// Finds tensors by name and checks them; the first fault is kept and the rest is skipped.
class BertEncoder::Loader
{
public:
    Loader(const SafetensorsFile &file, ThreadPool &pool, Precision precision)
        : m_file(file), m_pool(pool), m_precision(precision)
    {
        const std::string words = "embeddings.word_embeddings.weight";
        for (const char *prefix : {"", "bert.", "roberta.", "distilbert.", "model."})
            if (file.find(prefix + words)) {
                m_prefix = prefix;
                break;
            }
    }

    Status status;

    RowTable table(const std::string &name, std::size_t rows, std::size_t columns)
    {
        RowTable result;
        result.columns = columns;
        const Tensor *tensor = take(name, {rows, columns});
        if (!tensor)
            return result;
        result.values = *tensor;
        if (tensor->type == TensorType::I16) {
            const Tensor *scale = take(name + ".scale", {rows});
            if (scale && scale->type != TensorType::F32)
                fail(name + ".scale", "is " + describeTensor(*scale) + ", not F32");
            else if (scale)
                result.scales = scale->bytes;
        } else if (!isFloatType(tensor->type)) {
            fail(name, "is " + describeTensor(*tensor) + "; only F32, F16, BF16 and our I16 can be read");
        }
        return result;
    }

    AlignedFloats vector(const std::string &name, std::size_t size)
    {
        const Tensor *tensor = take(name, {size});
        if (tensor && !isFloatType(tensor->type))
            fail(name, "is " + describeTensor(*tensor) + ", not F32, F16 or BF16");
        if (!status)
            return {};
        AlignedFloats values(size);
        readFloats(tensor->type, tensor->bytes.data(), size, values.data());
        return values;
    }

    Norm norm(const std::string &name, std::size_t size)
    {
        Norm result;
        // TensorFlow's names, which the first conversions kept.
        const bool old = !m_file.find(m_prefix + name + ".weight") && m_file.find(m_prefix + name + ".gamma");
        result.gain = vector(name + (old ? ".gamma" : ".weight"), size);
        result.offset = vector(name + (old ? ".beta" : ".bias"), size);
        return result;
    }

    // Weights named so, side by side: the outputs of the first, then of the second …
    BertProduct matrix(std::initializer_list<std::string> names, std::size_t inputs, std::size_t outputs)
    {
        std::vector<RowTable> weights;
        std::vector<AlignedFloats> biases;
        for (const std::string &name : names) {
            weights.push_back(table(name + ".weight", outputs, inputs));
            biases.push_back(vector(name + ".bias", outputs));
        }
        if (!status)
            return {};
        BertProduct packed(m_precision, inputs, outputs * weights.size());
        for (std::size_t m = 0; m < weights.size(); ++m)
            m_pool.parallelFor(outputs, kColumnsAtOnce, [&](std::size_t begin, std::size_t end) {
                fillColumns(packed, m * outputs, weights[m], biases[m].data(), begin, end);
            });
        if (m_outOfMemory)
            throw std::bad_alloc();
        return packed;
    }

private:
    static constexpr std::size_t kColumnsAtOnce = 64;

    void fillColumns(BertProduct &packed, std::size_t offset, const RowTable &weights, const float *bias,
                     std::size_t begin, std::size_t end)
    {
        try {
            std::vector<float> row(weights.columns);
            for (std::size_t n = begin; n < end; ++n) {
                weights.read(n, row.data());
                packed.setColumn(offset + n, row.data());
                packed.setBias(offset + n, bias[n]);
            }
        } catch (const std::bad_alloc &) {
            m_outOfMemory = true; // an exception must not leave a worker
        }
    }

    const Tensor *take(const std::string &name, std::vector<std::size_t> shape)
    {
        if (!status)
            return nullptr;
        const Tensor *tensor = m_file.find(m_prefix + name);
        if (!tensor)
            fail(name, "is missing");
        else if (tensor->shape != shape) {
            Tensor wanted = *tensor;
            wanted.shape = std::move(shape);
            fail(name, "is " + describeTensor(*tensor) + "; the configuration asks for " + describeTensor(wanted));
            return nullptr;
        }
        return tensor;
    }
    void fail(const std::string &name, const std::string &reason)
    {
        if (status)
            status = makeError(Errc::ModelDamaged, m_prefix + name + " " + reason);
    }

    const SafetensorsFile &m_file;
    ThreadPool &m_pool;
    Precision m_precision;
    std::string m_prefix;
    std::atomic<bool> m_outOfMemory = false;
};

Result<BertEncoder> BertEncoder::load(const BertConfig &config, SafetensorsFile weights, ThreadPool &pool,
                                      Precision precision)
{
    if (config.heads == 0 || config.hidden == 0 || config.hidden % config.heads != 0 || config.longest() == 0 ||
        config.pooling.empty())
        return makeError(Errc::ModelDamaged, "the number of heads does not divide the hidden size");
    if (precision == Precision::Int8 && std::max(config.hidden, config.intermediate) > Int8Matrix::kMostInputs)
        return makeError(Errc::ModelUnsupported,
                         "a layer of more than " + std::to_string(Int8Matrix::kMostInputs) + " inputs as int8");
    try {
        BertEncoder encoder;
        encoder.m_config = config;
        encoder.m_file = std::move(weights);
        encoder.m_precision = precision;
        Loader from(encoder.m_file, pool, precision);
        const std::string embeddings = "embeddings.";
        encoder.m_words = from.table(embeddings + "word_embeddings.weight", config.vocabulary, config.hidden);
        encoder.m_positions = from.table(embeddings + "position_embeddings.weight", config.positions, config.hidden);
        if (config.types > 0)
            encoder.m_types = from.table(embeddings + "token_type_embeddings.weight", config.types, config.hidden);
        encoder.m_embeddingNorm = from.norm(embeddings + "LayerNorm", config.hidden);
        const LayerNames &names = namesOf(config.names);
        for (std::size_t i = 0; i < config.layers && from.status; ++i) {
            const std::string name = names.layer + std::to_string(i) + ".";
            Layer layer;
            layer.queryKeyValue =
                from.matrix({name + names.query, name + names.key, name + names.value}, config.hidden, config.hidden);
            layer.attentionOut = from.matrix({name + names.attentionOut}, config.hidden, config.hidden);
            layer.attentionNorm = from.norm(name + names.attentionNorm, config.hidden);
            layer.up = from.matrix({name + names.up}, config.hidden, config.intermediate);
            layer.down = from.matrix({name + names.down}, config.intermediate, config.hidden);
            layer.outNorm = from.norm(name + names.outNorm, config.hidden);
            encoder.m_layers.push_back(std::move(layer));
        }
        if (!from.status)
            return from.status.error();
        return encoder;
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
