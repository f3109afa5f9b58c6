#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/utf8.h"
#include "core/text/corpus.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace embedscope {

/// A vector as the model gave it, and what the model saw of the text.
struct StoredVector
{
    SharedRow values = {};
    std::size_t tokens = 0;
    std::size_t fullTokens = 0; ///< of the whole text; > tokens where it was cut
    bool truncated = false;
};

enum class VectorState {
    Pending, ///< not embedded yet
    Ready,
    Failed,  ///< VectorEntry::error says why
    NoModel, ///< no embedder is open that could make one
    Empty,   ///< the text has nothing to embed
};

struct VectorEntry
{
    VectorState state = VectorState::Pending;
    std::shared_ptr<const StoredVector> vector = {}; ///< set when Ready
    std::optional<Error> error = {};                 ///< set when Failed
};

/// Text → vector, for one embedder. Remembers by content as well as by id, so an undone edit or a pasted copy is never
/// embedded again. A value: copies share the vectors. Not thread-safe; jobs get a copy.
class VectorStore
{
public:
    VectorStore() = default;
    /// `identity` is Embedder::identity(); empty for vectors that were imported without a model of ours.
    VectorStore(std::string identity, std::string modelName, std::size_t dimensions);

    const std::string &identity() const { return m_identity; }
    const std::string &modelName() const { return m_modelName; }
    std::size_t dimensions() const { return m_dimensions; }
    bool imported() const { return m_imported; }

    /// What is known of this text now. `embedderOpen` decides between Pending and NoModel for an unknown one.
    VectorEntry entry(const Text &text, bool embedderOpen = true) const;

    /// Whether vectors like this one may be put. Errc::DimensionMismatch if the length is not dimensions() (a store
    /// without dimensions takes the first one's), Errc::NotFinite for a NaN or an infinity.
    Status accept(const StoredVector &vector);
    /// Errors as accept().
    Status put(const Text &text, std::shared_ptr<const StoredVector> vector);
    /// A vector that came with the text: bound to its id and content.
    Status putImported(const Text &text, std::shared_ptr<const StoredVector> vector);
    /// A vector of this text alone, not of others with the same words: a query's among passages. Errors as put().
    Status putOwn(const Text &text, std::shared_ptr<const StoredVector> vector);
    void fail(const Text &text, Error error);
    /// Forgets failures, so that they are tried again.
    void clearFailures();

private:
    struct Own
    {
        std::string text;
        std::shared_ptr<const StoredVector> vector;
    };
    std::string m_identity;
    std::string m_modelName;
    std::size_t m_dimensions = 0;
    bool m_imported = false;
    std::unordered_map<std::string, std::shared_ptr<const StoredVector>> m_byContent;
    std::unordered_map<TextId, Own> m_byId;
    std::unordered_map<std::string, Error> m_failures;
};

} // namespace embedscope
