#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/text/corpus.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

enum class TextFormat { Auto, Txt, Csv, Tsv, Jsonl, Json };

/// What the reader may be told; whatever is not told is detected, and ReadReport says what was found.
struct ReadOptions
{
    TextFormat format = TextFormat::Auto;        ///< Auto: by the name's ending, else by the content
    std::optional<std::string> textColumn;       ///< a header's name, or a number from 1
    std::optional<std::string> groupColumn;      ///< the same; an empty string: no group column
    std::optional<char> delimiter;               ///< of csv: one of , ; tab |
    std::optional<bool> header;                  ///< whether the first row holds names
    std::size_t maxBytes = std::size_t{1} << 31; ///< larger files are refused with Errc::TooLarge
    std::size_t maxTexts = 2'000'000;            ///< so are longer lists
};

/// Something that was repaired, or that the person should know.
struct ReadWarning
{
    enum class Kind {
        BadBytes,       ///< bytes that are not UTF-8, replaced by U+FFFD; count is how many, line and column the first
        Latin1,         ///< so many lines are not UTF-8 that the file was read as Latin-1
        RaggedRows,     ///< rows with fewer or more fields than the header; count rows, line is the first
        BlankTexts,     ///< rows whose text is empty, left out; count rows
        SkippedVectors, ///< embeddings that could not be used (length, NaN): count, line is the first; detail says why
    };
    Kind kind;
    std::size_t count = 0;
    std::int64_t line = 0;
    std::int64_t column = 0;
    std::string detail = {};
    bool operator==(const ReadWarning &) const = default;
};

/// How the bytes were understood: shown to the person, who can change it.
struct ReadReport
{
    TextFormat format = TextFormat::Txt;
    std::string encoding = "UTF-8"; ///< UTF-8, UTF-16LE, UTF-16BE or ISO-8859-1
    char delimiter = ',';
    bool header = false;
    std::vector<std::string> allColumns = {}; ///< names of every column of the file, in its order
    int textColumn = -1;                      ///< index into allColumns; -1: the format has none
    int groupColumn = -1;
    std::vector<ReadWarning> warnings = {};
};

/// A vector that a record brought with it.
struct ImportedVector
{
    std::size_t index = 0; ///< of its text in the corpus
    std::vector<float> values = {};
    std::size_t tokens = 0; ///< that the model saw, as the record says; 0: it does not
    bool truncated = false; ///< the record says that the model did not see the whole text
};

struct ReadCorpus
{
    Corpus corpus = {}; ///< ids assigned from 1
    ReadReport report = {};
    std::vector<ImportedVector> vectors = {}; ///< all of one length; empty if the file has none
    std::string vectorModel = {};             ///< the "model" of the records, if they agree on one
};

/// Reads a corpus from bytes. `name` is used for its ending and in errors. Design section 5 says what is repaired and
/// what is fatal. Errors: BinaryContent, OpenQuote, NoTexts, BadJson, BadRecord, NoSuchColumn, TooLarge, Cancelled.
Result<ReadCorpus> readCorpus(std::string_view bytes, const std::string &name, const ReadOptions &options = {},
                              const RunControl &control = {});

/// The same from a file (read whole). Also: FileMissing, IsFolder, FileUnreadable.
Result<ReadCorpus> readCorpusFile(const std::string &path, const ReadOptions &options = {},
                                  const RunControl &control = {});

/// Reads standard input to its end and parses it; Auto means one text a line. Errors as readCorpus, with path "-".
Result<ReadCorpus> readCorpusStandardInput(const ReadOptions &options = {}, const RunControl &control = {});

} // namespace embedscope
