#include "core/text/cell_guard.h"
#include "core/text/delimited.h"
#include "core/text/readers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace embedscope {

namespace {

/// A table with its first row taken off, of one width; surplus fields are joined into one more column.
class Grid
{
public:
    Grid(DelimitedTable table, char delimiter, bool header) : m_table(std::move(table)), m_first(header ? 1 : 0)
    {
        const std::size_t total = m_table.rowCount();
        m_width = total > 0 ? m_table.row(0).size() : 0;
        for (std::size_t i = m_first; i < total; ++i) {
            const auto fields = m_table.row(i);
            if (fields.size() == m_width)
                continue;
            if (ragged.count++ == 0)
                ragged.line = m_table.rowLines[i];
            if (fields.size() > m_width)
                m_surplus.emplace_back(i, join(fields.subspan(m_width), delimiter));
        }
        for (std::size_t column = 0; column < m_width; ++column) {
            const std::string_view name = header ? m_table.row(0)[column] : std::string_view();
            names.push_back(name.empty() ? "column " + std::to_string(column + 1) : std::string(name));
        }
        if (!m_surplus.empty())
            names.push_back("extra");
    }

    std::size_t rows() const { return m_table.rowCount() - m_first; }
    std::int64_t line(std::size_t row) const { return m_table.rowLines[row + m_first]; }

    std::string_view cell(std::size_t row, std::size_t column) const
    {
        const auto fields = m_table.row(row + m_first);
        if (column < m_width)
            return column < fields.size() ? unguarded(fields[column]) : std::string_view();
        const auto found = std::lower_bound(m_surplus.begin(), m_surplus.end(), row + m_first,
                                            [](const auto &entry, std::size_t wanted) { return entry.first < wanted; });
        if (found == m_surplus.end() || found->first != row + m_first)
            return {};
        return found->second;
    }

    /// Columns behind this one are empty in the row.
    std::size_t width(std::size_t row) const
    {
        const std::size_t fields = m_table.row(row + m_first).size();
        return fields > m_width ? names.size() : fields;
    }

    /// Tables that TableWriter guarded give their texts back. It marks them in a way that spreadsheets and other
    /// programs do not see and do not make by chance: the header's names stand in quotes that they do not need, and no
    /// other cell does. A table with a cell that should have been guarded is not one of ours.
    void removeGuards()
    {
        if (m_first == 0 || !m_table.headerQuoted || m_table.otherQuoted)
            return;
        for (std::size_t i = m_first; i < m_table.rowCount(); ++i)
            for (const std::string_view field : m_table.row(i))
                if (isFormulaLike(field))
                    return;
        m_guarded = true;
    }

    std::vector<std::string> names;
    ReadWarning ragged{ReadWarning::Kind::RaggedRows};

private:
    std::string_view unguarded(std::string_view field) const
    {
        return m_guarded && isGuarded(field) ? field.substr(1) : field;
    }

    static std::string join(std::span<const std::string_view> fields, char delimiter)
    {
        std::string out;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i > 0)
                out += delimiter;
            out += fields[i];
        }
        return out;
    }

    DelimitedTable m_table;
    std::size_t m_first;
    std::size_t m_width = 0;
    std::vector<std::pair<std::size_t, std::string>> m_surplus; // by rising row
    bool m_guarded = false;
};

/// Number of columns e0, e1, … at the end of the names: a vector, as writeTexts() spells it. Less than two are none.
std::size_t countVectorColumns(const std::vector<std::string> &names, std::size_t &begin)
{
    const auto first = std::find(names.begin(), names.end(), "e0");
    begin = static_cast<std::size_t>(first - names.begin());
    std::size_t count = 0;
    while (begin + count < names.size() && names[begin + count] == "e" + std::to_string(count))
        ++count;
    return begin + count == names.size() && count >= 2 ? count : 0;
}

std::vector<RowVector> takeVectors(const Grid &grid, std::size_t begin, std::size_t count)
{
    std::vector<RowVector> vectors;
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        if (grid.cell(row, begin).empty())
            continue;
        RowVector vector{row};
        vector.values.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            const std::string_view cell = grid.cell(row, begin + i);
            float value = 0;
            const auto parsed = std::from_chars(cell.data(), cell.data() + cell.size(), value);
            vector.usable = vector.usable && parsed.ec == std::errc() && parsed.ptr == cell.data() + cell.size() &&
                            std::isfinite(value);
            vector.values.push_back(value);
        }
        vectors.push_back(std::move(vector));
    }
    return vectors;
}

bool looksLikeHeader(const DelimitedTable &table)
{
    if (table.rowCount() == 0)
        return false;
    const std::vector<std::string> unnamed(table.row(0).size());
    const TableView view{table.rowCount(), unnamed, [&](std::size_t row, std::size_t column) {
                             const auto fields = table.row(row);
                             return column < fields.size() ? fields[column] : std::string_view();
                         }};
    return guessHeader(view);
}

} // namespace

Status readDelimited(const ReaderInput &input, TextFormat format, ReadCorpus &out)
{
    ReadReport &report = out.report;
    report.format = format;
    if (input.options.delimiter)
        report.delimiter = *input.options.delimiter;
    else
        report.delimiter = format == TextFormat::Tsv ? '\t' : detectDelimiter(input.text);
    // Two more than allowed: the header, and the one that is too many.
    auto parsed = parseDelimited(input.text, report.delimiter, input.options.maxTexts + 2, input.control);
    if (!parsed)
        return parsed.error();
    if (parsed->rowCount() == 0)
        return makeError(Errc::NoTexts);
    report.header = input.options.header.value_or(looksLikeHeader(*parsed));

    Grid grid(std::move(*parsed), report.delimiter, report.header);
    grid.removeGuards();
    if (grid.ragged.count)
        report.warnings.push_back(grid.ragged);
    std::size_t vectorBegin = 0;
    const std::size_t vectorLength = report.header ? countVectorColumns(grid.names, vectorBegin) : 0;
    std::vector<std::string> names = grid.names;
    if (vectorLength > 0)
        names.resize(vectorBegin);

    const TableView view{grid.rows(), names,
                         [&](std::size_t row, std::size_t column) { return grid.cell(row, column); },
                         [&](std::size_t row) { return grid.width(row); }};
    TableImport import{view, [&](std::size_t row) { return grid.line(row); }};
    if (vectorLength > 0)
        import.vectors = takeVectors(grid, vectorBegin, vectorLength);
    return importTable(std::move(import), input, out);
}

} // namespace embedscope
