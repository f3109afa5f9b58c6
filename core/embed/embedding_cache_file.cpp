#include "core/embed/embedding_cache_file.h"

#include "core/system/standard_folders.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {

namespace {

// "escv": says that a file is ours.
constexpr std::int64_t kApplication = 0x65736376;
constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMarksAtOnce = 4096;
constexpr const char *kSideFiles[] = {"-wal", "-shm", "-journal"};

// Made with these words and compared with them: whatever else is in the file, a trigger or a view, it is not ours.
constexpr std::string_view kTables[] = {
    "CREATE TABLE models (id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, name TEXT NOT NULL)",
    "CREATE TABLE vectors (id INTEGER PRIMARY KEY, model INTEGER NOT NULL, key BLOB NOT NULL, used INTEGER NOT NULL, "
    "tokens INTEGER NOT NULL, full_tokens INTEGER NOT NULL, truncated INTEGER NOT NULL, checksum INTEGER NOT NULL, "
    "vector BLOB NOT NULL)",
    "CREATE INDEX vectors_used ON vectors (used)",
    "CREATE UNIQUE INDEX vectors_key ON vectors (model, key)",
};

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

bool isDamage(const Error &error)
{
    // SQLite's words for SQLITE_CORRUPT and SQLITE_NOTADB.
    return error.code == Errc::Database && (error.detail.find("malformed") != std::string::npos ||
                                            error.detail.find("not a database") != std::string::npos);
}

bool isBusy(const Error &error)
{
    return error.code == Errc::Database && error.detail.find("locked") != std::string::npos;
}

// Only its owner may read it; what SQLite makes beside it takes the same mode.
Status makePrivate(const std::string &path)
{
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        Error error = makeError(errno == ENOSPC ? Errc::DiskFull : Errc::FileUnwritable, {}, path);
        error.systemError = errno;
        return error;
    }
    struct stat status = {};
    if (::fstat(file, &status) == 0 && (status.st_mode & 077) != 0)
        (void)::fchmod(file, 0600);
    ::close(file);
    return {};
}

// The first number of a statement's first row; 0 if it has none.
Result<std::int64_t> number(Database &database, const std::string &sql)
{
    Result<Statement> statement = database.prepare(sql);
    if (!statement)
        return statement.error();
    const Result<bool> row = statement->step();
    if (!row)
        return row.error();
    return *row ? statement->integer(0) : 0;
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

Status EmbeddingCache::File::open()
{
    if (m_connection)
        return {};
    if (m_unusable)
        return *m_unusable;
    Status opened = openPatiently();
    if (!opened && isDamage(opened.error()) && !m_setAside) {
        setAside();
        opened = openPatiently();
    }
    if (!opened) {
        m_connection.reset();
        m_unusable = opened.error();
        if (m_warning.empty())
            m_warning = "Vectors are not kept for the next time: the cache " + m_path + " cannot be used" +
                        (opened.error().detail.empty() ? "" : " (" + opened.error().detail + ")") + ".";
    }
    return opened;
}

/// Several processes that make the file at the same time get in each other's way for a moment; SQLite does not wait by
/// itself while the journal's kind is changed.
Status EmbeddingCache::File::openPatiently()
{
    Status opened = openOnce();
    for (int waited = 0; !opened && isBusy(opened.error()) && waited < m_options.busyTimeoutMilliseconds;
         waited += 20) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        opened = openOnce();
    }
    return opened;
}

Status EmbeddingCache::File::openOnce()
{
    const std::string folder = m_path.substr(0, m_path.find_last_of('/'));
    if (const Status made = makeFolder(folder); !made)
        return made;
    if (const Status made = makePrivate(m_path); !made)
        return made;
    // Shared by all who have the file open; alone by who sets it aside.
    if (m_lock < 0) {
        m_lock = ::open((m_path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (m_lock >= 0)
            (void)::flock(m_lock, LOCK_SH);
    }
    DatabaseOptions options;
    options.busyTimeoutMilliseconds = m_options.busyTimeoutMilliseconds;
    options.writeAheadLog = false; // first its page layout, then the journal: setUp()
    Result<Database> database = Database::open(m_path, DatabaseMode::ReadWrite, options);
    if (!database)
        return database.error();
    if (database->isReadOnly())
        return makeError(Errc::FileUnwritable, {}, m_path);
    if (const Status ready = setUp(*database); !ready)
        return ready;
    auto connection = std::make_unique<Connection>(std::move(*database));
    const auto prepare = [&](std::optional<Statement> &statement, std::string_view sql) -> Status {
        Result<Statement> prepared = connection->database.prepare(sql);
        if (!prepared)
            return prepared.error();
        statement.emplace(std::move(*prepared));
        return {};
    };
    for (const Status &prepared :
         {prepare(connection->model, "SELECT id FROM models WHERE identity = ?"),
          prepare(connection->vector, "SELECT id, used, tokens, full_tokens, truncated, checksum, vector FROM vectors "
                                      "WHERE model = ? AND key = ?"),
          prepare(connection->known, "SELECT 1 FROM vectors WHERE model = ? AND key = ?"),
          prepare(connection->insert,
                  "INSERT INTO vectors (model, key, used, tokens, full_tokens, truncated, checksum, vector) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (model, key) DO UPDATE SET used = excluded.used, "
                  "tokens = excluded.tokens, full_tokens = excluded.full_tokens, truncated = excluded.truncated, "
                  "checksum = excluded.checksum, vector = excluded.vector")})
        if (!prepared)
            return prepared;
    m_connection = std::move(connection);
    return {};
}

/// An empty file becomes a cache; any other must be one.
Status EmbeddingCache::File::setUp(Database &database)
{
    const Result<std::int64_t> application = number(database, "PRAGMA application_id");
    const Result<std::int64_t> version = number(database, "PRAGMA user_version");
    if (!application || !version)
        return application ? version.error() : application.error();
    if (*application == kApplication && *version > kVersion)
        return makeError(Errc::Database, "made by a newer version of this program", m_path);
    const bool empty = *application == 0 && *version == 0;
    if (empty) // only before the first table, and the second would write each time
        if (const Status set = database.execute("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL"); !set)
            return set;
    if (const Status set =
            database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216");
        !set)
        return set;
    if (empty) {
        // Two processes may come here at once: the second finds everything made, or a file that was somebody else's.
        Result<Transaction> transaction = Transaction::begin(database);
        if (!transaction)
            return transaction.error();
        const Result<std::int64_t> again = number(database, "PRAGMA application_id");
        if (!again)
            return again.error();
        if (*again == 0) {
            if (const Result<std::int64_t> objects = number(database, "SELECT count(*) FROM sqlite_schema"); !objects)
                return objects.error();
            else if (*objects > 0)
                return makeError(Errc::Database, "not a database of ours", m_path);
            for (const std::string_view table : kTables)
                if (const Status made = database.execute(std::string(table)); !made)
                    return made;
            if (const Status named = database.execute("PRAGMA application_id=" + std::to_string(kApplication) +
                                                      "; PRAGMA user_version=" + std::to_string(kVersion));
                !named)
                return named;
            if (const Status done = transaction->commit(); !done)
                return done;
        }
    }
    Result<Statement> schema = database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");
    if (!schema)
        return schema.error();
    std::size_t expected = 0;
    for (;;) {
        const Result<bool> row = schema->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const bool ours = std::find(std::begin(kTables), std::end(kTables), schema->text(0)) != std::end(kTables);
        expected = ours ? expected + 1 : std::size(kTables) + 1;
    }
    if (expected != std::size(kTables))
        return makeError(Errc::Database, "not a database of ours", m_path);
    return {};
}

/// Out of the way, not deleted: whoever wonders can look at it. Only while nobody else has it open: their log would
/// otherwise end up in the new file.
void EmbeddingCache::File::setAside()
{
    m_connection.reset();
    m_usedRows.clear();
    m_setAside = true;
    int waited = 0;
    while (m_lock >= 0 && ::flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        if (waited >= m_options.busyTimeoutMilliseconds)
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        waited += 20;
    }
    Status state = openPatiently(); // another process may have been first
    m_connection.reset();
    // openOnce() reads little: what was found in the middle of the file is asked for again.
    if (state) {
        Result<Database> database = Database::open(m_path, DatabaseMode::ReadWrite, {});
        Result<Statement> check = database ? database->prepare("PRAGMA quick_check(1)") : database.error();
        const Result<bool> row = check ? check->step() : check.error();
        if (!row || check->text(0) != "ok")
            state = makeError(Errc::Database, "malformed", m_path);
    }
    if (!state && isDamage(state.error())) {
        for (const char *side : kSideFiles)
            (void)::unlink((m_path + side).c_str());
        if (::rename(m_path.c_str(), (m_path + ".damaged").c_str()) == 0)
            m_warning = "The cache of vectors was damaged: " + m_path + " was set aside as " + m_path +
                        ".damaged and begun anew.";
    }
    if (m_lock >= 0)
        (void)::flock(m_lock, LOCK_SH);
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

Result<std::size_t> EmbeddingCache::File::count(std::string_view identity, std::span<const Key> keys)
{
    return use([&]() -> Result<std::size_t> {
        const Snapshot snapshot(m_connection->database);
        if (!snapshot.begun())
            return snapshot.begun().error();
        const auto model = modelId(identity);
        if (!model)
            return model.error();
        std::size_t there = 0;
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
            there += *row ? 1 : 0;
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
