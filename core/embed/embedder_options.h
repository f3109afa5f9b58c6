#pragma once

#include "core/model/precision.h"

namespace embedscope {

/// How a model is opened.
struct EmbedderOptions
{
    /// Of a local model's matrix products. A part of the identity: vectors of the two are not mixed.
    Precision precision = Precision::Float32;
};

} // namespace embedscope
