#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/added_tokens.h"
#include "core/model/tokenizer/bert_normalizer.h"
#include "core/model/tokenizer/piece_trie.h"
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

/// How a vocabulary is used; the defaults are those of uncased BERT.
struct WordPieceOptions
{
    BertNormalizerOptions normalizer = {};
    std::string unknownToken = "[UNK]";
    std::string continuingPrefix = "##";
    std::string firstToken = "[CLS]";       ///< stands before every text
    std::string lastToken = "[SEP]";        ///< stands after every text
    std::size_t maxCharactersPerWord = 100; ///< a longer word is unknown

    bool operator==(const WordPieceOptions &) const = default;
};

/// The tokenizer of BERT models: words are cut into the longest pieces of the vocabulary, from the left. Its ids are
/// those of the Python package `tokenizers` with the same tokenizer.json, for every text.
///
/// Linear in the length of the text. Immutable and thread-safe.
class WordPieceTokenizer final : public Tokenizer
{
public:
    /// Larger vocabularies and tokenizer.json files are refused (Errc::TooLarge).
    static constexpr std::size_t kMaximumBytes = std::size_t{32} << 20;

    /// From the bytes of a vocab.txt: one piece a line, the line's number (from 0) its id. [PAD], [MASK] and the
    /// options' special tokens are recognised inside texts, as BERT's tokenizer does. Errors: ModelDamaged (empty, a
    /// piece twice, an empty line, a special token missing; detail says which), TooLarge, OutOfMemory.
    static Result<std::unique_ptr<WordPieceTokenizer>> fromVocabulary(std::string_view vocabTxtBytes,
                                                                      const WordPieceOptions &options = {});
    /// From the text of a tokenizer.json; its truncation and padding do not count. Errors: ModelDamaged,
    /// ModelUnsupported (another kind of tokenizer; detail says which field), TooLarge, OutOfMemory.
    static Result<std::unique_ptr<WordPieceTokenizer>> fromTokenizerJson(std::string_view json);
    /// From such a document. `flags` (tokenizer_config.json's) count instead of the normalizer's, but for cleanText.
    static Result<std::unique_ptr<WordPieceTokenizer>>
    fromDocument(const nlohmann::json &document, const std::optional<BertNormalizerOptions> &flags = {});

    bool lowercases() const { return m_normalizer.lowercase; }

    Tokens encode(std::string_view text, std::size_t maxLength) const override;
    std::string_view piece(std::int32_t id) const override;
    std::size_t vocabularySize() const override { return m_pieces.size(); }

private:
    /// All that a tokenizer is made of, whichever file it was read from.
    struct Parts
    {
        BertNormalizerOptions normalizer = {};
        std::vector<std::string> pieces = {};          ///< by id
        std::size_t modelPieces = 0;                   ///< pieces that words are cut into: the first so many …
        std::vector<std::int32_t> notModelPieces = {}; ///< … but for these, sorted
        std::vector<AddedToken> addedTokens = {};
        std::string continuingPrefix = {};
        std::size_t maxCharactersPerWord = 100;
        std::int32_t unknownId = 0;
        std::vector<std::int32_t> before = {}; ///< special tokens around every text
        std::vector<std::int32_t> after = {};
    };
    struct Output;
    enum class CharacterKind : std::uint8_t { Word, Space, Punctuation, NotAscii };

    explicit WordPieceTokenizer(Parts parts);
    static Result<Parts> partsOfVocabulary(std::string_view vocabTxtBytes, const WordPieceOptions &options);
    static Result<Parts> partsOfJson(const nlohmann::json &document);

    void encodeSegment(std::string_view text, Output &out) const;
    void encodeNormalized(std::string_view text, Output &out) const;
    void encodeWord(std::string_view word, std::size_t characters, Output &out) const;

    BertNormalizerOptions m_normalizer;
    std::vector<std::string> m_pieces;
    PieceTrie m_wordStarts;
    PieceTrie m_continuations;
    AddedTokenFinder m_addedTokens;           ///< looked for in the text as it is
    AddedTokenFinder m_normalizedAddedTokens; ///< looked for in the normalized text
    std::array<CharacterKind, 256> m_kindOfByte{};
    std::size_t m_maxCharactersPerWord;
    std::int32_t m_unknownId;
    std::vector<std::int32_t> m_before;
    std::vector<std::int32_t> m_after;
};

} // namespace embedscope
