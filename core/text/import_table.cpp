#include "core/base/utf8.h"
#include "core/text/decode_text.h"
#include "core/text/readers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace embedscope {

namespace {

constexpr std::size_t kNoText = static_cast<std::size_t>(-1);

/// A column by its name or by its number from 1; the name goes first.
std::optional<int> findColumn(std::span<const std::string> names, const std::string &wanted)
{
    const auto found = std::find(names.begin(), names.end(), wanted);
    if (found != names.end())
        return static_cast<int>(found - names.begin());
    std::size_t number = 0;
    const char *end = wanted.data() + wanted.size();
    const auto parsed = std::from_chars(wanted.data(), end, number);
    if (parsed.ec == std::errc() && parsed.ptr == end && number >= 1 && number <= names.size())
        return static_cast<int>(number - 1);
    return std::nullopt;
}

/// `"prose"; there are "text", "n"`: a name that is mistyped is corrected from the names.
Error noSuchColumn(std::span<const std::string> names, const std::string &wanted)
{
    constexpr std::size_t kMostNames = 12;
    constexpr std::size_t kLongestName = 30; // characters
    std::string detail = "\"" + wanted + "\"; there ";
    detail += names.size() == 1 ? "is " : "are ";
    for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i) {
        std::size_t fits = 0;
        for (std::size_t n = 0; n < kLongestName && fits < names[i].size(); ++n)
            fits += decodeUtf8(names[i], fits).size;
        detail += (i > 0 ? ", \"" : "\"") + names[i].substr(0, fits) + (fits < names[i].size() ? "…\"" : "\"");
    }
    if (names.size() > kMostNames)
        detail += " and " + std::to_string(names.size() - kMostNames) + " more";
    return makeError(Errc::NoSuchColumn, std::move(detail));
}

Status chooseColumns(const TableView &table, const ReadOptions &options, ReadReport &report)
{
    if (options.textColumn) {
        const auto column = findColumn(table.names, *options.textColumn);
        if (!column)
            return noSuchColumn(table.names, *options.textColumn);
        report.textColumn = *column;
    } else {
        report.textColumn = guessTextColumn(table);
    }
    if (!options.groupColumn) {
        report.groupColumn = guessGroupColumn(table, report.textColumn);
    } else if (!options.groupColumn->empty()) {
        const auto column = findColumn(table.names, *options.groupColumn);
        if (!column)
            return noSuchColumn(table.names, *options.groupColumn);
        report.groupColumn = *column;
    }
    return {};
}

/// Keeps the vectors of the most common length and counts the others.
void importVectors(const TableImport &import, std::vector<RowVector> vectors, const std::vector<std::size_t> &textOfRow,
                   ReadCorpus &out)
{
    std::map<std::size_t, std::size_t> lengths;
    for (const RowVector &vector : vectors)
        if (vector.usable && !vector.values.empty() && textOfRow[vector.row] != kNoText)
            ++lengths[vector.values.size()];
    std::size_t length = 0;
    std::size_t most = 0;
    for (const auto &[size, count] : lengths) {
        if (count > most) {
            most = count;
            length = size;
        }
    }
    ReadWarning skipped{ReadWarning::Kind::SkippedVectors};
    for (RowVector &vector : vectors) {
        if (textOfRow[vector.row] == kNoText)
            continue;
        if (vector.usable && vector.values.size() == length && length > 0) {
            out.vectors.push_back({textOfRow[vector.row], std::move(vector.values), vector.tokens, vector.truncated});
            continue;
        }
        if (skipped.count++ == 0) {
            skipped.line = import.line(vector.row);
            skipped.detail = !vector.usable          ? "not a list of finite numbers"
                             : vector.values.empty() ? "an empty list"
                                                     : std::to_string(vector.values.size()) + " numbers instead of " +
                                                           std::to_string(length);
        }
    }
    if (skipped.count)
        out.report.warnings.push_back(std::move(skipped));
}

} // namespace

Error tooManyTexts(const ReadOptions &options)
{
    return makeError(Errc::TooLarge, std::to_string(options.maxTexts) + " texts");
}

Status importTable(TableImport &&import, const ReaderInput &input, ReadCorpus &out)
{
    const TableView &table = import.table;
    if (table.rows > input.options.maxTexts)
        return tooManyTexts(input.options);
    ReadReport &report = out.report;
    report.allColumns.assign(table.names.begin(), table.names.end());
    if (Status status = chooseColumns(table, input.options, report); !status)
        return status;
    const int textColumn = report.textColumn;
    const int groupColumn = report.groupColumn;
    std::vector<std::size_t> further;
    for (std::size_t column = 0; column < table.names.size(); ++column) {
        if (static_cast<int>(column) == textColumn || static_cast<int>(column) == groupColumn)
            continue;
        further.push_back(column);
        out.corpus.columnNames.push_back(table.names[column]);
    }
    if (groupColumn >= 0)
        out.corpus.groupName = table.names[static_cast<std::size_t>(groupColumn)];

    std::vector<std::size_t> textOfRow(table.rows, kNoText);
    ReadWarning blank{ReadWarning::Kind::BlankTexts};
    std::vector<Text> &texts = out.corpus.texts.edit();
    texts.reserve(table.rows);
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (row % 8192 == 0) {
            if (input.control.stopRequested())
                return makeError(Errc::Cancelled);
            input.control.report(row, table.rows);
        }
        const std::string_view text = textColumn >= 0 ? table.cell(row, static_cast<std::size_t>(textColumn)) : "";
        if (isBlank(text)) {
            if (blank.count++ == 0)
                blank.line = import.line(row);
            continue;
        }
        textOfRow[row] = texts.size();
        Text &item = texts.emplace_back();
        item.text = text;
        if (groupColumn >= 0)
            item.group = table.cell(row, static_cast<std::size_t>(groupColumn));
        // Empty cells at a row's end are not stored: tables may be wide and ragged.
        std::size_t filled = further.size();
        if (table.width)
            filled = static_cast<std::size_t>(std::lower_bound(further.begin(), further.end(), table.width(row)) -
                                              further.begin());
        while (filled > 0 && table.cell(row, further[filled - 1]).empty())
            --filled;
        item.columns.reserve(filled);
        for (std::size_t i = 0; i < filled; ++i)
            item.columns.emplace_back(table.cell(row, further[i]));
    }
    if (blank.count)
        report.warnings.push_back(std::move(blank));
    if (out.corpus.empty())
        return makeError(Errc::NoTexts);
    importVectors(import, std::move(import.vectors), textOfRow, out);
    return {};
}

} // namespace embedscope
