#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/added_tokens.h"
#include "core/model/tokenizer/piece_trie.h"
#include "core/model/tokenizer/text_normalizer.h"
#include "core/model/tokenizer/tokenizer.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// SentencePiece's Unigram tokenizer (Kudo 2018), of XLM-RoBERTa and the multilingual models made from it: a text is
/// cut into those pieces whose log-probabilities sum to the most. Its ids are those of the Python package `tokenizers`
/// with the same tokenizer.json, for every text.
///
/// Linear in the length of the text. Immutable and thread-safe.
class UnigramTokenizer final : public Tokenizer
{
public:
    /// From a tokenizer.json. Errors: ModelDamaged, ModelUnsupported (another kind of tokenizer, normalizer or
    /// pre-tokenizer; detail says which), OutOfMemory.
    static Result<std::unique_ptr<UnigramTokenizer>> fromDocument(const nlohmann::json &document);

    Tokens encode(std::string_view text, std::size_t maxLength) const override;
    std::string_view piece(std::int32_t id) const override;
    std::size_t vocabularySize() const override { return m_parts.pieces.size(); }
    bool lowercases() const { return m_parts.normalizer.lowercases(); }

private:
    /// Which stretches of a text get the mark of a word's beginning.
    enum class Prefix { Always, First, Never };
    /// Where a stretch stands in the text.
    enum class Place { Beginning, Later };
    /// A Metaspace pre-tokenizer: spaces become a mark, which begins a word.
    struct Metaspace
    {
        std::string mark = "\u2581"; // ▁
        Prefix prefix = Prefix::Always;
        bool splits = true;
    };
    /// All that a tokenizer is made of.
    struct Parts
    {
        TextNormalizer normalizer = {};
        bool splitsAtWhitespace = false; ///< before the Metaspace
        std::optional<Metaspace> metaspace = {};
        std::vector<std::string> pieces = {}; ///< by id, those of added tokens too
        std::vector<double> scores = {};      ///< of the model's own pieces
        PieceTrie trie = {};                  ///< of those; of equal pieces the last one counts
        std::int32_t unknownId = 0;
        bool byteFallback = false;
        std::array<std::int32_t, 256> byteIds = {}; ///< of "<0x00>" …; −1 where there is none
        std::vector<AddedToken> addedTokens = {};
        std::vector<std::int32_t> before = {}; ///< special tokens around every text
        std::vector<std::int32_t> after = {};
    };
    struct Output;
    struct Node;

    explicit UnigramTokenizer(Parts parts);
    static Result<Parts> partsOf(const nlohmann::json &document);
    static Status readModel(const nlohmann::json &model, Parts &parts);
    static Status readPreTokenizer(const nlohmann::json &preTokenizer, Parts &parts);

    void encodeSegment(std::string_view text, Place place, Output &out) const;
    void encodeNormalized(std::string_view text, Place place, Output &out) const;
    void encodeStretch(std::string_view text, Place place, Output &out) const;
    void encodeWord(std::string_view word, Output &out) const;
    void addUnknown(std::string_view text, Output &out) const;

    Parts m_parts;
    double m_unknownScore = 0;
    AddedTokenFinder m_addedTokens;           ///< looked for in the text as it is
    AddedTokenFinder m_normalizedAddedTokens; ///< looked for in the normalized text
};

} // namespace embedscope
