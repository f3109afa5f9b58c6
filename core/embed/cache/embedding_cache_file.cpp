#include "core/embed/cache/embedding_cache_file.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {

namespace {

constexpr std::size_t kMarksAtOnce = 4096;
std::string littleEndian(std::span<const float> values)
{
    std::string bytes(values.size() * 4, '\0');
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto bits = std::bit_cast<std::uint32_t>(values[i]);
        for (std::size_t byte = 0; byte < 4; ++byte)
            bytes[i * 4 + byte] = static_cast<char>(bits >> (8 * byte));
    }
    return bytes;
}

std::vector<float> floatsOf(std::span<const std::byte> bytes)
{
    std::vector<float> values(bytes.size() / 4);
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint32_t bits = 0;
        for (std::size_t byte = 0; byte < 4; ++byte)
            bits |= std::to_integer<std::uint32_t>(bytes[i * 4 + byte]) << (8 * byte);
        values[i] = std::bit_cast<float>(bits);
    }
    return values;
}

// FNV-1a over the numbers and what belongs to them: a bit that fell over on the disk is no vector of ours.
std::int64_t checksum(const EmbeddingCache::Key &key, const CachedVector &row)
{
    std::uint64_t sum = 0xcbf29ce484222325u;
    const auto add = [&](std::uint64_t value) { sum = (sum ^ value) * 0x100000001b3u; };
    for (const std::uint8_t byte : key)
        add(byte);
    add(row.tokens);
    add(row.fullTokens);
    add(row.truncated);
    for (const float value : row.values)
        add(std::bit_cast<std::uint32_t>(value));
    return static_cast<std::int64_t>(sum);
}

std::span<const std::byte> asBytes(const EmbeddingCache::Key &key)
{
    return std::as_bytes(std::span(key));
}

// What is read between its birth and its death belongs together, whatever other processes write meanwhile.
class Snapshot
{
public:
    explicit Snapshot(Database &database) : m_database(database), m_begun(database.execute("BEGIN")) {}
    ~Snapshot()
    {
        if (m_begun)
            (void)m_database.execute("COMMIT");
    }
    Snapshot(const Snapshot &) = delete;
    Snapshot &operator=(const Snapshot &) = delete;
    const Status &begun() const { return m_begun; }

private:
    Database &m_database;
    Status m_begun;
};

} // namespace

EmbeddingCache::File::File(std::string path, EmbeddingCacheOptions options)
    : m_path(std::move(path)), m_options(std::move(options))
{
}

EmbeddingCache::File::~File()
{
    const std::scoped_lock lock(m_mutex);
    if (m_connection && !m_usedRows.empty())
        (void)writeMarks(); // if not, rows merely look unused for longer
    m_connection.reset();
    if (m_lock >= 0)
        ::close(m_lock);
}

std::int64_t EmbeddingCache::File::now() const
{
    if (m_options.now)
        return m_options.now().count();
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Runs `work` on the open file; if the file turns out to be damaged, once more on a new one.
template <class Work> auto EmbeddingCache::File::use(Work &&work) -> decltype(work())
{
    const std::scoped_lock lock(m_mutex);
    if (const Status opened = open(); !opened)
        return opened.error();
    auto result = work();
    if (result || !isDamage(result.error()) || m_setAside)
        return result;
    setAside();
    if (const Status opened = open(); !opened)
        return opened.error();
    return work();
}

Result<std::optional<std::int64_t>> EmbeddingCache::File::modelId(std::string_view identity)
{
    Statement &statement = *m_connection->model;
    statement.reset();
    if (const Status bound = statement.bind(1, identity); !bound)
        return bound.error();
    const Result<bool> row = statement.step();
    std::optional<std::int64_t> id;
    if (row && *row)
        id = statement.integer(0);
    statement.reset();
    if (!row)
        return row.error();
    return id;
}

Status EmbeddingCache::File::read(std::string_view identity, std::span<const Key> keys, std::size_t dimensions,
                                  std::vector<std::optional<CachedVector>> &rows)
{
    return use([&]() -> Status {
        rows.assign(keys.size(), std::nullopt);
        std::optional<Snapshot> snapshot(std::in_place, m_connection->database);
        if (!snapshot->begun())
            return snapshot->begun();
        const auto model = modelId(identity);
        if (!model)
            return model.error();
        if (!*model)
            return {};
        const std::int64_t old = now() - m_options.markAfter.count();
        Statement &statement = *m_connection->vector;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            statement.reset();
            if (const Status bound = statement.bind(1, **model); !bound)
                return bound;
            if (const Status bound = statement.bindBlob(2, asBytes(keys[i])); !bound)
                return bound;
            const Result<bool> row = statement.step();
            if (!row) {
                statement.reset();
                return row.error();
            }
            const std::size_t bytes = *row ? statement.blob(6).size() : 0;
            if (bytes == 0 || bytes % 4 != 0 || (dimensions > 0 && bytes != dimensions * 4))
                continue;
            CachedVector vector;
            vector.tokens = static_cast<std::size_t>(statement.integer(2));
            vector.fullTokens = static_cast<std::size_t>(statement.integer(3));
            vector.truncated = statement.integer(4) != 0;
            vector.values = floatsOf(statement.blob(6));
            if (checksum(keys[i], vector) != statement.integer(5) ||
                !std::all_of(vector.values.begin(), vector.values.end(),
                             [](float value) { return std::isfinite(value); }))
                continue;
            if (statement.integer(1) < old)
                m_usedRows.insert(statement.integer(0));
            dimensions = vector.values.size(); // where it was not known, the first row's
            rows[i] = std::move(vector);
        }
        statement.reset();
        snapshot.reset();
        if (m_usedRows.size() >= kMarksAtOnce)
            (void)writeMarks();
        return {};
    });
}

Result<std::vector<bool>> EmbeddingCache::File::known(std::string_view identity, std::span<const Key> keys)
{
    return use([&]() -> Result<std::vector<bool>> {
        const Snapshot snapshot(m_connection->database);
        if (!snapshot.begun())
            return snapshot.begun().error();
        const auto model = modelId(identity);
        if (!model)
            return model.error();
        std::vector<bool> there(keys.size(), false);
        Statement &statement = *m_connection->known;
        for (std::size_t i = 0; *model && i < keys.size(); ++i) {
            statement.reset();
            Status bound = statement.bind(1, **model);
            if (bound)
                bound = statement.bindBlob(2, asBytes(keys[i]));
            if (!bound)
                return bound.error();
            const Result<bool> row = statement.step();
            if (!row) {
                statement.reset();
                return row.error();
            }
            there[i] = *row;
        }
        statement.reset();
        return there;
    });
}

Status EmbeddingCache::File::write(std::string_view identity, std::string_view name, std::span<const NewRow> rows)
{
    if (rows.empty())
        return {};
    return use([&]() -> Status {
        Result<Transaction> transaction = Transaction::begin(m_connection->database);
        if (!transaction)
            return transaction.error();
        Result<Statement> addModel =
            m_connection->database.prepare("INSERT OR IGNORE INTO models (identity, name) VALUES (?, ?)");
        if (!addModel)
            return addModel.error();
        if (const Status bound = addModel->bind(1, identity); !bound)
            return bound;
        if (const Status bound = addModel->bind(2, name); !bound)
            return bound;
        if (const Status added = addModel->run(); !added)
            return added;
        const auto model = modelId(identity);
        if (!model || !*model)
            return model ? makeError(Errc::Internal, "no model", m_path) : model.error();
        const std::int64_t when = now();
        Statement &insert = *m_connection->insert;
        for (const NewRow &row : rows) {
            const std::string bytes = littleEndian(row.vector.values);
            Status bound = insert.bind(1, **model);
            const auto bind = [&](int parameter, std::int64_t value) {
                if (bound)
                    bound = insert.bind(parameter, value);
            };
            if (bound)
                bound = insert.bindBlob(2, asBytes(row.key));
            bind(3, when);
            bind(4, static_cast<std::int64_t>(row.vector.tokens));
            bind(5, static_cast<std::int64_t>(row.vector.fullTokens));
            bind(6, row.vector.truncated ? 1 : 0);
            bind(7, checksum(row.key, row.vector));
            if (bound)
                bound = insert.bindBlob(8, std::as_bytes(std::span(bytes)));
            if (bound)
                bound = insert.run();
            if (!bound)
                return bound;
        }
        if (const Status done = transaction->commit(); !done)
            return done;
        return bytesInUse() > m_options.limitBytes ? shrink() : Status();
    });
}

/// Down to nine tenths of the limit, the least recently used first.
Status EmbeddingCache::File::shrink()
{
    const std::uint64_t wanted = m_options.limitBytes / 10 * 9;
    (void)writeMarks();
    for (std::uint64_t used = bytesInUse(); used > wanted; used = bytesInUse()) {
        Result<Transaction> transaction = Transaction::begin(m_connection->database);
        if (!transaction)
            return transaction.error();
        // By their share of the file, and a few more, so that this ends.
        const Result<std::int64_t> count = number(m_connection->database, "SELECT count(*) FROM vectors");
        if (!count)
            return count.error();
        const std::int64_t rows = *count;
        if (rows == 0)
            return {};
        const auto share = static_cast<double>(used - wanted) / static_cast<double>(used);
        const auto going = static_cast<std::int64_t>(share * static_cast<double>(rows)) + 8;
        Result<Statement> remove = m_connection->database.prepare(
            "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors ORDER BY used, id LIMIT ?)");
        if (!remove)
            return remove.error();
        Status done = remove->bind(1, going);
        if (done)
            done = remove->run();
        if (done)
            done = m_connection->database.execute("DELETE FROM models WHERE id NOT IN (SELECT model FROM vectors)");
        if (done)
            done = transaction->commit();
        if (!done)
            return done;
    }
    return m_connection->database.execute("PRAGMA incremental_vacuum");
}

Status EmbeddingCache::File::writeMarks()
{
    Result<Transaction> transaction = Transaction::begin(m_connection->database);
    if (!transaction)
        return transaction.error();
    Result<Statement> mark = m_connection->database.prepare("UPDATE vectors SET used = max(used, ?) WHERE id = ?");
    if (!mark)
        return mark.error();
    for (const std::int64_t id : m_usedRows) {
        Status done = mark->bind(1, now());
        if (done)
            done = mark->bind(2, id);
        if (done)
            done = mark->run();
        if (!done)
            return done;
    }
    m_usedRows.clear();
    return transaction->commit();
}

/// Of the pages that hold something.
std::uint64_t EmbeddingCache::File::bytesInUse()
{
    Database &database = m_connection->database;
    const Result<std::int64_t> size = number(database, "PRAGMA page_size");
    const Result<std::int64_t> pages = number(database, "PRAGMA page_count");
    const Result<std::int64_t> free = number(database, "PRAGMA freelist_count");
    if (!size || !pages || !free || *pages < *free)
        return 0;
    return static_cast<std::uint64_t>(*size * (*pages - *free));
}

Result<CacheContents> EmbeddingCache::File::contents()
{
    return use([&]() -> Result<CacheContents> {
        CacheContents contents;
        Result<Statement> shares = m_connection->database.prepare(
            "SELECT identity, name, count(*), sum(length(vector)) FROM vectors JOIN models ON models.id = model "
            "GROUP BY model ORDER BY 4 DESC, 1");
        if (!shares)
            return shares.error();
        for (;;) {
            const Result<bool> row = shares->step();
            if (!row)
                return row.error();
            if (!*row)
                break;
            contents.models.push_back({std::string(shares->text(0)), std::string(shares->text(1)),
                                       static_cast<std::uint64_t>(shares->integer(2)),
                                       static_cast<std::uint64_t>(shares->integer(3))});
            contents.rows += contents.models.back().rows;
        }
        struct stat status = {};
        if (::stat(m_path.c_str(), &status) == 0)
            contents.fileBytes += static_cast<std::uint64_t>(status.st_size);
        for (const char *side : kSideFiles)
            if (::stat((m_path + side).c_str(), &status) == 0)
                contents.fileBytes += static_cast<std::uint64_t>(status.st_size);
        return contents;
    });
}

Status EmbeddingCache::File::clear()
{
    return use([&]() -> Status {
        m_usedRows.clear();
        // Overwritten, not only let go: vectors tell something about the texts.
        if (const Status done = m_connection->database.execute(
                "PRAGMA secure_delete=ON; BEGIN IMMEDIATE; DELETE FROM vectors; DELETE FROM models; COMMIT; "
                "PRAGMA secure_delete=OFF; PRAGMA incremental_vacuum");
            !done) {
            (void)m_connection->database.execute("ROLLBACK");
            return done;
        }
        // Another process that is reading keeps the log; it goes with the next checkpoint then.
        (void)m_connection->database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return {};
    });
}

std::string EmbeddingCache::File::takeWarning()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_warning, {});
}

} // namespace embedscope
