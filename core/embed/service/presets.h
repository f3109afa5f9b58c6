#pragma once

#include "core/embed/http/http_url.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace embedscope {

/// How a service is spoken to.
enum class ApiDialect {
    OpenAi, ///< POST …/v1/embeddings {"model", "input"}, which nearly everybody understands
    Ollama, ///< POST …/api/embed {"model", "input"}
    Tei,    ///< POST …/embed {"inputs"}
    Cohere, ///< POST …/v2/embed {"model", "texts", "input_type"}
    Gemini, ///< POST …/models/NAME:batchEmbedContents {"requests"}
};

/// What is known of a service. Limits are its own, or ours where it states none; a service that takes less says so, and
/// is asked for less from then on.
struct ServicePreset
{
    std::string_view id = {};          ///< "openai": for --api-base and settings
    std::string_view name = {};        ///< for people
    std::string_view base = {};        ///< where it usually is; empty: must be given
    std::string_view model = {};       ///< a good first choice there
    std::string_view keyVariable = {}; ///< of the environment; empty: no key is asked for, though one may be given
    std::size_t maxTexts = 64;         ///< in one request
    std::size_t maxTokens = 100'000;   ///< in one request, as estimated by us
    std::size_t maxTextTokens = 0;     ///< in one text; 0: depends on the model
    std::size_t maxBytes = 4 << 20;    ///< of one request's body
    std::size_t atOnce = 4;            ///< requests that wait for an answer at the same time
    bool base64 = false;               ///< understands encoding_format "base64"
    std::string_view dimensions = {};  ///< the field that asks for fewer dimensions; empty: it refuses any
    bool inputType = false;            ///< wants to know whether a text is a query or a document
    bool chat = true;                  ///< has models that write
    std::string_view chatModel = {};   ///< a good first choice of them; empty: none is known to be there
    std::string_view chatBase = {};    ///< where they speak OpenAI's protocol; empty: at `base`
};

/// Those that the model dialog offers, the usual first, "other" last.
std::span<const ServicePreset> servicePresets();
/// By id; none: null.
const ServicePreset *presetNamed(std::string_view id);
/// By host and port; else "other".
const ServicePreset &presetOf(const HttpUrl &base);

/// Where requests go for an address as people give it: "https://api.openai.com", "…/v1", "…/v1/embeddings" are the
/// same; a query (Azure's ?api-version=) is kept.
struct ApiEndpoint
{
    HttpUrl url = {};
    ApiDialect dialect = ApiDialect::OpenAi;
};
ApiEndpoint endpointOf(HttpUrl base, std::string_view model);
/// The same of models that write: "…/v1", "…/v1/embeddings" and "…/v1/chat/completions" are the same.
ApiEndpoint chatEndpointOf(HttpUrl base);

} // namespace embedscope
