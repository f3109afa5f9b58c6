#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What a text is to the model. Some models put a prompt before queries or passages; all-MiniLM-L6-v2 does not.
enum class Role { Plain, Query, Passage };

/// One finished text.
struct EmbeddedRow
{
    std::size_t index = 0;             ///< of the text in the call's list
    Result<std::span<const float>> vector; ///< valid during the call of the sink only; dimensions() numbers
    std::size_t tokens = 0;            ///< that the model saw, special ones included; 0 where the embedder has none
    std::size_t fullTokens = 0;        ///< that the whole text has
    bool truncated = false;
};

/// Receives rows as they are finished, in any order, one call at a time, on any thread of the call.
using EmbedSink = std::function<void(const EmbeddedRow &)>;

/// What a call cost.
struct EmbedUsage
{
    std::size_t texts = 0;
    std::size_t tokens = 0;
    std::size_t requests = 0;     ///< to a service, those that failed too
    bool tokensEstimated = false; ///< the service did not say, at least not always
    std::string model = {};       ///< as the service names it, if it does
};

/// Ids and pieces of one text, for showing.
struct TokenList
{
    std::vector<std::int32_t> ids = {};
    std::vector<std::string> pieces = {};
    std::size_t fullCount = 0;
    bool truncated = false;
};

/// Turns texts into vectors. Thread-safe. Vectors of one identity() may be compared with each other, and only those.
class Embedder
{
public:
    virtual ~Embedder() = default;

    /// Name + digest or URL, precision, dimensions, prompt, longest input: the first half of the cache's key.
    virtual std::string identity() const = 0;
    /// For people and for "model" in JSON: all-MiniLM-L6-v2, noise, api:NAME.
    virtual std::string name() const = 0;
    /// 0: not known before the first vector, as with some services.
    virtual std::size_t dimensions() const = 0;
    /// Where texts go: empty if they stay within this program, else the host of a service.
    virtual std::string host() const { return {}; }
    /// Everything that was sent to a service since this embedder was opened, by all calls, also those that failed.
    virtual EmbedUsage spent() const { return {}; }
    /// What is put before a text of that role, as the model's own files ask; mostly nothing. Counted among its tokens.
    virtual std::string prompt(Role) const { return {}; }
    /// Longest input in tokens, special ones included; 0: no limit.
    virtual std::size_t maxTokens() const { return 0; }

    /// Embeds all texts and hands each to `sink` once, as a vector or an Error (an empty text is EmptyText). Returns
    /// when every row was delivered; Errc::Cancelled when stopped, after which the sink is not called again. A service
    /// that refuses everything ends the call with its error: rows delivered before are good, the others never come. A
    /// row's bits do not depend on the others in the call, nor on the number of threads (but see api_embedder.h).
    virtual Result<EmbedUsage> embed(std::span<const std::string_view> texts, Role role, const EmbedSink &sink,
                                     const RunControl &control = {}, Priority priority = Priority::Batch) const = 0;

    /// Capability: how the model cuts a text into tokens. Errc::InvalidArgument where there is no such thing.
    virtual bool hasTokens() const { return false; }
    virtual Result<TokenList> tokens(std::string_view text) const;

    /// Capability: one vector a token, tokens × the encoder's width (mostly dimensions()); layer 0 is the lookup table, the last one the model's
    /// output before pooling.
    virtual bool hasTokenVectors() const { return false; }
    virtual std::size_t layerCount() const { return 0; }
    virtual Result<Matrix> tokenVectors(std::string_view text, std::size_t layer) const;
};

/// Embeds all texts into a Matrix (texts × dimensions); the first row that failed is the error.
Result<Matrix> embedAll(const Embedder &embedder, std::span<const std::string_view> texts, Role role = Role::Plain,
                        const RunControl &control = {});

} // namespace embedscope
