#pragma once

#include "core/embed/cache/embedding_cache.h"
#include "core/system/sqlite.h"

#include <mutex>
#include <unordered_set>

namespace embedscope {

/// The SQLite file behind an EmbeddingCache, and its lock. Internal.
class EmbeddingCache::File
{
public:
    File(std::string path, EmbeddingCacheOptions options);
    ~File();
    File(const File &) = delete;
    File &operator=(const File &) = delete;

    const std::string &path() const { return m_path; }
    Status read(std::string_view identity, std::span<const Key> keys, std::size_t dimensions,
                std::vector<std::optional<CachedVector>> &rows);
    Result<std::vector<bool>> known(std::string_view identity, std::span<const Key> keys);
    Status write(std::string_view identity, std::string_view name, std::span<const NewRow> rows);
    Result<CacheContents> contents();
    Status clear();
    std::string takeWarning();

private:
    /// The open file and what is prepared on it.
    struct Connection
    {
        explicit Connection(Database opened) : database(std::move(opened)) {}
        Database database;
        std::optional<Statement> model = {};  ///< identity → id
        std::optional<Statement> vector = {}; ///< model, key → the row
        std::optional<Statement> known = {};  ///< model, key → whether it is there
        std::optional<Statement> insert = {};
    };

    /// What SQLite keeps beside the file.
    static constexpr const char *kSideFiles[] = {"-wal", "-shm", "-journal"};

    /// Whether the file itself is to blame.
    static bool isDamage(const Error &error);
    /// The first number of a statement's first row; 0 if it has none.
    static Result<std::int64_t> number(Database &database, const std::string &sql);

    template <class Work> auto use(Work &&work) -> decltype(work());
    Status open();
    Status openPatiently();
    Status openOnce();
    Status setUp(Database &database);
    void setAside();
    Result<std::optional<std::int64_t>> modelId(std::string_view identity);
    Status writeMarks();
    Status shrink();
    std::uint64_t bytesInUse();
    std::int64_t now() const;

    const std::string m_path;
    const EmbeddingCacheOptions m_options;
    std::mutex m_mutex;
    std::unique_ptr<Connection> m_connection; ///< a Statement needs its Database to stay where it is
    std::optional<Error> m_unusable;          ///< why there will be no connection
    bool m_setAside = false;                  ///< once is enough: a disk that damages every file is left alone
    int m_lock = -1;                          ///< of the .lock file beside it
    std::string m_warning;
    std::unordered_set<std::int64_t> m_usedRows; ///< read since their mark, which has become old
};

} // namespace embedscope
