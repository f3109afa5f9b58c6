#include "core/model/tokenizer/character_map.h"

#include "core/base/utf8.h"
#include "core/model/tokenizer/graphemes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace embedscope {

namespace {

// A unit of the trie (github.com/s-yata/darts-clone): a byte's label, where the next units begin, whether a value
// stands there.
bool hasValue(std::uint32_t unit)
{
    return (unit >> 8 & 1) != 0;
}
std::uint32_t valueOf(std::uint32_t unit)
{
    return unit & 0x7FFFFFFFU;
}
std::uint32_t labelOf(std::uint32_t unit)
{
    return unit & 0x800000FFU;
}
std::uint32_t offsetOf(std::uint32_t unit)
{
    return (unit >> 10) << ((unit & 0x200U) >> 6);
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
    return value;
}

Error damaged(const char *what)
{
    return makeError(Errc::ModelDamaged, std::string("precompiled_charsmap: ") + what);
}

// No replacement is longer: the longest of Unicode's own has 33 bytes (U+FDFA).
constexpr std::size_t kLongestReplacement = 64;
// Clusters of this many bytes or more go character by character.
constexpr std::size_t kLongCluster = 6;

} // namespace

Result<std::string> decodeBase64(std::string_view text)
{
    static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<std::int8_t, 256> digitOf{};
    digitOf.fill(-1);
    for (std::size_t i = 0; i < kDigits.size(); ++i)
        digitOf[static_cast<std::uint8_t>(kDigits[i])] = static_cast<std::int8_t>(i);
    if (text.size() % 4 != 0)
        return damaged("not base64");
    std::size_t padding = 0;
    while (padding < 2 && text.ends_with('=')) {
        text.remove_suffix(1);
        ++padding;
    }
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    std::size_t held = 0;
    for (const char c : text) {
        const std::int8_t digit = digitOf[static_cast<std::uint8_t>(c)];
        if (digit < 0)
            return damaged("not base64");
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes += static_cast<char>(bits >> held & 0xFF);
        }
    }
    return bytes;
}

Result<CharacterMap> CharacterMap::fromBase64(std::string_view text)
{
    const auto bytes = decodeBase64(text);
    if (!bytes)
        return bytes.error();
    return fromBytes(*bytes);
}

Result<CharacterMap> CharacterMap::fromBytes(std::string_view bytes)
{
    constexpr std::size_t kHeader = 4;
    if (bytes.size() < kHeader)
        return damaged("shorter than its header");
    const std::size_t size = littleEndian(bytes, 0);
    if (size == 0 || size % 4 != 0)
        return damaged("the size of its trie is no whole number of units");
    if (size > bytes.size() - kHeader)
        return damaged("its trie is cut off");
    CharacterMap map;
    map.m_trie.reserve(size / 4);
    for (std::size_t at = kHeader; at < kHeader + size; at += 4)
        map.m_trie.push_back(littleEndian(bytes, at));
    map.m_replacements = bytes.substr(kHeader + size);
    if (!isValidUtf8(map.m_replacements))
        return damaged("a replacement is not UTF-8");
    if (const Status status = map.walk(); !status)
        return status.error();
    return map;
}

// Where a unit's value leads, checked.
Status CharacterMap::checkValue(std::size_t place) const
{
    const std::size_t value = place < m_trie.size() ? valueOf(m_trie[place]) : m_replacements.size() + 1;
    if (value > m_replacements.size() ||
        (value < m_replacements.size() && (static_cast<std::uint8_t>(m_replacements[value]) & 0xC0) == 0x80))
        return damaged("a value of its trie leads beyond the replacements");
    if (std::min(m_replacements.find('\0', value), m_replacements.size()) - value > kLongestReplacement)
        return damaged("a replacement of more than 64 bytes");
    return {};
}

// Every unit that can be reached by bytes other than 0, depth first. Equal ends of keys share their units, so one may
// be reached twice, but not from itself.
Status CharacterMap::walk() const
{
    enum class State : std::uint8_t { Unseen, Open, Done };
    struct Step
    {
        std::size_t place; ///< of the unit that led here
        std::size_t node;  ///< where the units of its bytes begin
        std::uint32_t byte = 1;
    };
    std::vector<State> states(m_trie.size(), State::Unseen);
    std::vector<Step> way{{0, offsetOf(m_trie[0])}};
    states[0] = State::Open;
    while (!way.empty()) {
        Step &step = way.back();
        if (step.byte == 256) {
            states[step.place] = State::Done;
            way.pop_back();
            continue;
        }
        const std::uint32_t byte = step.byte++;
        const std::size_t place = step.node ^ byte;
        if (place >= m_trie.size() || labelOf(m_trie[place]) != byte || states[place] == State::Done)
            continue;
        if (states[place] == State::Open)
            return damaged("its trie leads back into itself");
        states[place] = State::Open;
        const std::size_t next = place ^ offsetOf(m_trie[place]);
        if (hasValue(m_trie[place]))
            if (const Status status = checkValue(next); !status)
                return status;
        way.push_back({place, next});
    }
    return {};
}

CharacterMap::Match CharacterMap::shortestPrefix(std::string_view key) const
{
    std::size_t node = offsetOf(m_trie[0]);
    for (const char c : key) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (byte == 0)
            break;
        node ^= byte;
        const std::uint32_t here = unit(node);
        if (node >= m_trie.size() || labelOf(here) != byte)
            break;
        node ^= offsetOf(here);
        if (hasValue(here))
            return {true, valueOf(unit(node))};
    }
    return {};
}

bool CharacterMap::replace(std::string_view key, std::string &out) const
{
    const Match match = shortestPrefix(key);
    if (!match.found)
        return false;
    const std::size_t end = m_replacements.find('\0', match.value);
    out += std::string_view(m_replacements).substr(match.value, end - match.value);
    return true;
}

void CharacterMap::apply(std::string_view text, std::string &out) const
{
    GraphemeCursor clusters(text);
    for (std::string_view cluster = clusters.next(); !cluster.empty(); cluster = clusters.next()) {
        if (cluster.size() < kLongCluster && replace(cluster, out))
            continue;
        for (std::size_t i = 0; i < cluster.size();) {
            const std::string_view character = cluster.substr(i, decodeUtf8(cluster, i).size);
            if (!replace(character, out))
                out += character;
            i += character.size();
        }
    }
}

} // namespace embedscope
