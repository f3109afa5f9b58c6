#include "core/model/vector_modules.h"

#include "core/model/bert_kernels.h"
#include "core/model/float_types.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <utility>

namespace embedscope {

namespace {

// A tensor of that name and shape as floats.
Result<AlignedFloats> take(const SafetensorsFile &file, const std::string &name, std::vector<std::size_t> shape)
{
    const Tensor *tensor = file.find(name);
    if (!tensor)
        return makeError(Errc::ModelDamaged, name + " is missing");
    if (tensor->shape != shape || !isFloatType(tensor->type)) {
        Tensor wanted;
        wanted.shape = std::move(shape);
        return makeError(Errc::ModelDamaged, name + " is " + describeTensor(*tensor) + "; the configuration asks for " +
                                                 describeTensor(wanted));
    }
    std::size_t count = 1;
    for (const std::size_t size : tensor->shape)
        count *= size;
    AlignedFloats values(count);
    readFloats(tensor->type, tensor->bytes.data(), count, values.data());
    return values;
}

Result<PackedMatrix> takeMatrix(const SafetensorsFile &file, const std::string &name, const DenseShape &shape)
{
    const auto weights = take(file, name, {shape.outputs, shape.inputs});
    if (!weights)
        return weights.error();
    PackedMatrix packed(shape.inputs, shape.outputs);
    for (std::size_t i = 0; i < shape.outputs; ++i)
        packed.setColumn(i, weights->data() + i * shape.inputs);
    return packed;
}

void activate(DenseModule::Activation activation, float *x, std::size_t count)
{
    switch (activation) {
    case DenseModule::Activation::Identity:
        break;
    case DenseModule::Activation::Tanh:
        std::transform(x, x + count, x, [](float v) { return std::tanh(v); });
        break;
    case DenseModule::Activation::Relu:
        std::transform(x, x + count, x, [](float v) { return std::max(v, 0.0F); });
        break;
    case DenseModule::Activation::Gelu:
        bertKernels().gelu(x, count, 1, count);
        break;
    case DenseModule::Activation::Sigmoid:
        std::transform(x, x + count, x, [](float v) { return 1 / (1 + std::exp(-v)); });
        break;
    }
}

std::size_t runModule(const DenseModule &dense, std::size_t rows, std::size_t width, std::vector<float> &vectors)
{
    const std::size_t outputs = dense.weights.outputs();
    const std::size_t stride = gemmPaddedColumns(outputs);
    AlignedFloats result(rows * stride);
    dense.weights.multiply(vectors.data(), width, rows, result.data(), stride);
    AlignedFloats projected;
    if (dense.projectedInput) {
        projected.reserve(rows * stride);
        dense.projectedInput->multiply(vectors.data(), width, rows, projected.data(), stride);
    }
    std::vector<float> next(rows * outputs);
    for (std::size_t r = 0; r < rows; ++r) {
        float *const row = result.data() + r * stride;
        activate(dense.activation, row, outputs);
        const float *added = dense.projectedInput ? projected.data() + r * stride
                             : dense.addsInput    ? vectors.data() + r * width
                                                  : nullptr;
        for (std::size_t j = 0; j < outputs; ++j)
            next[r * outputs + j] = added ? row[j] + added[j] : row[j];
    }
    vectors = std::move(next);
    return outputs;
}

std::size_t runModule(const NormalizeModule &, std::size_t rows, std::size_t width, std::vector<float> &vectors)
{
    for (std::size_t r = 0; r < rows; ++r) {
        float *const vector = vectors.data() + r * width;
        double square = 0;
        for (std::size_t j = 0; j < width; ++j)
            square += static_cast<double>(vector[j]) * vector[j];
        const double length = std::max(std::sqrt(square), 1e-12);
        for (std::size_t j = 0; j < width; ++j)
            vector[j] = static_cast<float>(vector[j] / length);
    }
    return width;
}

std::size_t runModule(const LayerNormModule &norm, std::size_t rows, std::size_t width, std::vector<float> &vectors)
{
    constexpr float kEpsilon = 1e-5F; // PyTorch's default, which the module does not change
    for (std::size_t r = 0; r < rows; ++r)
        bertKernels().addAndNormalise(vectors.data() + r * width, nullptr, norm.gain.data(), norm.offset.data(),
                                      kEpsilon, width);
    return width;
}

} // namespace

std::optional<DenseModule::Activation> denseActivationOf(std::string_view className)
{
    constexpr std::array<std::pair<std::string_view, DenseModule::Activation>, 5> kKnown{
        {{"torch.nn.modules.linear.Identity", DenseModule::Activation::Identity},
         {"torch.nn.modules.activation.Tanh", DenseModule::Activation::Tanh},
         {"torch.nn.modules.activation.ReLU", DenseModule::Activation::Relu},
         {"torch.nn.modules.activation.GELU", DenseModule::Activation::Gelu},
         {"torch.nn.modules.activation.Sigmoid", DenseModule::Activation::Sigmoid}}};
    for (const auto &[name, activation] : kKnown)
        if (name == className)
            return activation;
    return std::nullopt;
}

Result<DenseModule> makeDense(const SafetensorsFile &file, const DenseShape &shape)
{
    DenseModule dense;
    dense.activation = shape.activation;
    auto weights = takeMatrix(file, "linear.weight", shape);
    if (!weights)
        return weights.error();
    dense.weights = std::move(*weights);
    if (shape.hasBias) {
        const auto bias = take(file, "linear.bias", {shape.outputs});
        if (!bias)
            return bias.error();
        for (std::size_t i = 0; i < shape.outputs; ++i)
            dense.weights.setBias(i, bias->data()[i]);
    }
    dense.addsInput = shape.hasResidual && shape.inputs == shape.outputs;
    if (shape.hasResidual && !dense.addsInput) {
        auto projected = takeMatrix(file, "residual.weight", shape);
        if (!projected)
            return projected.error();
        dense.projectedInput = std::move(*projected);
    }
    return dense;
}

Result<LayerNormModule> makeLayerNorm(const SafetensorsFile &file, std::size_t width)
{
    LayerNormModule norm;
    auto gain = take(file, "norm.weight", {width});
    if (!gain)
        return gain.error();
    auto offset = take(file, "norm.bias", {width});
    if (!offset)
        return offset.error();
    norm.gain = std::move(*gain);
    norm.offset = std::move(*offset);
    return norm;
}

void applyModules(const std::vector<VectorModule> &modules, std::size_t rows, std::size_t width,
                  std::vector<float> &vectors)
{
    for (const VectorModule &module : modules)
        width = std::visit([&](const auto &kind) { return runModule(kind, rows, width, vectors); }, module);
}

} // namespace embedscope
