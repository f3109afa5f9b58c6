#include "core/model/tokenizer/tokenizer_json.h"

#include "core/model/tokenizer/json_fields.h"
#include "core/model/tokenizer/unigram_tokenizer.h"
#include "core/model/tokenizer/wordpiece_tokenizer.h"

#include <utility>

namespace embedscope {

using namespace tokenizer_json;

Result<LoadedTokenizer> readTokenizerJson(std::string_view text, const std::optional<BertNormalizerOptions> &flags)
{
    return guarded<LoadedTokenizer>([&]() -> Result<LoadedTokenizer> {
        const auto document = parse(text);
        if (!document)
            return document.error();
        // The first files of both kinds do not name theirs; a Unigram vocabulary is a list, with scores.
        const Json &model = member(*document, "model");
        const bool isUnigram =
            stringOr(model, "type", member(model, "vocab").is_array() ? "Unigram" : "WordPiece") == "Unigram";
        if (isUnigram) {
            auto tokenizer = UnigramTokenizer::fromDocument(*document);
            if (!tokenizer)
                return std::move(tokenizer).error();
            const bool lowercases = (*tokenizer)->lowercases();
            return LoadedTokenizer{std::move(*tokenizer), TokenizerKind::Unigram, lowercases};
        }
        auto tokenizer = WordPieceTokenizer::fromDocument(*document, flags);
        if (!tokenizer)
            return std::move(tokenizer).error();
        const bool lowercases = (*tokenizer)->lowercases();
        return LoadedTokenizer{std::move(*tokenizer), TokenizerKind::WordPiece, lowercases};
    });
}

} // namespace embedscope
