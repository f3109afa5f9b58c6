#pragma once

#include "core/text/choose_columns.h"
#include "core/text/read_corpus.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace embedscope {

/// The readers behind readCorpus(): each fills corpus, report and vectors from text that is valid UTF-8.
/// Their errors have no path yet.
struct ReaderInput
{
    std::string_view text;
    const ReadOptions &options;
    const RunControl &control;
};

/// Hands each line that is not blank to `take`, with its number from 1 on; a line ends with LF, CR or both. Tells progress
/// and looks for a stop now and then. Errors: Cancelled, and whatever `take` returns, which ends it.
Status eachLine(const ReaderInput &input, const std::function<Status(std::string_view line, std::int64_t number)> &take);

Status readLines(const ReaderInput &input, ReadCorpus &out);
Status readDelimited(const ReaderInput &input, TextFormat format, ReadCorpus &out);
Status readJsonDocument(const ReaderInput &input, ReadCorpus &out);
Status readJsonLines(const ReaderInput &input, ReadCorpus &out);

/// A vector that belongs to a row of a table.
struct RowVector
{
    std::size_t row = 0;
    std::vector<float> values = {};
    bool usable = true; ///< false: something in it was no finite number
    std::size_t tokens = 0;
    bool truncated = false;
};

/// Turns a table into texts: finds the columns, leaves out rows without text, says so in the report.
struct TableImport
{
    const TableView &table;
    std::function<std::int64_t(std::size_t row)> line; ///< 1-based line where a row begins
    std::vector<RowVector> vectors = {};               ///< in the order of rows
};
Status importTable(TableImport &&import, const ReaderInput &input, ReadCorpus &out);

/// The error for a list beyond ReadOptions::maxTexts.
Error tooManyTexts(const ReadOptions &options);

} // namespace embedscope
