#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace embedscope {

/// A look at a table of texts: rows × columns, any cell of which may be empty.
struct TableView
{
    std::size_t rows = 0;
    std::span<const std::string> names = {}; ///< one a column; empty strings where there are none
    std::function<std::string_view(std::size_t row, std::size_t column)> cell = {};
    /// Cells from here on are empty in this row; not set: all columns may be filled.
    std::function<std::size_t(std::size_t row)> width = {};
};

/// The column that looks most like prose: long, with spaces, seldom twice the same, not numbers; a name such as "text"
/// or "sentence" speaks for it. -1 without columns.
int guessTextColumn(const TableView &table);

/// A column of 2 to 50 short values, far fewer than rows (at most half); a name such as "label" or "topic" speaks for
/// it. -1: there is none.
int guessGroupColumn(const TableView &table, int textColumn);

/// Whether the first row holds names rather than values.
bool guessHeader(const TableView &table);

/// A decimal number as spreadsheets write it: sign, digits, one point, exponent.
bool isNumber(std::string_view cell);

} // namespace embedscope
