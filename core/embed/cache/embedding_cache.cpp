#include "core/embed/cache/embedding_cache.h"

#include "core/embed/cache/embedding_cache_file.h"
#include "core/system/standard_folders.h"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace embedscope {

namespace {

template <class Work> auto guarded(Work &&work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace

EmbeddingCache::Key EmbeddingCache::keyOf(std::string_view text, Role role)
{
    constexpr std::array<std::string_view, 3> kRoles{"plain\n", "query\n", "passage\n"};
    Sha256 hash;
    hash.add(kRoles[static_cast<std::size_t>(role)]);
    hash.add(text);
    return hash.finish();
}

EmbeddingCache::EmbeddingCache(std::string path, EmbeddingCacheOptions options)
    : m_file(std::make_unique<File>(std::move(path), std::move(options)))
{
}

EmbeddingCache::~EmbeddingCache() = default;

std::string EmbeddingCache::standardPath()
{
    return standardFolder(StandardFolder::Cache) + "/vectors.sqlite";
}

std::shared_ptr<EmbeddingCache> EmbeddingCache::standard()
{
    static const auto cache = std::make_shared<EmbeddingCache>(standardPath());
    return cache;
}

const std::string &EmbeddingCache::path() const
{
    return m_file->path();
}

Status EmbeddingCache::find(std::string_view identity, std::span<const Key> keys, std::size_t dimensions,
                            const std::function<void(std::size_t, CachedVector &&)> &found)
{
    return guarded([&]() -> Status {
        // In pieces, so that a typed query need not wait for a long list.
        constexpr std::size_t kPiece = 256;
        for (std::size_t first = 0; first < keys.size(); first += kPiece) {
            std::vector<std::optional<CachedVector>> rows;
            const auto piece = keys.subspan(first, std::min(kPiece, keys.size() - first));
            if (const Status read = m_file->read(identity, piece, dimensions, rows); !read)
                return read;
            for (std::size_t i = 0; i < rows.size(); ++i)
                if (rows[i]) {
                    dimensions = rows[i]->values.size();
                    found(first + i, std::move(*rows[i]));
                }
        }
        return {};
    });
}

Result<std::vector<bool>> EmbeddingCache::known(std::string_view identity, std::span<const Key> keys)
{
    return guarded([&] { return m_file->known(identity, keys); });
}

Result<std::size_t> EmbeddingCache::count(std::string_view identity, std::span<const Key> keys)
{
    const Result<std::vector<bool>> there = known(identity, keys);
    if (!there)
        return there.error();
    return static_cast<std::size_t>(std::count(there->begin(), there->end(), true));
}

Status EmbeddingCache::put(std::string_view identity, std::string_view name, std::span<const NewRow> rows)
{
    return guarded([&] { return m_file->write(identity, name, rows); });
}

Result<CacheContents> EmbeddingCache::contents()
{
    return guarded([&] { return m_file->contents(); });
}

Status EmbeddingCache::clear()
{
    return guarded([&] { return m_file->clear(); });
}

std::string EmbeddingCache::takeWarning()
{
    return m_file->takeWarning();
}

} // namespace embedscope
