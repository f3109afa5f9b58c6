#pragma once

#include "core/text/choose_columns.h"

#include <cstddef>
#include <string_view>

namespace embedscope {

/// Spreadsheets run a cell as a formula when it begins with one of these characters. Tables that we write put an
/// apostrophe before such a cell, and one more before a cell that already looks guarded, so that taking one apostrophe
/// away from every guarded cell gives all texts back. Numbers stay numbers.

/// Whether a cell, as it is, could run as a formula.
inline bool isFormulaLike(std::string_view cell)
{
    if (cell.empty())
        return false;
    const char c = cell.front();
    return (c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r' || c == '\0') && !isNumber(cell);
}

/// Whether a cell is one or more apostrophes before something formula-like.
inline bool isGuarded(std::string_view cell)
{
    const std::size_t end = cell.find_first_not_of('\'');
    return end != std::string_view::npos && end > 0 && isFormulaLike(cell.substr(end));
}

} // namespace embedscope
