#pragma once

#include "core/base/result.h"
#include "core/embed/http/http_client.h"
#include "core/embed/http/http_url.h"
#include "core/embed/service/presets.h"
#include "core/embed/service/retry.h"
#include "core/embed/service/secret.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace embedscope {

/// Where a key is looked for first, whatever the service.
inline constexpr std::string_view kKeyVariable = "EMBEDSCOPE_API_KEY";

/// How a service on the network is reached.
struct ApiOptions
{
    /// Its address ("https://api.openai.com/v1", "http://localhost:11434/v1"; the endpoint itself will do) or a
    /// preset's id ("ollama"). Empty: OpenAI's.
    std::string base = {};
    /// A preset's id, for its limits and ways, where the address does not tell (text-embeddings-inference and llama.cpp
    /// use any port). Empty: by address.
    std::string preset = {};
    /// Asked for; 0: the model's own, and nothing is said about them.
    std::size_t dimensions = 0;
    /// A batch of texts is given up after so long without success, retries and pauses included; every single silence
    /// too.
    std::chrono::seconds maxWait{120};
    PlainHttp plainHttp = PlainHttp::LoopbackOnly;
    /// Empty: from the environment, see keyFromEnvironment().
    Secret key = {};
    HttpClient::Options http = {};
    std::shared_ptr<const WaitClock> clock = {}; ///< for tests; none: the real one
};

/// The key for a service: EMBEDSCOPE_API_KEY, else the preset's own variable (VOYAGE_API_KEY), else, for services that
/// have none of their own, OPENAI_API_KEY. Empty: there is none.
Secret keyFromEnvironment(const ServicePreset &preset);

/// A service as the options say it, checked.
struct ServiceAddress
{
    HttpUrl base = {};
    ServicePreset preset = {};
    Secret key = {};

    /// The variable that a person is told to put the key into.
    std::string keyVariable() const;
};

/// What a service is asked for: some have another address for each.
enum class ServiceUse { Embeddings, Chat };

/// Sends nothing. Errors: InvalidArgument (an address that is none; a query in it that may hold a key; a key with
/// characters that no header may have; an unknown preset; one without models for this use), PlainHttpRefused,
/// KeyMissing (a service that is known to want one; the variable's name in the detail).
Result<ServiceAddress> serviceAddress(const ApiOptions &options, ServiceUse use);

/// A POST of JSON with the key in the header that the service wants, given up when `left` is over; a service on the
/// network also when it is silent for a minute.
HttpRequest servicePost(const ApiEndpoint &endpoint, const Secret &key, PlainHttp plainHttp, std::string body,
                        std::chrono::milliseconds left);

} // namespace embedscope
