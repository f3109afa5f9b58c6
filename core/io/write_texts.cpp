#include "core/io/write_texts.h"

#include "core/system/atomic_file.h"
#include "core/text/decode_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <new>
#include <string_view>
#include <utility>

namespace embedscope {

namespace {

/// Row of a text's vector, or kNoRow.
std::size_t rowOf(const TextsToWrite &what, std::size_t index)
{
    if (what.vectors.empty())
        return TextsToWrite::kNoRow;
    if (what.rows.empty())
        return index < what.vectors.rows ? index : TextsToWrite::kNoRow;
    return index < what.rows.size() ? what.rows[index] : TextsToWrite::kNoRow;
}

Status checkRows(const TextsToWrite &what)
{
    for (std::size_t i = 0; i < what.texts.size(); ++i) {
        const std::size_t row = rowOf(what, i);
        if (row != TextsToWrite::kNoRow && row >= what.vectors.rows)
            return makeError(Errc::InvalidArgument, "row " + std::to_string(row) + " of text " + std::to_string(i));
    }
    return {};
}

bool hasGroups(const TextsToWrite &what)
{
    return !what.groupName.empty() ||
           std::any_of(what.texts.begin(), what.texts.end(), [](const Text &text) { return !text.group.empty(); });
}

/// A column's name in the file: those that mean something to a reader of our files are not given away.
std::string columnName(const std::string &name)
{
    constexpr std::array<std::string_view, 6> kReserved = {"text", "embedding", "model", "tokens", "truncated", "e0"};
    return std::find(kReserved.begin(), kReserved.end(), name) == kReserved.end() ? name : name + '_';
}

std::string groupName(const TextsToWrite &what)
{
    return what.groupName.empty() ? "group" : columnName(what.groupName);
}

/// Collects bytes and hands them on in pieces.
class Pieces
{
public:
    explicit Pieces(const ByteSink &sink) : m_sink(sink) {}

    std::string &buffer() { return m_buffer; }
    /// After each text: whether to go on.
    bool goOn()
    {
        if (m_buffer.size() >= kPiece)
            flush();
        return m_status.hasValue();
    }
    void flush()
    {
        if (m_status && !m_buffer.empty())
            m_status = m_sink(m_buffer);
        m_buffer.clear();
    }
    /// Bytes that are somewhere else already.
    void pass(std::string_view bytes)
    {
        flush();
        if (m_status && !bytes.empty())
            m_status = m_sink(bytes);
    }
    Status finish()
    {
        flush();
        return m_status;
    }

private:
    static constexpr std::size_t kPiece = 1 << 16;
    const ByteSink &m_sink;
    std::string m_buffer;
    Status m_status;
};

Status writeLines(const TextsToWrite &what, Pieces &out, WriteReport &report)
{
    for (const Text &text : what.texts) {
        if (isBlank(text.text)) {
            ++report.blankTexts;
            continue;
        }
        bool cut = false;
        for (std::size_t i = 0; i < text.text.size(); ++i) {
            const char c = text.text[i];
            if (c == '\0') {
                out.buffer() += "\xEF\xBF\xBD";
                ++report.replacedNuls;
            } else if (c == '\n' || c == '\r') {
                cut = true;
                if (c == '\n' || i + 1 == text.text.size() || text.text[i + 1] != '\n')
                    out.buffer() += ' ';
            } else {
                out.buffer() += c;
            }
        }
        report.replacedLineEnds += cut ? 1 : 0;
        out.buffer() += '\n';
        if (!out.goOn())
            break;
    }
    return out.finish();
}

std::string_view columnOf(const Text &text, std::size_t column)
{
    return column < text.columns.size() ? std::string_view(text.columns[column]) : std::string_view();
}

bool anyGuarded(const TextsToWrite &what, const TableWriter &writer, bool groups)
{
    return std::any_of(what.texts.begin(), what.texts.end(), [&](const Text &text) {
        bool guarded = writer.guards(text.text) || (groups && writer.guards(text.group));
        for (std::size_t column = 0; column < what.columnNames.size(); ++column)
            guarded = guarded || writer.guards(columnOf(text, column));
        return guarded;
    });
}

Status writeRows(const TextsToWrite &what, const TableOptions &options, Pieces &out, WriteReport &report)
{
    const bool groups = hasGroups(what);
    std::vector<std::string> names = {"text"};
    if (groups)
        names.push_back(groupName(what));
    for (const std::string &name : what.columnNames)
        names.push_back(columnName(name));
    for (std::size_t i = 0; i < what.vectors.cols && !what.vectors.empty(); ++i)
        names.push_back("e" + std::to_string(i));

    TableWriter writer(options);
    writer.header(names);
    out.buffer() += writer.takeHeader(anyGuarded(what, writer, groups));
    for (std::size_t i = 0; i < what.texts.size() && out.goOn(); ++i) {
        const Text &text = what.texts[i];
        writer.cell(text.text);
        if (groups)
            writer.cell(text.group);
        for (std::size_t column = 0; column < what.columnNames.size(); ++column)
            writer.cell(columnOf(text, column));
        const std::size_t row = rowOf(what, i);
        for (std::size_t column = 0; column < what.vectors.cols && !what.vectors.empty(); ++column) {
            if (row == TextsToWrite::kNoRow)
                writer.cell(std::string_view());
            else
                writer.cell(what.vectors.row(row)[column]);
        }
        writer.endRow();
        out.buffer() += writer.takeRows();
    }
    report = writer.report();
    return out.finish();
}

void appendMember(std::string &out, std::string_view name, std::string_view value)
{
    out += ", ";
    appendJsonString(out, name);
    out += ": ";
    appendJsonString(out, value);
}

void appendRecord(std::string &out, const TextsToWrite &what, std::size_t index, bool groups)
{
    const Text &text = what.texts[index];
    out += "{\"text\": ";
    appendJsonString(out, text.text);
    if (groups)
        appendMember(out, groupName(what), text.group);
    for (std::size_t column = 0; column < what.columnNames.size() && column < text.columns.size(); ++column)
        appendMember(out, columnName(what.columnNames[column]), text.columns[column]);
    const std::size_t row = rowOf(what, index);
    if (row != TextsToWrite::kNoRow) {
        appendMember(out, "model", what.model); // "" where it is not known: scripts find the key in every record
        out += ", \"embedding\": [";
        bool first = true;
        for (const float value : what.vectors.row(row)) {
            if (!std::exchange(first, false))
                out += ", ";
            appendNumber(out, value);
        }
        out += ']';
    }
    if (index < what.tokens.size())
        out += ", \"tokens\": " + std::to_string(what.tokens[index]);
    if (index < what.truncated.size())
        out += what.truncated[index] ? ", \"truncated\": true" : ", \"truncated\": false";
    out += '}';
}

Status writeRecords(const TextsToWrite &what, TextFileKind kind, Pieces &out)
{
    const bool list = kind == TextFileKind::Json;
    const bool groups = hasGroups(what);
    if (list)
        out.buffer() += "[\n";
    for (std::size_t i = 0; i < what.texts.size() && out.goOn(); ++i) {
        if (list && i > 0)
            out.buffer() += ",\n";
        appendRecord(out.buffer(), what, i, groups);
        if (!list)
            out.buffer() += '\n';
    }
    if (list)
        out.buffer() += what.texts.empty() ? "]\n" : "\n]\n";
    return out.finish();
}

std::string_view bytesOf(std::span<const float> numbers)
{
    static_assert(std::endian::native == std::endian::little, "the format is written as '<f4'");
    return {reinterpret_cast<const char *>(numbers.data()), numbers.size_bytes()};
}

Status writeVectors(const TextsToWrite &what, Pieces &out)
{
    for (std::size_t i = 0; i < what.texts.size(); ++i) {
        if (rowOf(what, i) == TextsToWrite::kNoRow) {
            Error error = makeError(Errc::InvalidArgument, "a text without a vector");
            error.line = static_cast<std::int64_t>(i) + 1;
            return error;
        }
    }
    out.buffer() += npyHeader(what.texts.size(), what.vectors.cols);
    if (what.rows.empty() && what.vectors.rows == what.texts.size()) {
        out.pass(bytesOf({what.vectors.data, what.vectors.rows * what.vectors.cols}));
    } else {
        for (std::size_t i = 0; i < what.texts.size() && out.goOn(); ++i)
            out.buffer() += bytesOf(what.vectors.row(rowOf(what, i)));
    }
    return out.finish();
}

} // namespace

Result<TextFileKind> textFileKind(const std::string &path)
{
    constexpr std::array<std::pair<std::string_view, TextFileKind>, 8> kEndings = {{{".txt", TextFileKind::Txt},
                                                                                    {".csv", TextFileKind::Csv},
                                                                                    {".tsv", TextFileKind::Tsv},
                                                                                    {".tab", TextFileKind::Tsv},
                                                                                    {".json", TextFileKind::Json},
                                                                                    {".jsonl", TextFileKind::Jsonl},
                                                                                    {".ndjson", TextFileKind::Jsonl},
                                                                                    {".npy", TextFileKind::Npy}}};
    const std::size_t slash = path.rfind('/');
    const std::string_view name =
        slash == std::string::npos ? std::string_view(path) : std::string_view(path).substr(slash + 1);
    const std::size_t dot = name.rfind('.');
    std::string ending(dot == std::string_view::npos ? std::string_view() : name.substr(dot));
    for (char &c : ending)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    for (const auto &[known, kind] : kEndings)
        if (known == ending)
            return kind;
    // The dot tells errorText() that this is about writing.
    return makeError(Errc::UnknownFormat, ending.empty() ? "." : ending, path);
}

std::string formatRecord(const TextsToWrite &what, std::size_t index)
{
    std::string out;
    appendRecord(out, what, index, !what.groupName.empty() || !what.texts[index].group.empty());
    return out;
}

std::string npyHeader(std::size_t rows, std::size_t columns)
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                         std::to_string(columns) + "), }";
    // Magic, version and length are 10 bytes; the data begin at a multiple of 64.
    while ((10 + header.size() + 1) % 64 != 0)
        header += ' ';
    header += '\n';
    std::string out("\x93NUMPY\x01\x00", 8);
    out += static_cast<char>(header.size() & 0xFF);
    out += static_cast<char>(header.size() >> 8);
    return out + header;
}

Status streamTexts(const TextsToWrite &what, TextFileKind kind, const ByteSink &sink, CellGuard guard,
                   WriteReport *report)
{
    try {
        if (Status rows = checkRows(what); !rows)
            return rows;
        WriteReport made;
        Pieces pieces(sink);
        Status status;
        switch (kind) {
        case TextFileKind::Txt:
            status = writeLines(what, pieces, made);
            break;
        case TextFileKind::Csv:
            status = writeRows(what, {',', guard}, pieces, made);
            break;
        case TextFileKind::Tsv:
            status = writeRows(what, {'\t', guard}, pieces, made);
            break;
        case TextFileKind::Json:
        case TextFileKind::Jsonl:
            status = writeRecords(what, kind, pieces);
            break;
        case TextFileKind::Npy:
            status = writeVectors(what, pieces);
            break;
        }
        if (report)
            *report = made;
        return status;
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

Result<std::string> formatTexts(const TextsToWrite &what, TextFileKind kind, CellGuard guard, WriteReport *report)
{
    std::string all;
    const ByteSink append = [&](std::string_view bytes) {
        all += bytes;
        return Status();
    };
    if (Status made = streamTexts(what, kind, append, guard, report); !made)
        return made.error();
    return all;
}

Result<WriteReport> writeTexts(const std::string &path, const TextsToWrite &what, TextFileKind kind, CellGuard guard)
{
    Result<AtomicFileWriter> file = AtomicFileWriter::open(path);
    if (!file)
        return file.error();
    WriteReport report;
    Status written =
        streamTexts(what, kind, [&](std::string_view bytes) { return file->write(bytes); }, guard, &report);
    if (written)
        written = file->commit();
    if (!written) {
        Error error = written.error();
        error.path = path;
        return error;
    }
    return report;
}

} // namespace embedscope
