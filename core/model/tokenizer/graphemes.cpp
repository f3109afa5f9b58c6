#include "core/model/tokenizer/graphemes.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr char32_t kJoiner = 0x200D;

unsigned flagsOf(char32_t c)
{
    const auto ranges = graphemeRanges();
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                        [](char32_t value, const GraphemeRange &range) { return value < range.first; });
    return after == ranges.begin() || (after - 1)->last < c ? 0U : (after - 1)->flags;
}

bool has(unsigned flags, GraphemeFlag flag)
{
    return (flags & static_cast<unsigned>(flag)) != 0;
}

enum class Hangul { None, L, V, T, Lv, Lvt };

Hangul hangulOf(char32_t c)
{
    if (c >= 0xAC00 && c <= 0xD7A3)
        return (c - 0xAC00) % 28 == 0 ? Hangul::Lv : Hangul::Lvt;
    if ((c >= 0x1100 && c <= 0x115F) || (c >= 0xA960 && c <= 0xA97C))
        return Hangul::L;
    if ((c >= 0x1160 && c <= 0x11A7) || (c >= 0xD7B0 && c <= 0xD7C6))
        return Hangul::V;
    if ((c >= 0x11A8 && c <= 0x11FF) || (c >= 0xD7CB && c <= 0xD7FB))
        return Hangul::T;
    return Hangul::None;
}

bool joins(Hangul before, Hangul after)
{
    switch (before) {
    case Hangul::L:
        return after == Hangul::L || after == Hangul::V || after == Hangul::Lv || after == Hangul::Lvt;
    case Hangul::V:
    case Hangul::Lv:
        return after == Hangul::V || after == Hangul::T;
    case Hangul::T:
    case Hangul::Lvt:
        return after == Hangul::T;
    case Hangul::None:
        break;
    }
    return false;
}

// What the characters of a cluster so far mean for the next one.
struct Before
{
    char32_t character = 0;
    unsigned flags = 0;
    bool pictograph = false; ///< a pictograph and nothing but marks after it
    bool pictographJoiner = false;
    bool consonant = false; ///< a consonant and nothing but linkers and what may stand between
    bool linker = false;    ///< … and a linker among that

    void add(char32_t c, unsigned flagsOfC)
    {
        pictographJoiner = pictograph && c == kJoiner;
        pictograph =
            has(flagsOfC, GraphemeFlag::Pictographic) || (pictograph && has(flagsOfC, GraphemeFlag::Extend) &&
                                                          !has(flagsOfC, GraphemeFlag::Spacing) && c != kJoiner);
        if (has(flagsOfC, GraphemeFlag::Consonant)) {
            consonant = true;
            linker = false;
        } else if (has(flagsOfC, GraphemeFlag::Linker)) {
            linker = consonant;
        } else if (!has(flagsOfC, GraphemeFlag::ConjunctExtend)) {
            consonant = linker = false;
        }
        character = c;
        flags = flagsOfC;
    }
    bool isJoinedBy(char32_t c, unsigned flagsOfC) const
    {
        if (character == U'\r' && c == U'\n')
            return true;
        if (has(flags | flagsOfC, GraphemeFlag::Control))
            return false;
        return has(flagsOfC, GraphemeFlag::Extend) || has(flags, GraphemeFlag::Prepend) ||
               (pictographJoiner && has(flagsOfC, GraphemeFlag::Pictographic)) ||
               (linker && has(flagsOfC, GraphemeFlag::Consonant)) || joins(hangulOf(character), hangulOf(c));
    }
};

} // namespace

std::string_view GraphemeCursor::next()
{
    const std::size_t begin = m_at;
    Before before;
    while (m_at < m_text.size()) {
        const auto byte = static_cast<unsigned char>(m_text[m_at]);
        // Two printable ASCII characters never join.
        if (byte >= 0x20 && byte < 0x7F && m_at > begin && before.character < 0x7F)
            break;
        const DecodedCharacter c = decodeUtf8(m_text, m_at);
        const unsigned flags = flagsOf(c.value);
        if (m_at > begin && !before.isJoinedBy(c.value, flags))
            break;
        before.add(c.value, flags);
        m_at += c.size;
    }
    return m_text.substr(begin, m_at - begin);
}

} // namespace embedscope
