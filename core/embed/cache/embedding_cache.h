#pragma once

#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/embed/embedder.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

struct EmbeddingCacheOptions
{
    std::uint64_t limitBytes = 1ULL << 30; ///< of the file; beyond, the least recently used rows go
    /// A row that is read is marked as used again only if its mark is older than this: reading alone writes nothing.
    std::chrono::seconds markAfter{3600};
    int busyTimeoutMilliseconds = 5000;             ///< how long another process's write is waited for
    std::function<std::chrono::seconds()> now = {}; ///< since 1970; empty: the system's clock. For tests
};

/// One vector as it is kept.
struct CachedVector
{
    std::vector<float> values = {};
    std::size_t tokens = 0;
    std::size_t fullTokens = 0;
    bool truncated = false;

    bool operator==(const CachedVector &) const = default;
};

/// What there is of one model.
struct CacheShare
{
    std::string identity = {};
    std::string name = {};
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0; ///< of the vectors alone
};

struct CacheContents
{
    std::uint64_t rows = 0;
    std::uint64_t fileBytes = 0; ///< with indexes, free pages and SQLite's own side files
    std::vector<CacheShare> models = {};
};

/// Vectors that were computed or paid for once, in an SQLite file that all processes of a person share: by (identity of
/// the embedder, SHA-256 of role and text). Texts themselves are not in it; vectors are, and they tell something about
/// the texts: the file can be read by its owner alone.
///
/// Thread-safe. The file is opened at the first use. A file that is damaged or not ours is set aside (renamed to
/// *.damaged, an older one of that name goes) and begun anew. Where it cannot be opened or made (no home, a read-only
/// one, made by a newer program) every call fails with the same Error and costs nothing: callers go on without.
/// Committed rows survive the process's death at any instant.
class EmbeddingCache
{
public:
    using Key = Sha256::Digest;
    static Key keyOf(std::string_view text, Role role);

    explicit EmbeddingCache(std::string path, EmbeddingCacheOptions options = {});
    /// Writes down which rows were used.
    ~EmbeddingCache();
    EmbeddingCache(const EmbeddingCache &) = delete;
    EmbeddingCache &operator=(const EmbeddingCache &) = delete;

    /// vectors.sqlite in the person's cache folder.
    static std::string standardPath();
    /// The one that the whole process shares, at standardPath().
    static std::shared_ptr<EmbeddingCache> standard();

    const std::string &path() const;

    /// Calls found(i, vector) for each key that is there with `dimensions` finite numbers (0: as many as the first one
    /// has that is found), in order. A row that does
    /// not match its own checksum counts as missing.
    Status find(std::string_view identity, std::span<const Key> keys, std::size_t dimensions,
                const std::function<void(std::size_t, CachedVector &&)> &found);
    /// Whether each of the keys is there.
    Result<std::vector<bool>> known(std::string_view identity, std::span<const Key> keys);
    /// How many of them are.
    Result<std::size_t> count(std::string_view identity, std::span<const Key> keys);

    struct NewRow
    {
        Key key = {};
        CachedVector vector = {};
    };
    /// All of them in one transaction; once it returns they are safe. A key that is there already is written anew.
    Status put(std::string_view identity, std::string_view name, std::span<const NewRow> rows);

    Result<CacheContents> contents();
    /// Empties it and gives the space back.
    Status clear();

    /// A sentence for people, once, if a damaged file was set aside or the cache cannot be used; empty otherwise.
    std::string takeWarning();

private:
    class File;
    std::unique_ptr<File> m_file;
};

} // namespace embedscope
