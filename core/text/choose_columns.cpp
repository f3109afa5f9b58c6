#include "core/text/choose_columns.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace embedscope {

namespace {

constexpr std::size_t kSample = 1000; // rows that a guess about prose looks at
// Columns that a guess looks at: a table of a million columns must not cost rows times columns.
constexpr std::size_t kColumns = 256;
constexpr std::size_t kLongestLook = 2000; // bytes of a cell

std::string lowered(std::string_view name)
{
    std::string out(name);
    for (char &c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

template <std::size_t N> bool isOneOf(std::string_view name, const std::array<std::string_view, N> &names)
{
    return std::find(names.begin(), names.end(), lowered(name)) != names.end();
}

constexpr std::array<std::string_view, 4> kTextNames = {"text", "sentence", "texts", "sentences"};
constexpr std::array<std::string_view, 17> kLikelyTextNames = {
    "content", "body",  "message", "document", "description", "comment",  "question", "utterance", "review",
    "summary", "title", "input",   "phrase",   "tweet",       "abstract", "passage",  "sentence1"};
/// Names that say what the column is, whatever it holds; that mostly do; that may.
constexpr std::array<std::string_view, 3> kSureGroupNames = {"group", "label", "category"};
constexpr std::array<std::string_view, 5> kGroupNames = {"intent", "topic", "class", "cluster", "genre"};
constexpr std::array<std::string_view, 6> kLikelyGroupNames = {"kind", "type", "tag", "language", "lang", "split"};

bool isAnyGroupName(std::string_view name)
{
    return isOneOf(name, kSureGroupNames) || isOneOf(name, kGroupNames) || isOneOf(name, kLikelyGroupNames);
}

/// Up to kSample rows, spread evenly, so that the beginning of a sorted file does not decide alone.
template <class Visit> void sampleRows(std::size_t rows, Visit visit)
{
    const std::size_t count = std::min(rows, kSample);
    for (std::size_t i = 0; i < count; ++i)
        visit(i * rows / count);
}

/// More than one word. Chinese and Japanese have no spaces; their characters begin with a byte from E3 on.
bool isProse(std::string_view cell)
{
    return cell.find(' ') != std::string_view::npos ||
           std::any_of(cell.begin(), cell.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

double proseScore(const TableView &table, std::size_t column)
{
    double length = 0;
    std::size_t filled = 0;
    std::size_t spaced = 0;
    std::size_t numbers = 0;
    std::unordered_set<std::string_view> distinct;
    sampleRows(table.rows, [&](std::size_t row) {
        const std::string_view cell = table.cell(row, column).substr(0, kLongestLook);
        if (cell.empty())
            return;
        ++filled;
        length += static_cast<double>(std::min<std::size_t>(countCharacters(cell), 300));
        spaced += isProse(cell) ? 1 : 0;
        numbers += isNumber(cell) ? 1 : 0;
        distinct.insert(cell);
    });
    if (filled == 0)
        return 0;
    const auto share = [&](std::size_t count) { return static_cast<double>(count) / static_cast<double>(filled); };
    const auto all = static_cast<double>(std::min(table.rows, kSample));
    double score = length / static_cast<double>(filled);
    score *= 0.2 + share(spaced);
    score *= 0.1 + share(distinct.size());
    score *= 1.001 - share(numbers);
    score *= static_cast<double>(filled) / all;
    const std::string_view name =
        column < table.names.size() ? std::string_view(table.names[column]) : std::string_view();
    if (isOneOf(name, kTextNames))
        score *= 1000; // whatever else there is, unless it is empty or numbers
    else if (isOneOf(name, kLikelyTextNames))
        score *= 2;
    return score;
}

/// Whether the first cell of a column is unlike what is below it: a word above numbers, above prose, or above a few
/// values that come again and again while it does not.
bool isNameOf(const TableView &table, std::size_t column)
{
    const std::string_view name = table.cell(0, column);
    if (name.empty())
        return false;
    std::size_t numbers = 0;
    std::size_t filled = 0;
    std::size_t prose = 0;
    double length = 0;
    bool again = false;
    std::unordered_set<std::string_view> values;
    sampleRows(table.rows - 1, [&](std::size_t row) {
        const std::string_view cell = table.cell(row + 1, column).substr(0, kLongestLook);
        if (cell.empty())
            return;
        ++filled;
        numbers += isNumber(cell) ? 1 : 0;
        prose += isProse(cell) ? 1 : 0;
        length += static_cast<double>(countCharacters(cell));
        again = again || cell == name;
        values.insert(cell);
    });
    if (filled == 0 || again)
        return false;
    const bool oneWord = name.find(' ') == std::string_view::npos;
    const double average = length / static_cast<double>(filled);
    return numbers == filled || (filled >= 4 && values.size() * 2 <= filled) ||
           (oneWord && prose * 2 > filled && average > 2.5 * static_cast<double>(countCharacters(name)));
}

constexpr std::size_t kLongestGroup = 80;      // bytes of a group's name
constexpr std::size_t kMostNamedGroups = 1000; // in a column whose name says that it holds groups
constexpr std::size_t kMostGroups = 300;       // in any other
constexpr std::size_t kFewGroups = 50;         // always few enough; more must be words that come 20 times on average

/// What the values of a column are like.
struct ColumnValues
{
    std::size_t filled = 0;
    std::size_t distinct = 0;
    bool numbers = true;
    bool fractions = false;
    bool prose = false; ///< some value is a sentence
};

/// Nothing where it holds more different values, or longer ones, than groups have.
std::optional<ColumnValues> valuesOf(const TableView &table, std::size_t column)
{
    ColumnValues values;
    std::unordered_set<std::string_view> distinct;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::string_view cell = table.cell(row, column);
        if (cell.empty())
            continue;
        ++values.filled;
        const bool number = isNumber(cell);
        values.numbers = values.numbers && number;
        values.fractions = values.fractions || (number && cell.find('.') != std::string_view::npos);
        values.prose = values.prose || std::count(cell.begin(), cell.end(), ' ') > 4;
        distinct.insert(cell);
        if (distinct.size() > kMostNamedGroups || cell.size() > kLongestGroup)
            return std::nullopt;
    }
    values.distinct = distinct.size();
    return values;
}

/// How much speaks for a column of groups; less than 0: it is none.
int groupScore(const TableView &table, std::size_t column)
{
    const std::optional<ColumnValues> values = valuesOf(table, column);
    // Fractions are measurements, however few there are.
    if (!values || values->fractions || values->distinct == 0 || values->filled * 2 < table.rows)
        return -1;
    const int words = values->numbers ? 0 : 1;
    const std::string_view name = table.names[column];
    // Of a few texts each may be in a group of its own.
    if (isOneOf(name, kSureGroupNames) && values->distinct <= std::max<std::size_t>(30, values->filled / 2))
        return 6 + words;
    if (values->distinct < 2 || values->distinct * 2 > values->filled)
        return -1;
    if (isOneOf(name, kGroupNames))
        return 4 + words;
    const bool few = values->distinct <= kFewGroups;
    const bool many = values->distinct <= kMostGroups && values->distinct * 20 <= values->filled && !values->numbers &&
                      !values->prose;
    if (!few && !many)
        return -1;
    return (isOneOf(name, kLikelyGroupNames) ? 2 : 0) + words;
}

} // namespace

bool isNumber(std::string_view cell)
{
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t begin = i;
        while (i < cell.size() && cell[i] >= '0' && cell[i] <= '9')
            ++i;
        return i - begin;
    };
    if (i < cell.size() && (cell[i] == '-' || cell[i] == '+'))
        ++i;
    std::size_t count = digits();
    if (i < cell.size() && cell[i] == '.') {
        ++i;
        count += digits();
    }
    if (count == 0)
        return false;
    if (i < cell.size() && (cell[i] == 'e' || cell[i] == 'E')) {
        ++i;
        if (i < cell.size() && (cell[i] == '-' || cell[i] == '+'))
            ++i;
        if (digits() == 0)
            return false;
    }
    return i == cell.size();
}

int guessTextColumn(const TableView &table)
{
    int best = -1;
    double bestScore = -1;
    for (std::size_t column = 0; column < std::min(table.names.size(), kColumns); ++column) {
        const double score = proseScore(table, column);
        if (score > bestScore) {
            bestScore = score;
            best = static_cast<int>(column);
        }
    }
    return best;
}

int guessGroupColumn(const TableView &table, int textColumn)
{
    int best = -1;
    int bestScore = -1;
    for (std::size_t column = 0; column < std::min(table.names.size(), kColumns); ++column) {
        if (static_cast<int>(column) == textColumn)
            continue;
        const int score = groupScore(table, column);
        if (score > bestScore) {
            bestScore = score;
            best = static_cast<int>(column);
        }
    }
    return best;
}

bool guessHeader(const TableView &table)
{
    if (table.rows == 0)
        return false;
    const std::size_t columns = std::min(table.names.size(), kColumns);
    std::unordered_set<std::string> seen;
    bool known = false;
    bool spaced = false;
    for (std::size_t column = 0; column < columns; ++column) {
        const std::string_view name = table.cell(0, column);
        // Names are short, not numbers, no sentences, on one line and each there once.
        const auto spaces = std::count(name.begin(), name.end(), ' ');
        if (isNumber(name) || name.size() > 64 || name.find_first_of("\r\n") != std::string_view::npos || spaces > 4)
            return false;
        if (!name.empty() && std::string_view(".!,;").find(name.back()) != std::string_view::npos)
            return false;
        spaced = spaced || spaces > 0;
        if (!name.empty() && !seen.insert(lowered(name)).second)
            return false;
        known = known || isOneOf(name, kTextNames) || isOneOf(name, kLikelyTextNames) || isAnyGroupName(name);
    }
    if (seen.empty())
        return false;
    if (known)
        return true;
    if (table.rows == 1)
        return columns > 1 && !spaced;
    for (std::size_t column = 0; column < columns; ++column)
        if (isNameOf(table, column))
            return true;
    return false;
}

} // namespace embedscope
