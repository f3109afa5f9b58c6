#include "core/text/delimited.h"

#include "core/text/decode_text.h"

#include <algorithm>
#include <array>
#include <map>

namespace embedscope {

namespace {

bool endsRow(char c)
{
    return c == '\n' || c == '\r';
}

enum class OpenQuoteRule {
    Refuse,
    EndTable, ///< the text is the beginning of a longer one: its last row may be cut off
};

class Parser
{
public:
    Parser(std::string_view text, char delimiter, OpenQuoteRule rule = OpenQuoteRule::Refuse)
        : m_text(text), m_delimiter(delimiter), m_rule(rule)
    {
    }

    Result<DelimitedTable> run(std::size_t maxRows, const RunControl &control)
    {
        std::size_t nextLook = kBytesBetweenLooks;
        while (m_at < m_text.size() && m_table.rowCount() < maxRows) {
            if (m_at >= nextLook) {
                nextLook = m_at + kBytesBetweenLooks;
                if (control.stopRequested())
                    return makeError(Errc::Cancelled);
            }
            if (endsRow(m_text[m_at])) { // an empty line
                takeLineEnd();
                continue;
            }
            if (Status status = readRow(); !status) {
                if (m_rule == OpenQuoteRule::Refuse)
                    return status.error();
                m_table.rowLines.pop_back();
                break;
            }
        }
        return std::move(m_table);
    }

private:
    void takeLineEnd()
    {
        m_at += m_text.substr(m_at).starts_with("\r\n") ? 2 : 1;
        ++m_line;
    }

    Status readRow()
    {
        const bool first = m_table.rowEnds.empty();
        bool allQuoted = true;
        m_table.rowLines.push_back(m_line);
        for (;;) {
            bool needlessQuotes = false;
            if (m_at < m_text.size() && m_text[m_at] == '"') {
                if (Status status = readQuoted(needlessQuotes); !status)
                    return status;
            } else {
                readPlain(m_at);
            }
            allQuoted = allQuoted && needlessQuotes;
            if (!first && needlessQuotes)
                m_table.otherQuoted = true;
            if (m_at < m_text.size() && m_text[m_at] == m_delimiter) {
                ++m_at;
                continue;
            }
            break;
        }
        if (first)
            m_table.headerQuoted = allQuoted;
        m_table.rowEnds.push_back(m_table.fields.size());
        if (m_at < m_text.size())
            takeLineEnd();
        return {};
    }

    /// A field without quotes that began at `begin`, read on from here.
    void readPlain(std::size_t begin)
    {
        while (m_at < m_text.size() && m_text[m_at] != m_delimiter && !endsRow(m_text[m_at]))
            ++m_at;
        m_table.fields.push_back(m_text.substr(begin, m_at - begin));
    }

    Status readQuoted(bool &needless)
    {
        const std::size_t begin = m_at;
        const std::int64_t beginLine = m_line;
        bool doubled = false;
        bool special = false;
        for (++m_at;; ++m_at) {
            // Between the characters that matter there may be megabytes: find them with a plain loop.
            while (m_at < m_text.size() && m_text[m_at] != '"' && !endsRow(m_text[m_at])) {
                special = special || m_text[m_at] == m_delimiter;
                ++m_at;
            }
            if (m_at >= m_text.size()) {
                Error error = makeError(Errc::OpenQuote);
                error.line = beginLine;
                return error;
            }
            if (m_text[m_at] != '"') {
                special = true;
                if (m_text[m_at] == '\n' || !m_text.substr(m_at).starts_with("\r\n"))
                    ++m_line;
                continue;
            }
            if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') {
                doubled = true;
                ++m_at;
                continue;
            }
            break;
        }
        const std::string_view inside = m_text.substr(begin + 1, m_at - begin - 1);
        ++m_at; // behind the closing quote
        if (m_at < m_text.size() && m_text[m_at] != m_delimiter && !endsRow(m_text[m_at])) {
            readPlain(begin);
            return {};
        }
        // Empty quotes may be needed: they are what tells a row of one empty field from an empty line.
        needless = !doubled && !special && !inside.empty();
        if (!doubled) {
            m_table.fields.push_back(inside);
            return {};
        }
        std::string undone;
        undone.reserve(inside.size());
        for (std::size_t i = 0; i < inside.size(); ++i) {
            undone += inside[i];
            if (inside[i] == '"')
                ++i;
        }
        m_table.fields.push_back(m_table.owned.emplace_back(std::move(undone)));
        return {};
    }

    std::string_view m_text;
    char m_delimiter;
    OpenQuoteRule m_rule;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
    DelimitedTable m_table;
};

/// The beginning of the text that detection looks at: some hundred rows, not more than 256 kB.
constexpr std::size_t kSampleBytes = std::size_t{1} << 18;
constexpr std::size_t kSampleRows = 200;

} // namespace

Result<DelimitedTable> parseDelimited(std::string_view text, char delimiter, std::size_t maxRows,
                                      const RunControl &control)
{
    return Parser(text, delimiter).run(maxRows, control);
}

char detectDelimiter(std::string_view text)
{
    const std::string_view sample = text.substr(0, kSampleBytes);
    char best = ',';
    double bestScore = 0;
    char rarest = ',';
    std::size_t rarestRows = SIZE_MAX;
    for (const char delimiter : std::array{',', ';', '\t', '|'}) {
        const auto table = Parser(sample, delimiter, OpenQuoteRule::EndTable).run(kSampleRows, {});
        if (!table || table->rowCount() == 0)
            continue;
        std::size_t rows = table->rowCount();
        // A row cut off by the sample's end says nothing, unless it is the only one.
        if (sample.size() < text.size() && rows > 1 && rows < kSampleRows)
            --rows;
        std::map<std::size_t, std::size_t> widths;
        std::size_t cut = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            ++widths[table->row(i).size()];
            cut += table->row(i).size() > 1 ? 1 : 0;
        }
        if (cut < rarestRows) {
            rarestRows = cut;
            rarest = delimiter;
        }
        const std::size_t headerWidth = table->row(0).size();
        if (headerWidth < 2)
            continue;
        // The share of rows as wide as the first; wider tables win among equals, the earlier delimiter among those.
        const double score = static_cast<double>(widths[headerWidth]) / static_cast<double>(rows) +
                             0.01 * static_cast<double>(std::min<std::size_t>(headerWidth, 20));
        if (score > bestScore + 1e-9) {
            bestScore = score;
            best = delimiter;
        }
    }
    // One column: a delimiter that cuts no text of it.
    return bestScore > 0 ? best : rarest;
}

} // namespace embedscope
