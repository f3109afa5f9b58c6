#pragma once

#include "core/embed/service/api_embedder.h"
#include "core/model/precision.h"

#include <memory>

namespace embedscope {

class EmbeddingCache;

/// Whether "api:NAME" may be opened. A document or a picture may name such a model, and must not send texts by that.
enum class Services {
    Refused, ///< ModelUnsupported
    Allowed, ///< a person has agreed that texts go there
};

/// How a model is opened.
struct EmbedderOptions
{
    /// Of a local model's matrix products. A part of the identity: vectors of the two are not mixed.
    Precision precision = Precision::Float32;
    Services services = Services::Refused;
    /// Of a service's, "api:NAME".
    ApiOptions api = {};
    /// Where vectors are remembered, see withCache(); none: nowhere.
    std::shared_ptr<EmbeddingCache> cache = {};
};

} // namespace embedscope
