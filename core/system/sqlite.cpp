#include "core/system/sqlite.h"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

#include <sys/stat.h>

namespace embedscope {

namespace {

Error databaseError(sqlite3 *handle, int code, const std::string &path)
{
    Errc errc = Errc::Database;
    switch (code & 0xFF) {
    case SQLITE_FULL:
        errc = Errc::DiskFull;
        break;
    case SQLITE_NOMEM:
        errc = Errc::OutOfMemory;
        break;
    case SQLITE_READONLY:
        errc = Errc::FileUnwritable;
        break;
    default:
        break;
    }
    Error error = makeError(errc, handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code), path);
    error.systemError = handle ? sqlite3_system_errno(handle) : 0;
    return error;
}

int flagsOf(DatabaseMode mode)
{
    switch (mode) {
    case DatabaseMode::ReadOnly:
        return SQLITE_OPEN_READONLY;
    case DatabaseMode::ReadWrite:
        return SQLITE_OPEN_READWRITE;
    case DatabaseMode::Create:
        break;
    }
    return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

} // namespace

void Database::Close::operator()(sqlite3 *handle) const noexcept
{
    sqlite3_close_v2(handle);
}

Error Database::error(int code) const
{
    return databaseError(m_handle.get(), code, m_path);
}

Result<Database> Database::open(const std::string &path, DatabaseMode mode, const DatabaseOptions &options)
{
    struct stat status = {};
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return makeError(Errc::IsFolder, {}, path);
    if (!exists && mode != DatabaseMode::Create) {
        Error missing = makeError(errno == ENOENT ? Errc::FileMissing : Errc::FileUnreadable, {}, path);
        missing.systemError = errno;
        return missing;
    }
    // SQLite reads names such as ":memory:" and "" in its own way; a path with a folder in it is only ever a file.
    const bool plain = path.find('/') != std::string::npos || path == ":memory:";
    const std::string name = plain ? path : "./" + path;

    Database database;
    database.m_path = path;
    sqlite3 *handle = nullptr;
    const int opened = sqlite3_open_v2(name.c_str(), &handle, flagsOf(mode) | SQLITE_OPEN_NOMUTEX, nullptr);
    database.m_handle.reset(handle);
    if (opened != SQLITE_OK) {
        Error error = database.error(opened);
        if (error.code == Errc::Database && (opened & 0xFF) == SQLITE_CANTOPEN)
            error.code = mode == DatabaseMode::Create && !exists ? Errc::FileUnwritable : Errc::FileUnreadable;
        return error;
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, options.busyTimeoutMilliseconds);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    if (mode != DatabaseMode::ReadOnly && options.writeAheadLog) {
        // SQLite keeps its old journal where the file system cannot do better: not a failure.
        if (Status status_ = database.execute("PRAGMA journal_mode=WAL"); !status_)
            return status_.error();
    } else if (Status status_ = database.execute("PRAGMA schema_version"); !status_) {
        // The first read: a file of another kind is found here and not in the middle of the work.
        return status_.error();
    }
    return database;
}

Status Database::execute(const std::string &sql)
{
    const int code = sqlite3_exec(m_handle.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return error(code);
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt *handle = nullptr;
    const int code = sqlite3_prepare_v2(m_handle.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr);
    if (code != SQLITE_OK)
        return error(code);
    if (!handle)
        return makeError(Errc::InvalidArgument, "empty statement", m_path);
    Statement statement;
    statement.m_handle.reset(handle);
    statement.m_path = m_path;
    return statement;
}

std::int64_t Database::lastInsertRowId() const
{
    return sqlite3_last_insert_rowid(m_handle.get());
}

std::int64_t Database::changes() const
{
    return sqlite3_changes(m_handle.get());
}

bool Database::isReadOnly() const
{
    return sqlite3_db_readonly(m_handle.get(), "main") == 1;
}

void Statement::Finalise::operator()(sqlite3_stmt *handle) const noexcept
{
    sqlite3_finalize(handle);
}

Error Statement::error(int code) const
{
    return databaseError(sqlite3_db_handle(m_handle.get()), code, m_path);
}

Status Statement::check(int code) const
{
    if (code != SQLITE_OK)
        return error(code);
    return {};
}

Status Statement::bind(int parameter, std::int64_t value)
{
    return check(sqlite3_bind_int64(m_handle.get(), parameter, value));
}

Status Statement::bind(int parameter, double value)
{
    return check(sqlite3_bind_double(m_handle.get(), parameter, value));
}

Status Statement::bind(int parameter, std::string_view text)
{
    const char *data = text.data() ? text.data() : "";
    return check(sqlite3_bind_text64(m_handle.get(), parameter, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

Status Statement::bindBlob(int parameter, std::span<const std::byte> bytes)
{
    if (bytes.empty())
        return check(sqlite3_bind_zeroblob(m_handle.get(), parameter, 0));
    return check(sqlite3_bind_blob64(m_handle.get(), parameter, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
}

Status Statement::bindNull(int parameter)
{
    return check(sqlite3_bind_null(m_handle.get(), parameter));
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return error(code);
}

Status Statement::run()
{
    for (;;) {
        const Result<bool> row = step();
        if (row && *row)
            continue;
        reset();
        if (!row)
            return row.error();
        return {};
    }
}

void Statement::reset()
{
    sqlite3_reset(m_handle.get());
    sqlite3_clear_bindings(m_handle.get());
}

int Statement::columnCount() const
{
    return sqlite3_column_count(m_handle.get());
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_handle.get(), column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_handle.get(), column);
}

std::string_view Statement::text(int column) const
{
    const auto *data = reinterpret_cast<const char *>(sqlite3_column_text(m_handle.get(), column));
    if (!data)
        return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column))};
}

std::span<const std::byte> Statement::blob(int column) const
{
    const auto *data = static_cast<const std::byte *>(sqlite3_column_blob(m_handle.get(), column));
    if (!data)
        return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column))};
}

Result<Transaction> Transaction::begin(Database &database)
{
    if (Status begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return begun.error();
    return Transaction(database);
}

Transaction::Transaction(Transaction &&other) noexcept : m_database(std::exchange(other.m_database, nullptr)) {}

Transaction::~Transaction()
{
    // A failed COMMIT may already have ended the transaction; then this has nothing to do.
    if (m_database)
        (void)m_database->execute("ROLLBACK");
}

Status Transaction::commit()
{
    if (!m_database)
        return makeError(Errc::Internal, "transaction is over");
    if (Status done = m_database->execute("COMMIT"); !done)
        return done;
    m_database = nullptr;
    return {};
}

} // namespace embedscope
