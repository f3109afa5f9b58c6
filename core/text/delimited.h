#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// A table of texts: rows of fields that look into the source or into `owned`.
struct DelimitedTable
{
    std::vector<std::string_view> fields = {};
    std::vector<std::size_t> rowEnds = {};   ///< index behind each row's last field
    std::vector<std::int64_t> rowLines = {}; ///< 1-based line where each row begins
    std::deque<std::string> owned = {};      ///< fields whose quotes had to be undone
    bool headerQuoted = false;               ///< every field of the first row is quoted though none needs it
    bool otherQuoted = false;                ///< a later field is quoted though it does not need it

    std::size_t rowCount() const { return rowEnds.size(); }
    std::span<const std::string_view> row(std::size_t i) const
    {
        const std::size_t begin = i == 0 ? 0 : rowEnds[i - 1];
        return {fields.data() + begin, rowEnds[i] - begin};
    }
};

/// Cuts text into rows by RFC 4180: fields in quotes may hold delimiters, line ends and doubled quotes. Rows end with
/// LF, CRLF or CR; empty lines are skipped. A quote inside an unquoted field is a character like any other; text after
/// a closing quote makes the whole field, quotes included, literal: nothing is lost. Stops after `maxRows`.
/// Errors: OpenQuote with the line where it began, Cancelled. The table looks into `text`.
Result<DelimitedTable> parseDelimited(std::string_view text, char delimiter, std::size_t maxRows,
                                      const RunControl &control = {});

/// Which of , ; tab | cuts the first rows most evenly; the comma where none does.
char detectDelimiter(std::string_view text);

} // namespace embedscope
