#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace embedscope {

class Statement;

enum class DatabaseMode {
    ReadOnly,  ///< never writes, nor makes a journal's files beyond what SQLite needs to read
    ReadWrite, ///< the file must be there
    Create,    ///< made if it is missing
};

struct DatabaseOptions
{
    int busyTimeoutMilliseconds = 5000; ///< how long another program's lock is waited for
    bool writeAheadLog = true;          ///< journal mode WAL (not for ReadOnly)
};

/// One connection to an SQLite file. Foreign files are not trusted: defensive mode, trusted_schema off, no extensions.
/// Use from one thread at a time; move-only. Errors are Errc::Database with SQLite's message and the file's path;
/// DiskFull, FileMissing, FileUnreadable and FileUnwritable where SQLite says so.
class Database
{
public:
    static Result<Database> open(const std::string &path, DatabaseMode mode, const DatabaseOptions &options = {});

    Database(Database &&) noexcept = default;
    Database &operator=(Database &&) noexcept = default;

    /// Runs one or more statements without parameters or results.
    Status execute(const std::string &sql);
    Result<Statement> prepare(std::string_view sql);
    std::int64_t lastInsertRowId() const;
    std::int64_t changes() const;
    const std::string &path() const { return m_path; }
    bool isReadOnly() const;

private:
    friend class Statement;
    struct Close
    {
        void operator()(sqlite3 *handle) const noexcept;
    };
    Database() = default;
    Error error(int code) const;

    std::unique_ptr<sqlite3, Close> m_handle;
    std::string m_path;
};

/// A prepared statement of a Database, which must outlive it. Parameters count from 1, columns from 0.
class Statement
{
public:
    Statement(Statement &&) noexcept = default;
    Statement &operator=(Statement &&) noexcept = default;

    Status bind(int parameter, std::int64_t value);
    Status bind(int parameter, int value) { return bind(parameter, std::int64_t{value}); }
    Status bind(int parameter, double value);
    Status bind(int parameter, std::string_view text);                ///< copied
    Status bindBlob(int parameter, std::span<const std::byte> bytes); ///< copied
    Status bindNull(int parameter);

    /// True: a row can be read. False: done.
    Result<bool> step();
    /// step() for statements that give no rows, then reset().
    Status run();
    /// Ready to run again, with all parameters null.
    void reset();

    int columnCount() const;
    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    /// Valid until the next step() or reset(). Text of a foreign file need not be UTF-8.
    std::string_view text(int column) const;
    std::span<const std::byte> blob(int column) const;

private:
    friend class Database;
    struct Finalise
    {
        void operator()(sqlite3_stmt *handle) const noexcept;
    };
    Statement() = default;
    Status check(int code) const;
    Error error(int code) const;

    std::unique_ptr<sqlite3_stmt, Finalise> m_handle;
    std::string m_path;
};

/// All or nothing: rolled back unless commit() succeeded. Takes the write lock at once. The Database must stay where it
/// is until then.
class Transaction
{
public:
    static Result<Transaction> begin(Database &database);
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();

    Status commit();

private:
    explicit Transaction(Database &database) : m_database(&database) {}
    Database *m_database;
};

} // namespace embedscope
