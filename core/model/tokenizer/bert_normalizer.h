#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

/// The flags of a tokenizer.json's BertNormalizer, with its names and defaults.
struct BertNormalizerOptions
{
    bool cleanText = true;
    bool handleChineseChars = true;
    std::optional<bool> stripAccents = {}; ///< not given: as `lowercase`
    bool lowercase = true;

    bool operator==(const BertNormalizerOptions &) const = default;
};

/// What BertNormalizer of the `tokenizers` package makes of a text, character for character: control characters away
/// and white space to U+0020, spaces around Chinese characters, canonical decomposition without the accents, small
/// letters; in that order. Ill-formed UTF-8 counts as U+FFFD, which cleanText removes.
///
/// Linear in the length, but for the sorting of a run of combining characters (n log n). Thread-safe.
std::string bertNormalize(std::string_view text, const BertNormalizerOptions &options);

} // namespace embedscope
