#pragma once

#include "core/embed/service/api_embedder.h"
#include "core/model/precision.h"

namespace embedscope {

/// How a model is opened.
struct EmbedderOptions
{
    /// Of a local model's matrix products. A part of the identity: vectors of the two are not mixed.
    Precision precision = Precision::Float32;
    /// Of a service's, "api:NAME".
    ApiOptions api = {};
};

} // namespace embedscope
