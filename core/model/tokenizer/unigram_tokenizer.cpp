#include "core/model/tokenizer/unigram_tokenizer.h"

#include "core/base/utf8.h"
#include "core/model/tokenizer/unicode_tables.h"

#include <algorithm>
#include <utility>

namespace embedscope {

namespace {

// What a character without a piece costs beyond the least probable piece; SentencePiece's constant.
constexpr double kUnknownPenalty = 10;

std::vector<AddedToken> addedTokens(const std::vector<AddedToken> &tokens, bool normalized,
                                    const TextNormalizer &normalizer)
{
    std::vector<AddedToken> chosen;
    for (const AddedToken &token : tokens) {
        if (token.normalized != normalized)
            continue;
        chosen.push_back(token);
        if (normalized)
            chosen.back().content = normalizer.apply(token.content);
    }
    return chosen;
}

std::size_t characterSize(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]) < 0x80 ? 1 : decodeUtf8(text, at).size;
}

} // namespace

/// The best way to the end of a character, coming from `begin`.
struct UnigramTokenizer::Node
{
    static constexpr std::uint32_t kUnreached = 0xFFFFFFFF;
    double score = 0;
    std::uint32_t begin = kUnreached;
    std::int32_t id = 0;
};

/// The ids so far: only as many as fit are kept, all are counted.
struct UnigramTokenizer::Output
{
    std::vector<std::int32_t> ids = {};
    std::size_t limit = 0;
    std::size_t count = 0;
    std::vector<Node> nodes = {};         ///< of the word at hand
    std::vector<std::uint32_t> cuts = {}; ///< of the word at hand: where its pieces begin and the last one ends

    void add(std::int32_t id)
    {
        if (ids.size() < limit)
            ids.push_back(id);
        ++count;
    }
};

UnigramTokenizer::UnigramTokenizer(Parts parts)
    : m_parts(std::move(parts)),
      m_unknownScore(*std::min_element(m_parts.scores.begin(), m_parts.scores.end()) - kUnknownPenalty),
      m_addedTokens(addedTokens(m_parts.addedTokens, false, m_parts.normalizer)),
      m_normalizedAddedTokens(addedTokens(m_parts.addedTokens, true, m_parts.normalizer))
{
}

Tokens UnigramTokenizer::encode(std::string_view text, std::size_t maxLength) const
{
    std::string repaired;
    if (!isValidUtf8(text)) {
        repaired = repairUtf8(text);
        text = repaired;
    }
    const std::size_t specials = m_parts.before.size() + m_parts.after.size();
    Output out;
    out.limit = maxLength - std::min(maxLength, specials);
    for (const AddedTokenFinder::Segment &segment : m_addedTokens.split(text)) {
        if (segment.id >= 0)
            out.add(segment.id);
        else
            encodeSegment(text.substr(segment.begin, segment.end - segment.begin),
                          segment.begin == 0 ? Place::Beginning : Place::Later, out);
    }
    Tokens tokens;
    tokens.fullCount = out.count + specials;
    tokens.ids.reserve(std::min(maxLength, out.ids.size() + specials));
    for (const std::vector<std::int32_t> *ids : {&m_parts.before, &std::as_const(out.ids), &m_parts.after})
        for (const std::int32_t id : *ids)
            if (tokens.ids.size() < maxLength)
                tokens.ids.push_back(id);
    return tokens;
}

std::string_view UnigramTokenizer::piece(std::int32_t id) const
{
    if (id < 0 || static_cast<std::size_t>(id) >= m_parts.pieces.size())
        return {};
    return m_parts.pieces[static_cast<std::size_t>(id)];
}

void UnigramTokenizer::encodeSegment(std::string_view text, Place place, Output &out) const
{
    const std::string normalized = m_parts.normalizer.apply(text);
    for (const AddedTokenFinder::Segment &segment : m_normalizedAddedTokens.split(normalized)) {
        if (segment.id >= 0)
            out.add(segment.id);
        else
            encodeNormalized(std::string_view(normalized).substr(segment.begin, segment.end - segment.begin),
                             segment.begin == 0 ? place : Place::Later, out);
    }
}

void UnigramTokenizer::encodeNormalized(std::string_view text, Place place, Output &out) const
{
    if (!m_parts.splitsAtWhitespace)
        return encodeStretch(text, place, out);
    std::size_t begin = 0;
    const auto close = [&](std::size_t end) {
        if (end > begin)
            encodeStretch(text.substr(begin, end - begin), begin == 0 ? place : Place::Later, out);
    };
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, i);
        if (hasFlag(codePointFlags(c.value), CodePointFlag::Space)) {
            close(i);
            begin = i + c.size;
        }
        i += c.size;
    }
    close(text.size());
}

// Marks the words' beginnings and cuts there.
void UnigramTokenizer::encodeStretch(std::string_view text, Place place, Output &out) const
{
    if (text.empty())
        return;
    if (!m_parts.metaspace)
        return encodeWord(text, out);
    const Metaspace &space = *m_parts.metaspace;
    std::string marked;
    marked.reserve(text.size() + text.size() / 2 + space.mark.size());
    for (const char c : text) {
        if (c == ' ')
            marked += space.mark;
        else
            marked += c;
    }
    if ((space.prefix == Prefix::Always || (space.prefix == Prefix::First && place == Place::Beginning)) &&
        !marked.starts_with(space.mark))
        marked.insert(0, space.mark);
    const std::string_view all = marked;
    if (!space.splits)
        return encodeWord(all, out);
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t end = std::min(all.find(space.mark, begin + 1), all.size());
        encodeWord(all.substr(begin, end - begin), out);
        begin = end;
    }
}

// The way through the word with the greatest sum of scores; of equal ones, the one found first.
void UnigramTokenizer::encodeWord(std::string_view word, Output &out) const
{
    std::vector<Node> &nodes = out.nodes;
    nodes.assign(word.size() + 1, Node{});
    const auto offer = [&](std::size_t begin, std::size_t end, double score, std::int32_t id) {
        Node &node = nodes[end];
        if (node.begin == Node::kUnreached || score > node.score)
            node = {score, static_cast<std::uint32_t>(begin), id};
    };
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t size = characterSize(word, at);
        const double here = nodes[at].score;
        bool hasSingle = false;
        m_parts.trie.forEachPrefix(word.substr(at), [&](std::size_t length, std::int32_t id) {
            offer(at, at + length, here + m_parts.scores[static_cast<std::size_t>(id)], id);
            hasSingle = hasSingle || length == size;
        });
        if (!hasSingle)
            offer(at, at + size, here + m_unknownScore, m_parts.unknownId);
        at += size;
    }

    out.cuts.clear();
    for (auto at = static_cast<std::uint32_t>(word.size()); at > 0; at = nodes[at].begin)
        out.cuts.push_back(at);
    // Forwards; neighbours that are unknown become one.
    std::size_t unknownBegin = 0;
    bool unknownOpen = false;
    for (std::size_t i = out.cuts.size(); i-- > 0;) {
        const Node &node = nodes[out.cuts[i]];
        const bool unknown = node.id == m_parts.unknownId;
        if (unknownOpen && !unknown)
            addUnknown(word.substr(unknownBegin, node.begin - unknownBegin), out);
        if (unknown && !unknownOpen)
            unknownBegin = node.begin;
        unknownOpen = unknown;
        if (!unknown)
            out.add(node.id);
    }
    if (unknownOpen)
        addUnknown(word.substr(unknownBegin), out);
}

void UnigramTokenizer::addUnknown(std::string_view text, Output &out) const
{
    // The package looks the joined text up again.
    if (const PieceTrie::Match match = m_parts.trie.longest(text); match.size == text.size())
        return out.add(match.id);
    const auto idOf = [&](char c) { return m_parts.byteIds[static_cast<std::uint8_t>(c)]; };
    if (!m_parts.byteFallback || std::any_of(text.begin(), text.end(), [&](char c) { return idOf(c) < 0; }))
        return out.add(m_parts.unknownId);
    for (const char c : text)
        out.add(idOf(c));
}

} // namespace embedscope
