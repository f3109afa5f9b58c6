#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/bert_normalizer.h"
#include "core/model/tokenizer/tokenizer.h"

#include <memory>
#include <optional>
#include <string_view>

namespace embedscope {

enum class TokenizerKind {
    WordPiece, ///< BERT's
    Unigram    ///< SentencePiece's, of XLM-RoBERTa and the multilingual models made from it
};

struct LoadedTokenizer
{
    std::unique_ptr<Tokenizer> tokenizer = {};
    TokenizerKind kind = TokenizerKind::WordPiece;
    bool lowercases = false; ///< whether capitals are lost
};

/// From the text of a tokenizer.json, whichever of the kinds it is of. Its truncation and padding do not count. `flags`
/// are those of tokenizer_config.json, which for WordPiece count instead of the normalizer's. Errors: ModelDamaged,
/// ModelUnsupported (another kind; detail says which field), TooLarge, OutOfMemory.
Result<LoadedTokenizer> readTokenizerJson(std::string_view text,
                                          const std::optional<BertNormalizerOptions> &flags = {});

} // namespace embedscope
