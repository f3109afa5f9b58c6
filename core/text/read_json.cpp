#include "core/text/decode_text.h"
#include "core/text/json_events.h"
#include "core/text/json_texts.h"
#include "core/text/readers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace embedscope {

namespace {

constexpr std::size_t kMostColumns = 1000; // a hostile file must not name a column in every record
constexpr std::uint32_t kNoColumn = static_cast<std::uint32_t>(-1);

/// Collects the items of a list: strings, and records whose fields are strings, numbers or truth values. Lists and
/// objects inside a record are left out, but for `embedding`.
class RecordCollector : public JsonEvents
{
public:
    /// `depth` 0: the list itself comes first; 1: only one item comes.
    RecordCollector(std::string_view text, std::size_t maxTexts) : m_text(text), m_maxTexts(maxTexts) {}

    void start(std::size_t depth, std::size_t offset)
    {
        m_depth = depth;
        m_offset = offset;
    }

    void begin(Container container, std::size_t offset) override
    {
        if (m_depth == 1) {
            addRow(offset);
            if (container == Container::Array)
                fault("a list inside the list", offset);
        } else if (m_depth == 2) {
            m_inVector = m_isEmbedding && container == Container::Array;
            if (m_isEmbedding)
                m_vectors.push_back({m_rows.size() - 1, {}, m_inVector});
        } else if (m_depth > 2 && m_inVector) {
            m_vectors.back().usable = false;
        }
        ++m_depth;
    }
    void end(Container, std::size_t) override
    {
        --m_depth;
        if (m_depth == 2)
            m_inVector = false;
    }
    void key(std::string_view raw) override
    {
        if (m_depth != 2)
            return;
        m_isEmbedding = raw == "embedding";
        m_column = m_isEmbedding ? kNoColumn : columnOf(raw);
    }
    void string(std::string_view raw, std::size_t offset) override
    {
        if (m_depth == 1) {
            addRow(offset);
            m_cells.push_back({columnOf("text"), undone(raw)});
            closeRow();
        } else if (m_depth == 2) {
            if (m_isEmbedding)
                m_vectors.push_back({m_rows.size() - 1, {}, false});
            addCell(undone(raw));
            if (m_column != kNoColumn)
                m_columnHasString[m_column] = true;
        } else if (m_inVector) {
            m_vectors.back().usable = false;
        }
    }
    void scalar(Scalar kind, std::string_view raw, std::size_t offset) override
    {
        if (m_depth == 1) {
            addRow(offset);
            if (kind != Scalar::Null)
                m_cells.push_back({columnOf("text"), raw});
            closeRow();
        } else if (m_depth == 2) {
            if (kind != Scalar::Null)
                addCell(raw);
        } else if (m_inVector) {
            RowVector &vector = m_vectors.back();
            float value = 0;
            const auto parsed = std::from_chars(raw.data(), raw.data() + raw.size(), value);
            // Too small for a float is zero to any purpose; too large is no number at all.
            const bool tiny = parsed.ec == std::errc::result_out_of_range && isTiny(raw);
            vector.usable = vector.usable && kind == Scalar::Number && (parsed.ec == std::errc() || tiny);
            vector.values.push_back(parsed.ec == std::errc() ? value : 0.0f);
        }
    }

    /// The first item of a kind that we do not know.
    const std::optional<Error> &error() const { return m_error; }
    bool tooMany() const { return m_rows.size() > m_maxTexts; }

    Status finish(const ReaderInput &input, ReadCorpus &out);

private:
    struct Cell
    {
        std::uint32_t column;
        std::string_view value;
    };
    struct Row
    {
        std::size_t end; ///< behind its last cell
        std::int64_t line;
    };

    static bool isTiny(std::string_view number)
    {
        double value = 1;
        const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
        if (parsed.ec == std::errc())
            return std::abs(value) < 1;
        return number.find("e-") != std::string_view::npos || number.find("E-") != std::string_view::npos;
    }

    void fault(const char *what, std::size_t offset)
    {
        if (m_error)
            return;
        m_error = makeError(Errc::BadRecord, what);
        const TextPosition position = positionOf(m_text, m_offset + offset);
        m_error->line = position.line;
        m_error->column = position.column;
    }

    void addRow(std::size_t offset)
    {
        closeRow();
        const std::size_t absolute = std::min(m_offset + offset, m_text.size());
        for (; m_lineAt < absolute; ++m_lineAt) {
            const char c = m_text[m_lineAt];
            if (c == '\n' || (c == '\r' && m_text.substr(m_lineAt + 1, 1) != "\n"))
                ++m_line;
        }
        if (m_rows.size() <= m_maxTexts)
            m_rows.push_back({m_cells.size(), m_line});
    }
    void closeRow()
    {
        if (!m_rows.empty())
            m_rows.back().end = m_cells.size();
    }

    std::string_view undone(std::string_view raw)
    {
        if (raw.find('\\') == std::string_view::npos)
            return raw;
        std::size_t replaced = 0;
        m_owned.push_back(unescapeJson(raw, &replaced));
        if (replaced > 0) {
            if (m_surrogates.count == 0)
                m_surrogates.line = m_line;
            m_surrogates.count += replaced;
        }
        return m_owned.back();
    }

    void addCell(std::string_view value)
    {
        if (m_column != kNoColumn)
            m_cells.push_back({m_column, value});
    }

    std::uint32_t columnOf(std::string_view rawName)
    {
        std::string name = rawName.find('\\') == std::string_view::npos ? std::string(rawName) : unescapeJson(rawName);
        if (const auto found = m_columns.find(name); found != m_columns.end())
            return found->second;
        if (m_names.size() >= kMostColumns)
            return kNoColumn;
        const auto index = static_cast<std::uint32_t>(m_names.size());
        m_columns.emplace(name, index);
        m_names.push_back(std::move(name));
        m_columnHasString.push_back(false);
        return index;
    }

    std::string_view cell(std::size_t row, std::size_t column) const
    {
        // From the end: of a name that comes twice in a record, the last one counts.
        const std::size_t begin = row == 0 ? 0 : m_rows[row - 1].end;
        const auto wanted = static_cast<std::uint32_t>(column);
        for (std::size_t i = m_rows[row].end; i > begin; --i)
            if (m_cells[i - 1].column == wanted)
                return m_cells[i - 1].value;
        return {};
    }

    Status hideEmbeddingColumns(ReadCorpus &out);

    std::string_view m_text;
    std::size_t m_maxTexts;
    std::size_t m_offset = 0; ///< of the part that is being read
    std::size_t m_depth = 0;
    std::size_t m_lineAt = 0;
    std::int64_t m_line = 1;
    std::uint32_t m_column = kNoColumn;
    bool m_isEmbedding = false;
    bool m_inVector = false;
    std::vector<Row> m_rows;
    std::vector<Cell> m_cells;
    std::deque<std::string> m_owned;
    std::vector<std::string> m_names;
    std::vector<bool> m_columnHasString;
    std::map<std::string, std::uint32_t, std::less<>> m_columns;
    std::vector<RowVector> m_vectors;
    ReadWarning m_surrogates{ReadWarning::Kind::BadBytes};
    std::optional<Error> m_error;
};

/// Of records with vectors, `model`, `tokens` and `truncated` describe the vector and are no columns of the text.
/// Vectors of two models have nothing to do with each other, whatever their length: ModelMismatch.
Status RecordCollector::hideEmbeddingColumns(ReadCorpus &out)
{
    const auto model = m_columns.find("model");
    if (model != m_columns.end()) {
        bool first = true;
        for (const RowVector &vector : m_vectors) {
            if (!vector.usable || vector.values.empty())
                continue;
            const std::string_view name = cell(vector.row, model->second);
            if (!first && name != out.vectorModel) {
                const auto quoted = [](std::string_view which) {
                    return which.empty() ? "no name" : "\"" + std::string(which) + "\"";
                };
                Error error = makeError(Errc::ModelMismatch, quoted(out.vectorModel) + ", then " + quoted(name));
                error.line = m_rows[vector.row].line;
                return error;
            }
            out.vectorModel = name;
            first = false;
        }
    }
    const auto tokens = m_columns.find("tokens");
    const auto truncated = m_columns.find("truncated");
    for (RowVector &vector : m_vectors) {
        if (tokens != m_columns.end()) {
            const std::string_view count = cell(vector.row, tokens->second);
            std::size_t value = 0;
            if (std::from_chars(count.data(), count.data() + count.size(), value).ec == std::errc())
                vector.tokens = value;
        }
        vector.truncated = truncated != m_columns.end() && cell(vector.row, truncated->second) == "true";
    }
    std::vector<std::uint32_t> renumbered(m_names.size(), kNoColumn);
    std::vector<std::string> names;
    std::vector<bool> hasString;
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        if (m_names[i] == "model" || m_names[i] == "tokens" || m_names[i] == "truncated")
            continue;
        renumbered[i] = static_cast<std::uint32_t>(names.size());
        names.push_back(m_names[i]);
        hasString.push_back(m_columnHasString[i]);
    }
    for (Cell &each : m_cells)
        each.column = renumbered[each.column];
    m_names = std::move(names);
    m_columnHasString = std::move(hasString);
    return {};
}

Status RecordCollector::finish(const ReaderInput &input, ReadCorpus &out)
{
    closeRow();
    if (m_error)
        return *m_error;
    if (m_rows.empty())
        return makeError(Errc::NoTexts);
    if (m_rows.size() > m_maxTexts)
        return tooManyTexts(input.options);
    if (!m_vectors.empty())
        if (Status hidden = hideEmbeddingColumns(out); !hidden)
            return hidden;
    if (m_surrogates.count)
        out.report.warnings.push_back(m_surrogates);
    const bool onlyStrings = m_names.size() == 1 && m_names.front() == "text" && !m_columnHasString.front();

    const TableView view{m_rows.size(), m_names,
                         [&](std::size_t row, std::size_t column) { return cell(row, column); }};
    TableImport import{view, [&](std::size_t row) { return m_rows[row].line; }, std::move(m_vectors)};
    Status status = importTable(std::move(import), input, out);
    if (!status)
        return status;
    // Records of nothing but numbers hold no text, unless the person says that they do.
    const int column = out.report.textColumn;
    if (!onlyStrings && !input.options.textColumn &&
        (column < 0 || !m_columnHasString[static_cast<std::size_t>(column)]))
        return makeError(Errc::BadRecord, "no field with text");
    if (onlyStrings) {
        out.report.allColumns.clear();
        out.report.textColumn = -1;
    }
    return {};
}

} // namespace

Status readJsonDocument(const ReaderInput &input, ReadCorpus &out)
{
    out.report.format = TextFormat::Json;
    const Result<JsonTexts> found = findJsonTexts(input.text, input.control);
    if (!found)
        return found.error();
    RecordCollector collector(input.text, input.options.maxTexts);
    std::string_view part = input.text;
    if (found->rootHasText) {
        collector.start(1, 0);
    } else if (found->items > 0) {
        part = input.text.substr(found->begin, found->end - found->begin);
        collector.start(0, found->begin);
    } else {
        return found->anyItem ? makeError(Errc::BadRecord, "no list of texts") : makeError(Errc::NoTexts);
    }
    if (Status status = readJson(part, collector, input.control); !status)
        return status;
    return collector.finish(input, out);
}

Status readJsonLines(const ReaderInput &input, ReadCorpus &out)
{
    out.report.format = TextFormat::Jsonl;
    RecordCollector collector(input.text, input.options.maxTexts);
    const Status status = eachLine(input, [&](std::string_view record, std::int64_t line) -> Status {
        collector.start(1, static_cast<std::size_t>(record.data() - input.text.data()));
        if (Status read = readJson(record, collector, input.control); !read) {
            Error error = read.error();
            error.line = line;
            return error;
        }
        if (collector.error())
            return *collector.error();
        if (collector.tooMany())
            return tooManyTexts(input.options);
        return {};
    });
    if (!status)
        return status;
    return collector.finish(input, out);
}

} // namespace embedscope
