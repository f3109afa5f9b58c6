#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/io/write_table.h"
#include "core/text/corpus.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// Kinds of files that texts are saved as.
enum class TextFileKind {
    Txt,   ///< one text a line
    Csv,   ///< text, group and further columns, then the vector as e0, e1, …
    Tsv,   ///< the same with tabs
    Json,  ///< a list of records
    Jsonl, ///< one record a line
    Npy,   ///< the vectors alone
};

/// The kind by a file name's ending (.txt .csv .tsv .json .jsonl .ndjson .npy, any case). Error: UnknownFormat.
Result<TextFileKind> textFileKind(const std::string &path);

/// What is known of texts beside themselves.
struct TextsToWrite
{
    /// A text without a vector, in `rows`.
    static constexpr std::size_t kNoRow = std::numeric_limits<std::size_t>::max();

    std::span<const Text> texts = {};
    std::span<const std::string> columnNames = {}; ///< of Text::columns; columns beyond are not written
    std::string groupName = {};                    ///< empty: "group" if any text has one
    MatrixView vectors = {};                       ///< empty: none
    /// Row of `vectors` of each text; empty: row i belongs to text i.
    std::span<const std::size_t> rows = {};
    std::string model = {};               ///< written to the records that have a vector
    std::vector<std::size_t> tokens = {}; ///< of each text, for records; empty: not written
    std::vector<bool> truncated = {};     ///< the same
};

/// Takes bytes as they are made; its error ends the work.
using ByteSink = std::function<Status(std::string_view)>;

/// The file's bytes, in pieces of some 64 kB and in order; nothing after an error. JSON records are {"text", "model",
/// "embedding", "tokens", "truncated"} with group and further columns between, as far as they are known; numbers have
/// all digits that float32 needs, so that reading gives the same bits. Errors: the sink's; before its first call
/// InvalidArgument (a row that is not there; Npy where a text has no vector); OutOfMemory.
Status streamTexts(const TextsToWrite &what, TextFileKind kind, const ByteSink &sink,
                   CellGuard guard = CellGuard::Guarded, WriteReport *report = nullptr);

/// The same in one piece.
Result<std::string> formatTexts(const TextsToWrite &what, TextFileKind kind, CellGuard guard = CellGuard::Guarded,
                                WriteReport *report = nullptr);

/// The same to a file, whole or not at all. Errors also as writeFileAtomically().
Result<WriteReport> writeTexts(const std::string &path, const TextsToWrite &what, TextFileKind kind,
                               CellGuard guard = CellGuard::Guarded);

/// One record without a line end, as in .jsonl: for streaming while vectors come.
std::string formatRecord(const TextsToWrite &what, std::size_t index);

/// NumPy's format, version 1.0, before the numbers: little-endian float32, rows × columns in C order.
std::string npyHeader(std::size_t rows, std::size_t columns);

} // namespace embedscope
