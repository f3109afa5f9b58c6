#include "core/model/tokenizer/wordpiece_tokenizer.h"

#include "core/base/utf8.h"
#include "core/model/tokenizer/unicode_tables.h"

#include <algorithm>
#include <new>
#include <unordered_map>
#include <utility>

namespace embedscope {
namespace {

using Pieces = std::vector<std::pair<std::string_view, std::int32_t>>;

/// The tokens of one of the two kinds. Those that are looked for in the normalized text are normalized themselves.
std::vector<AddedToken> addedTokens(std::vector<AddedToken> tokens, bool normalized,
                                    const BertNormalizerOptions &normalizer)
{
    std::erase_if(tokens, [&](const AddedToken &token) { return token.normalized != normalized; });
    if (normalized) {
        for (AddedToken &token : tokens)
            token.content = bertNormalize(token.content, normalizer);
    }
    return tokens;
}

std::string wholeInQuotes(std::string_view text)
{
    return '"' + repairUtf8(text) + '"';
}

} // namespace

/// The ids so far: only as many as fit are kept, all are counted.
struct WordPieceTokenizer::Output
{
    std::vector<std::int32_t> ids = {};
    std::size_t limit = 0;
    std::size_t count = 0;

    void add(std::int32_t id)
    {
        if (ids.size() < limit)
            ids.push_back(id);
        ++count;
    }
    /// Takes back what was added since `count` was `earlier`.
    void rewind(std::size_t earlier)
    {
        count = earlier;
        if (ids.size() > earlier)
            ids.resize(earlier);
    }
};

WordPieceTokenizer::WordPieceTokenizer(Parts parts)
    : m_normalizer(parts.normalizer),
      m_pieces(std::move(parts.pieces)),
      m_addedTokens(addedTokens(parts.addedTokens, false, parts.normalizer)),
      m_normalizedAddedTokens(addedTokens(parts.addedTokens, true, parts.normalizer)),
      m_maxCharactersPerWord(parts.maxCharactersPerWord),
      m_unknownId(parts.unknownId),
      m_before(std::move(parts.before)),
      m_after(std::move(parts.after))
{
    Pieces starts;
    Pieces continuations;
    starts.reserve(m_pieces.size());
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        const auto id = static_cast<std::int32_t>(i);
        if (i >= parts.modelPieces || std::binary_search(parts.notModelPieces.begin(), parts.notModelPieces.end(), id))
            continue;
        std::string_view text = m_pieces[i];
        // A piece longer than any word that is looked at would only make the trie large.
        const auto fits = [&] { return text.size() / 4 <= m_maxCharactersPerWord; };
        if (fits())
            starts.emplace_back(text, id);
        if (text.starts_with(parts.continuingPrefix)) {
            text.remove_prefix(parts.continuingPrefix.size());
            if (fits())
                continuations.emplace_back(text, id);
        }
    }
    m_wordStarts = PieceTrie(std::move(starts));
    m_continuations = PieceTrie(std::move(continuations));

    m_kindOfByte.fill(CharacterKind::NotAscii);
    for (unsigned c = 0; c < 0x80; ++c) {
        const unsigned flags = codePointFlags(c);
        m_kindOfByte[c] = hasFlag(flags, CodePointFlag::Space)         ? CharacterKind::Space
                          : hasFlag(flags, CodePointFlag::Punctuation) ? CharacterKind::Punctuation
                                                                       : CharacterKind::Word;
    }
}

Result<std::unique_ptr<WordPieceTokenizer>> WordPieceTokenizer::fromVocabulary(std::string_view vocabTxtBytes,
                                                                               const WordPieceOptions &options)
try {
    auto parts = partsOfVocabulary(vocabTxtBytes, options);
    if (!parts)
        return std::move(parts).error();
    return std::unique_ptr<WordPieceTokenizer>(new WordPieceTokenizer(*std::move(parts)));
} catch (const std::bad_alloc &) {
    return makeError(Errc::OutOfMemory, "vocabulary");
}

Result<WordPieceTokenizer::Parts> WordPieceTokenizer::partsOfVocabulary(std::string_view vocabTxtBytes,
                                                                        const WordPieceOptions &options)
{
    if (vocabTxtBytes.size() > kMaximumBytes)
        return makeError(Errc::TooLarge, "vocabulary above 32 MiB");
    if (options.unknownToken.empty() || options.firstToken.empty() || options.lastToken.empty())
        return makeError(Errc::InvalidArgument, "special token without a name");

    Parts parts;
    parts.normalizer = options.normalizer;
    parts.continuingPrefix = options.continuingPrefix;
    parts.maxCharactersPerWord = options.maxCharactersPerWord;
    std::unordered_map<std::string_view, std::int32_t> idOf; // views into the caller's bytes
    while (!vocabTxtBytes.empty()) {
        const std::size_t newline = std::min(vocabTxtBytes.find('\n'), vocabTxtBytes.size());
        std::string_view line = vocabTxtBytes.substr(0, newline);
        vocabTxtBytes.remove_prefix(std::min(newline + 1, vocabTxtBytes.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const auto fault = [&](const std::string &what) {
            Error error = makeError(Errc::ModelDamaged, "vocabulary: " + what);
            error.line = static_cast<std::int64_t>(parts.pieces.size()) + 1;
            return error;
        };
        if (line.empty())
            return fault("empty line");
        const auto [entry, isNew] = idOf.try_emplace(line, static_cast<std::int32_t>(parts.pieces.size()));
        if (!isNew)
            return fault(wholeInQuotes(line) + " is there twice");
        parts.pieces.emplace_back(line);
    }
    if (parts.pieces.empty())
        return makeError(Errc::ModelDamaged, "vocabulary: empty");
    parts.modelPieces = parts.pieces.size();

    for (const std::string *token : {&options.unknownToken, &options.firstToken, &options.lastToken}) {
        if (!idOf.contains(*token))
            return makeError(Errc::ModelDamaged, "vocabulary: no " + wholeInQuotes(*token));
    }
    parts.unknownId = idOf[options.unknownToken];
    parts.before = {idOf[options.firstToken]};
    parts.after = {idOf[options.lastToken]};
    for (const std::string_view token :
         {std::string_view(options.unknownToken), std::string_view(options.firstToken),
          std::string_view(options.lastToken), std::string_view("[PAD]"), std::string_view("[MASK]")}) {
        if (const auto found = idOf.find(token); found != idOf.end())
            parts.addedTokens.push_back({.id = found->second, .content = std::string(token)});
    }
    return parts;
}

Tokens WordPieceTokenizer::encode(std::string_view text, std::size_t maxLength) const
{
    const std::size_t specials = m_before.size() + m_after.size();
    Output out;
    out.limit = maxLength - std::min(maxLength, specials);
    for (const AddedTokenFinder::Segment &segment : m_addedTokens.split(text)) {
        if (segment.id >= 0)
            out.add(segment.id);
        else
            encodeSegment(text.substr(segment.begin, segment.end - segment.begin), out);
    }
    Tokens tokens;
    tokens.fullCount = out.count + specials;
    tokens.ids.reserve(std::min(maxLength, out.ids.size() + specials));
    for (const std::vector<std::int32_t> *ids : {&m_before, &std::as_const(out.ids), &m_after}) {
        for (const std::int32_t id : *ids) {
            if (tokens.ids.size() < maxLength)
                tokens.ids.push_back(id);
        }
    }
    return tokens;
}

std::string_view WordPieceTokenizer::piece(std::int32_t id) const
{
    if (id < 0 || static_cast<std::size_t>(id) >= m_pieces.size())
        return {};
    return m_pieces[static_cast<std::size_t>(id)];
}

void WordPieceTokenizer::encodeSegment(std::string_view text, Output &out) const
{
    const std::string normalized = bertNormalize(text, m_normalizer);
    for (const AddedTokenFinder::Segment &segment : m_normalizedAddedTokens.split(normalized)) {
        if (segment.id >= 0)
            out.add(segment.id);
        else
            encodeNormalized(std::string_view(normalized).substr(segment.begin, segment.end - segment.begin), out);
    }
}

/// Cuts into words at white space, which goes, and punctuation, each a word of its own.
void WordPieceTokenizer::encodeNormalized(std::string_view text, Output &out) const
{
    std::size_t begin = 0;      // of the word that is open
    std::size_t characters = 0; // in it
    const auto closeWord = [&](std::size_t end) {
        if (characters > 0)
            encodeWord(text.substr(begin, end - begin), characters, out);
        characters = 0;
    };
    for (std::size_t i = 0; i < text.size();) {
        CharacterKind kind = m_kindOfByte[static_cast<unsigned char>(text[i])];
        std::size_t size = 1;
        if (kind == CharacterKind::NotAscii) {
            const DecodedCharacter c = decodeUtf8(text, i);
            const unsigned flags = codePointFlags(c.value);
            size = c.size;
            kind = hasFlag(flags, CodePointFlag::Space)         ? CharacterKind::Space
                   : hasFlag(flags, CodePointFlag::Punctuation) ? CharacterKind::Punctuation
                                                                : CharacterKind::Word;
        }
        if (kind == CharacterKind::Word) {
            if (characters == 0)
                begin = i;
            ++characters;
        } else {
            closeWord(i);
            if (kind == CharacterKind::Punctuation)
                encodeWord(text.substr(i, size), 1, out);
        }
        i += size;
    }
    closeWord(text.size());
}

void WordPieceTokenizer::encodeWord(std::string_view word, std::size_t characters, Output &out) const
{
    if (characters > m_maxCharactersPerWord)
        return out.add(m_unknownId);
    const std::size_t countBefore = out.count;
    const PieceTrie *trie = &m_wordStarts;
    while (!word.empty()) {
        const PieceTrie::Match match = trie->longest(word);
        if (match.size == 0) { // one part without a piece makes the whole word unknown
            out.rewind(countBefore);
            return out.add(m_unknownId);
        }
        out.add(match.id);
        word.remove_prefix(match.size);
        trie = &m_continuations;
    }
}

} // namespace embedscope
