#include "app/commands/commands.h"
#include "app/console.h"
#include "core/embed/cache/embedding_cache.h"
#include "core/scene/display_text.h"

namespace embedscope {

namespace {

std::string counted(std::uint64_t count, const char *one, const char *many)
{
    return std::to_string(count) + (count == 1 ? one : many);
}

} // namespace

int runCache(const CacheOptions &options)
{
    const std::shared_ptr<EmbeddingCache> cache = EmbeddingCache::standard();
    const Result<CacheContents> contents = cache->contents();
    if (const std::string warning = cache->takeWarning(); contents && !warning.empty())
        complain(warning);
    if (!contents)
        return fail(contents.error());
    if (options.clear) {
        if (const Status cleared = cache->clear(); !cleared)
            return fail(cleared.error());
        return printOrFail("Removed " + counted(contents->rows, " vector", " vectors") + " from " + cache->path() +
                           "\n");
    }
    std::string out = cache->path() + "\n" + counted(contents->rows, " vector, ", " vectors, ") +
                      sizeWords(contents->fileBytes) + " on disk\n";
    if (!contents->models.empty())
        out += "\n     vectors        size  model\n";
    for (const CacheShare &share : contents->models)
        out += padLeft(std::to_string(share.rows), 12) + padLeft(sizeWords(share.bytes), 12) + "  " +
               displayText(share.name, 60) + "\n               " + displayText(share.identity, 120) + "\n";
    return printOrFail(out);
}

} // namespace embedscope
