#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What a table does with cells that a spreadsheet would run as a formula (beginning with = + - @, tab or CR, and no
/// number): see core/text/cell_guard.h.
enum class CellGuard {
    Guarded, ///< an apostrophe before them; readCorpus() takes it away again
    Raw,     ///< as they are
};

struct TableOptions
{
    char delimiter = ','; ///< one of , ; tab |
    CellGuard guard = CellGuard::Guarded;
};

/// What had to be changed, to be told to the person.
struct WriteReport
{
    std::size_t replacedLineEnds = 0; ///< .txt: texts whose line ends became spaces, since each text is one line
    std::size_t replacedNuls = 0;     ///< NUL characters that became U+FFFD, since no text file may hold them
    std::size_t blankTexts = 0;       ///< .txt: texts of white space alone, left out as reading would
    std::size_t guardedCells = 0;     ///< tables: cells that got an apostrophe
    bool operator==(const WriteReport &) const = default;
};

/// One row of a table at a time, by RFC 4180, with line feeds as line ends. Append cells in order, then endRow().
/// The first row is the header; when any cell is guarded, its names are quoted, by which readCorpus() knows.
class TableWriter
{
public:
    explicit TableWriter(const TableOptions &options = {}) : m_options(options) {}

    void header(std::span<const std::string> names);
    void cell(std::string_view text);
    /// The fewest digits that give the number back; nothing for NaN and infinities.
    void cell(float number);
    void cell(double number);
    void cell(std::size_t number);
    void cell(int number);
    void endRow();

    /// For tables too long to be held whole: the header's line, marked if `guarded`, which is whether any cell to come
    /// will be guarded (guards()); then the rows since the last call, as often as wanted.
    std::string takeHeader(bool guarded);
    std::string takeRows();
    bool guards(std::string_view text) const;
    const WriteReport &report() const { return m_report; }

    /// The whole table. Ends the writer's use.
    std::string take(WriteReport *report = nullptr);

private:
    void field(std::string_view text, std::string &out, bool alwaysQuoted);
    void separate();

    TableOptions m_options;
    std::vector<std::string> m_names;
    std::string m_rows;
    std::size_t m_cells = 0; ///< in the row at hand
    WriteReport m_report;
};

/// The fewest digits that give the number back, with a point whatever the locale; "null" unless finite.
void appendNumber(std::string &out, float number);
void appendNumber(std::string &out, double number);
/// A JSON string with its quotes. Ill-formed UTF-8 becomes U+FFFD.
void appendJsonString(std::string &out, std::string_view text);

} // namespace embedscope
