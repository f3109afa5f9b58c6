#include "core/embed/cache/embedding_cache_file.h"

#include "core/system/standard_folders.h"

#include <algorithm>
#include <cerrno>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// How the file is found, made, recognised, and set aside.
namespace embedscope {

namespace {

// "escv": says that a file is ours.
constexpr std::int64_t kApplication = 0x65736376;
constexpr std::int64_t kVersion = 1;

// Made with these words and compared with them: whatever else is in the file, a trigger or a view, it is not ours.
constexpr std::string_view kTables[] = {
    "CREATE TABLE models (id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, name TEXT NOT NULL)",
    "CREATE TABLE vectors (id INTEGER PRIMARY KEY, model INTEGER NOT NULL, key BLOB NOT NULL, used INTEGER NOT NULL, "
    "tokens INTEGER NOT NULL, full_tokens INTEGER NOT NULL, truncated INTEGER NOT NULL, checksum INTEGER NOT NULL, "
    "vector BLOB NOT NULL)",
    "CREATE INDEX vectors_used ON vectors (used)",
    "CREATE UNIQUE INDEX vectors_key ON vectors (model, key)",
};

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

} // namespace

bool EmbeddingCache::File::isDamage(const Error &error)
{
    // SQLite's words for SQLITE_CORRUPT and SQLITE_NOTADB.
    return error.code == Errc::Database && (error.detail.find("malformed") != std::string::npos ||
                                            error.detail.find("not a database") != std::string::npos);
}

Result<std::int64_t> EmbeddingCache::File::number(Database &database, const std::string &sql)
{
    Result<Statement> statement = database.prepare(sql);
    if (!statement)
        return statement.error();
    const Result<bool> row = statement->step();
    if (!row)
        return row.error();
    return *row ? statement->integer(0) : 0;
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
    // Shared by all who have the file open; alone by who sets it aside.
    if (m_lock < 0) {
        m_lock = ::open((m_path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (m_lock >= 0)
            (void)::flock(m_lock, LOCK_SH);
    }
    if (const Status made = makePrivate(m_path); !made)
        return made;
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

} // namespace embedscope
