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

/// A column of few short values that come again and again: 2 to 50, at most half as many as there are rows, or words,
/// at most 300 and a twentieth. A name such as "topic" speaks for it and allows 1,000; "label", "group" and "category"
/// are believed even where every text has a group of its own, of up to 30. Never fractions. -1: there is none.
int guessGroupColumn(const TableView &table, int textColumn);

/// Whether the first row holds names rather than values.
bool guessHeader(const TableView &table);

/// A decimal number as spreadsheets write it: sign, digits, one point, exponent.
bool isNumber(std::string_view cell);

} // namespace embedscope
