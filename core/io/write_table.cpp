#include "core/io/write_table.h"

#include "core/base/utf8.h"
#include "core/text/cell_guard.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace embedscope {

namespace {

template <class Number> void appendShortest(std::string &out, Number number)
{
    std::array<char, 64> buffer = {};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    out.append(buffer.data(), end);
}

template <class Number> void appendJsonNumber(std::string &out, Number number)
{
    if (std::isfinite(number))
        appendShortest(out, number);
    else
        out += "null";
}

bool isPlainJson(char c)
{
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
}

} // namespace

void appendNumber(std::string &out, float number)
{
    appendJsonNumber(out, number);
}

void appendNumber(std::string &out, double number)
{
    appendJsonNumber(out, number);
}

void appendJsonString(std::string &out, std::string_view text)
{
    std::string repaired;
    if (!isValidUtf8(text)) {
        repaired = repairUtf8(text);
        text = repaired;
    }
    out += '"';
    for (const char c : text) {
        if (isPlainJson(c)) {
            out += c;
            continue;
        }
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default: {
            constexpr std::string_view kDigits = "0123456789abcdef";
            out += "\\u00";
            out += kDigits[static_cast<unsigned char>(c) >> 4];
            out += kDigits[static_cast<unsigned char>(c) & 15];
        }
        }
    }
    out += '"';
}

void TableWriter::field(std::string_view text, std::string &out, bool alwaysQuoted)
{
    std::string changed;
    if (text.find('\0') != std::string_view::npos) {
        for (const char c : text) {
            if (c != '\0') {
                changed += c;
                continue;
            }
            appendUtf8(changed, kReplacementCharacter);
            ++m_report.replacedNuls;
        }
        text = changed;
    }
    const bool guard = guards(text);
    if (guard)
        ++m_report.guardedCells;
    const char special[] = {'"', '\n', '\r', m_options.delimiter};
    const bool quoted = alwaysQuoted || text.find_first_of(std::string_view(special, 4)) != std::string_view::npos;
    if (quoted)
        out += '"';
    if (guard)
        out += '\'';
    for (const char c : text) {
        if (quoted && c == '"')
            out += '"';
        out += c;
    }
    if (quoted)
        out += '"';
}

void TableWriter::separate()
{
    if (m_cells++ > 0)
        m_rows += m_options.delimiter;
}

void TableWriter::header(std::span<const std::string> names)
{
    m_names.assign(names.begin(), names.end());
}

void TableWriter::cell(std::string_view text)
{
    separate();
    field(text, m_rows, false);
}

void TableWriter::cell(float number)
{
    separate();
    if (std::isfinite(number))
        appendShortest(m_rows, number);
}

void TableWriter::cell(double number)
{
    separate();
    if (std::isfinite(number))
        appendShortest(m_rows, number);
}

void TableWriter::cell(std::size_t number)
{
    separate();
    appendShortest(m_rows, number);
}

void TableWriter::cell(int number)
{
    separate();
    appendShortest(m_rows, number);
}

void TableWriter::endRow()
{
    // An empty line would not be a row.
    if (m_cells == 1 && (m_rows.empty() || m_rows.back() == '\n'))
        m_rows += "\"\"";
    m_rows += '\n';
    m_cells = 0;
}

bool TableWriter::guards(std::string_view text) const
{
    return m_options.guard == CellGuard::Guarded && (isFormulaLike(text) || isGuarded(text));
}

std::string TableWriter::takeHeader(bool guarded)
{
    std::string out;
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        if (i > 0)
            out += m_options.delimiter;
        field(m_names[i], out, guarded); // quotes that the names do not need say that the cells are guarded
    }
    if (!m_names.empty())
        out += '\n';
    return out;
}

std::string TableWriter::takeRows()
{
    return std::exchange(m_rows, {});
}

std::string TableWriter::take(WriteReport *report)
{
    std::string out = takeHeader(m_report.guardedCells > 0);
    if (report)
        *report = m_report;
    return out += takeRows();
}

} // namespace embedscope
