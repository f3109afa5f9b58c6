#pragma once

#include "core/embed/cache/embedding_cache.h"
#include "core/embed/embedder.h"

#include <atomic>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace embedscope {

struct CachedEmbedderOptions
{
    /// Calls with fewer texts than this go straight to the embedder: for a local model, whose identity must be computed
    /// first (20 ms), a few texts are faster embedded than looked up. 1: always looked up.
    std::size_t leastTexts = 1;
    /// Rows are kept under identity() and this: what else their last bits depend on.
    std::string variant = {};
    /// A text has the same vector in every role, and is kept once.
    bool rolesAlike = false;
};

/// An embedder that remembers: only texts that are not in the cache reach `inner`, each different one once, and what it
/// gives goes into the cache as it comes, in batches, also when the call is cancelled or fails later. Vectors have the
/// same bits either way; identity() and the rest are inner's. A cache that cannot be used is as if it were empty.
/// embed()'s usage is what `inner` was asked for.
class CachedEmbedder : public Embedder
{
public:
    CachedEmbedder(std::shared_ptr<const Embedder> inner, std::shared_ptr<EmbeddingCache> cache,
                   CachedEmbedderOptions options = {});

    /// The different texts that embed() would have to ask for. Blank ones are not among them: they have no vector.
    std::vector<std::string_view> missing(std::span<const std::string_view> texts, Role role) const;
    const std::shared_ptr<const Embedder> &inner() const { return m_inner; }
    const std::shared_ptr<EmbeddingCache> &cache() const { return m_cache; }

    std::string identity() const override { return m_inner->identity(); }
    std::string name() const override { return m_inner->name(); }
    /// Of a service that has not answered yet: those of the vectors that came from the cache.
    std::size_t dimensions() const override
    {
        const std::size_t own = m_inner->dimensions();
        return own > 0 ? own : m_seen.load();
    }
    std::string host() const override { return m_inner->host(); }
    EmbedUsage spent() const override { return m_inner->spent(); }
    std::string prompt(Role role) const override { return m_inner->prompt(role); }
    std::size_t maxTokens() const override { return m_inner->maxTokens(); }
    Result<EmbedUsage> embed(std::span<const std::string_view> texts, Role role, const EmbedSink &sink,
                             const RunControl &control = {}, Priority priority = Priority::Batch) const override;
    bool hasTokens() const override { return m_inner->hasTokens(); }
    Result<TokenList> tokens(std::string_view text) const override { return m_inner->tokens(text); }
    bool hasTokenVectors() const override { return m_inner->hasTokenVectors(); }
    std::size_t layerCount() const override { return m_inner->layerCount(); }
    Result<Matrix> tokenVectors(std::string_view text, std::size_t layer) const override
    {
        return m_inner->tokenVectors(text, layer);
    }

private:
    EmbeddingCache::Key keyOf(std::string_view text, Role role) const
    {
        return EmbeddingCache::keyOf(text, m_options.rolesAlike ? Role::Plain : role);
    }

    std::shared_ptr<const Embedder> m_inner;
    std::shared_ptr<EmbeddingCache> m_cache;
    CachedEmbedderOptions m_options;
    mutable std::atomic<std::size_t> m_seen = 0; ///< dimensions of the last vector from the cache
};

/// `inner` with a cache before it where that is faster: always for a service; for a model on this computer for calls of
/// 64 texts and more; never for noise, which is made faster than it is read. Null stays null.
std::shared_ptr<const Embedder> withCache(std::shared_ptr<const Embedder> inner, std::shared_ptr<EmbeddingCache> cache);

/// CachedEmbedder::missing(), for an embedder that may or may not have a cache: without one, all different texts.
std::vector<std::string_view> textsToSend(const Embedder &embedder, std::span<const std::string_view> texts, Role role);

} // namespace embedscope
