#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/utf8.h"
#include "core/text/read_corpus.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// Readers look for a stop each time they have read so many bytes.
inline constexpr std::size_t kBytesBetweenLooks = std::size_t{1} << 20;

/// What to do with bytes that are not UTF-8.
enum class DecodeRule {
    Lines,  ///< replaced if at least 99 % of the lines are UTF-8, else the whole is read as Latin-1
    Repair, ///< always replaced: JSON is UTF-8 by its standard
};
/// What to do with NULs.
enum class NulRule {
    Refuse, ///< Errc::BinaryContent, but one in at least 4,096 bytes of text is a slip and replaced by U+FFFD
    Keep,   ///< left to the parser, which says where
};

/// A file's bytes as valid UTF-8 without a byte-order mark.
struct DecodedText
{
    std::string storage = {};       ///< holds the text if it had to be changed
    std::string_view original = {}; ///< else it is these bytes, which belong to the caller
    bool changed = false;
    std::string encoding = "UTF-8";
    std::vector<ReadWarning> warnings = {};

    std::string_view text() const { return changed ? std::string_view(storage) : original; }
};

/// Recognises UTF-8 and UTF-16 by their byte-order marks, repairs the rest. Errors: BinaryContent with the line of the
/// first NUL, Cancelled.
Result<DecodedText> decodeText(std::string_view bytes, DecodeRule rule, NulRule nuls, const RunControl &control = {});

/// The 1-based line (ended by LF, CRLF or CR) and column in characters of a byte position.
struct TextPosition
{
    std::int64_t line = 1;
    std::int64_t column = 1;
};
TextPosition positionOf(std::string_view text, std::size_t offset);

} // namespace embedscope
