#include "core/io/write_texts.h"

#include "core/system/atomic_file.h"
#include "core/text/decode_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
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

std::string formatLines(const TextsToWrite &what, WriteReport &report)
{
    std::string out;
    for (const Text &text : what.texts) {
        if (isBlank(text.text)) {
            ++report.blankTexts;
            continue;
        }
        bool cut = false;
        for (std::size_t i = 0; i < text.text.size(); ++i) {
            const char c = text.text[i];
            if (c == '\0') {
                out += "\xEF\xBF\xBD";
                ++report.replacedNuls;
            } else if (c == '\n' || c == '\r') {
                cut = true;
                if (c == '\n' || i + 1 == text.text.size() || text.text[i + 1] != '\n')
                    out += ' ';
            } else {
                out += c;
            }
        }
        report.replacedLineEnds += cut ? 1 : 0;
        out += '\n';
    }
    return out;
}

std::string formatTable(const TextsToWrite &what, const TableOptions &options, WriteReport &report)
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
    for (std::size_t i = 0; i < what.texts.size(); ++i) {
        const Text &text = what.texts[i];
        writer.cell(text.text);
        if (groups)
            writer.cell(text.group);
        for (std::size_t column = 0; column < what.columnNames.size(); ++column)
            writer.cell(column < text.columns.size() ? std::string_view(text.columns[column]) : std::string_view());
        if (!what.vectors.empty()) {
            const std::size_t row = rowOf(what, i);
            for (std::size_t column = 0; column < what.vectors.cols; ++column) {
                if (row == TextsToWrite::kNoRow)
                    writer.cell(std::string_view());
                else
                    writer.cell(what.vectors.row(row)[column]);
            }
        }
        writer.endRow();
    }
    return writer.take(&report);
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

std::string formatRecords(const TextsToWrite &what, TextFileKind kind)
{
    const bool list = kind == TextFileKind::Json;
    const bool groups = hasGroups(what);
    std::string out = list ? "[\n" : "";
    for (std::size_t i = 0; i < what.texts.size(); ++i) {
        if (list && i > 0)
            out += ",\n";
        appendRecord(out, what, i, groups);
        if (!list)
            out += '\n';
    }
    if (list)
        out += what.texts.empty() ? "]\n" : "\n]\n";
    return out;
}

Result<std::string> formatVectors(const TextsToWrite &what)
{
    if (what.rows.empty() && what.vectors.rows == what.texts.size())
        return formatNpy(what.vectors);
    Matrix matrix(static_cast<Eigen::Index>(what.texts.size()), static_cast<Eigen::Index>(what.vectors.cols));
    for (std::size_t i = 0; i < what.texts.size(); ++i) {
        const std::size_t row = rowOf(what, i);
        if (row == TextsToWrite::kNoRow) {
            Error error = makeError(Errc::InvalidArgument, "a text without a vector");
            error.line = static_cast<std::int64_t>(i) + 1;
            return error;
        }
        const auto values = what.vectors.row(row);
        std::copy(values.begin(), values.end(), matrix.row(static_cast<Eigen::Index>(i)).data());
    }
    return formatNpy(matrix);
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

std::string formatNpy(const MatrixView &matrix)
{
    static_assert(std::endian::native == std::endian::little, "the format is written as '<f4'");
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(matrix.rows) + ", " +
                         std::to_string(matrix.cols) + "), }";
    // Magic, version and length are 10 bytes; the data begin at a multiple of 64.
    while ((10 + header.size() + 1) % 64 != 0)
        header += ' ';
    header += '\n';
    std::string out("\x93NUMPY\x01\x00", 8);
    out += static_cast<char>(header.size() & 0xFF);
    out += static_cast<char>(header.size() >> 8);
    out += header;
    const std::size_t bytes = matrix.rows * matrix.cols * sizeof(float);
    const std::size_t begin = out.size();
    out.resize(begin + bytes);
    if (bytes > 0)
        std::memcpy(out.data() + begin, matrix.data, bytes);
    return out;
}

Result<std::string> formatTexts(const TextsToWrite &what, TextFileKind kind, CellGuard guard, WriteReport *report)
{
    try {
        if (Status rows = checkRows(what); !rows)
            return rows.error();
        WriteReport made;
        Result<std::string> out = std::string();
        switch (kind) {
        case TextFileKind::Txt:
            out = formatLines(what, made);
            break;
        case TextFileKind::Csv:
            out = formatTable(what, {',', guard}, made);
            break;
        case TextFileKind::Tsv:
            out = formatTable(what, {'\t', guard}, made);
            break;
        case TextFileKind::Json:
        case TextFileKind::Jsonl:
            out = formatRecords(what, kind);
            break;
        case TextFileKind::Npy:
            out = formatVectors(what);
            break;
        }
        if (report)
            *report = made;
        return out;
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

Result<WriteReport> writeTexts(const std::string &path, const TextsToWrite &what, TextFileKind kind, CellGuard guard)
{
    WriteReport report;
    const auto bytes = formatTexts(what, kind, guard, &report);
    if (!bytes) {
        Error error = bytes.error();
        error.path = path;
        return error;
    }
    if (Status written = writeFileAtomically(path, *bytes); !written)
        return written.error();
    return report;
}

} // namespace embedscope
