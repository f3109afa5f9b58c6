#pragma once

#include "core/model/folder/safetensors.h"

#include <cstddef>

namespace embedscope {

/// Whether elements of this type can be read as floats: F32, F16 (IEEE 754 half precision), BF16 (the upper half of
/// F32).
bool isFloatType(TensorType type);

/// `count` elements of such a type, from any address, as float32. Exact: every value of the short types has its float.
void readFloats(TensorType type, const char *from, std::size_t count, float *to);

} // namespace embedscope
