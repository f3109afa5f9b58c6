#pragma once

#include "core/base/gemm/gemm.h"
#include "core/base/result.h"
#include "core/model/folder/safetensors.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace embedscope {

/// A Dense module of sentence-transformers: activation(weights · x + bias), with `residual` added to it where there is
/// one.
struct DenseModule
{
    enum class Activation { Identity, Tanh, Relu, Gelu, Sigmoid };
    PackedMatrix weights = {};
    Activation activation = Activation::Identity;
    bool addsInput = false;                          ///< residual of equal sizes: the input itself
    std::optional<PackedMatrix> projectedInput = {}; ///< residual of other sizes
};

/// A Normalize module: x / max(|x|, 1e-12), Euclidean.
struct NormalizeModule
{
};

/// A LayerNorm module: (x − mean) / √(variance + 1e-5) · gain + offset.
struct LayerNormModule
{
    AlignedFloats gain = {};
    AlignedFloats offset = {};
};

using VectorModule = std::variant<DenseModule, NormalizeModule, LayerNormModule>;

/// The activation of that class of PyTorch ("torch.nn.modules.activation.Tanh"); nothing where it is not known.
std::optional<DenseModule::Activation> denseActivationOf(std::string_view className);

/// A Dense module from its folder's tensors: linear.weight [outputs, inputs], linear.bias [outputs] where `hasBias`,
/// residual.weight where the sizes differ and `hasResidual`. ModelDamaged with the tensor's name.
struct DenseShape
{
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    DenseModule::Activation activation = DenseModule::Activation::Identity;
    bool hasBias = true;
    bool hasResidual = false;
};
Result<DenseModule> makeDense(const SafetensorsFile &file, const DenseShape &shape);
/// The same for a LayerNorm module: norm.weight and norm.bias.
Result<LayerNormModule> makeLayerNorm(const SafetensorsFile &file, std::size_t width);

/// What the modules make of pooled vectors, one after another: `rows` vectors of `width` numbers in `vectors`, which
/// then holds rows of the last module's size. A row's bits do not depend on the others. Thread-safe.
void applyModules(const std::vector<VectorModule> &modules, std::size_t rows, std::size_t width,
                  std::vector<float> &vectors);

} // namespace embedscope
