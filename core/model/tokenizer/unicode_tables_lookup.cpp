#include "core/model/tokenizer/unicode_tables.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace embedscope {
namespace {

constexpr char32_t kCodePoints = 0x110000;
constexpr char32_t kHangulFirst = 0xAC00;
constexpr char32_t kHangulLast = 0xD7A3;
constexpr std::size_t kPageSize = 256;

/// The ranges laid out as pages of 256 code points, equal pages once: a look-up is two reads.
class FlagPages
{
public:
    FlagPages()
    {
        std::vector<std::uint16_t> all(kCodePoints, 0);
        const UnicodeTables tables = unicodeTables();
        for (const CodePointRange &range : tables.ranges)
            std::fill(all.begin() + range.first, all.begin() + range.last + 1, range.flags);
        const auto add = [&](char32_t c, CodePointFlag flag) {
            all[c] = static_cast<std::uint16_t>(all[c] | static_cast<unsigned>(flag));
        };
        for (const LowerCaseRange &range : tables.lowerCase) {
            for (char32_t c = range.first; c <= range.last; c += range.step)
                add(c, CodePointFlag::HasSmall);
        }
        for (const Expansion &expansion : tables.longLowerCase)
            add(expansion.from, CodePointFlag::HasSmall);
        for (const SingleDecomposition &single : tables.singleDecompositions)
            add(single.from, CodePointFlag::Decomposes);
        for (const Expansion &expansion : tables.decompositions)
            add(expansion.from, CodePointFlag::Decomposes);
        for (char32_t c = kHangulFirst; c <= kHangulLast; ++c)
            add(c, CodePointFlag::Decomposes);

        std::map<std::vector<std::uint16_t>, std::uint16_t> known;
        for (std::size_t page = 0; page < m_pageOf.size(); ++page) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(page * kPageSize);
            std::vector<std::uint16_t> flags(begin, begin + kPageSize);
            const auto [entry, isNew] = known.try_emplace(flags, static_cast<std::uint16_t>(known.size()));
            if (isNew)
                m_flags.insert(m_flags.end(), flags.begin(), flags.end());
            m_pageOf[page] = entry->second;
        }
    }

    unsigned operator[](char32_t c) const { return m_flags[m_pageOf[c / kPageSize] * kPageSize + c % kPageSize]; }

private:
    std::array<std::uint16_t, kCodePoints / kPageSize> m_pageOf{};
    std::vector<std::uint16_t> m_flags;
};

/// The last entry whose first code point is not above `c`, or nullptr.
template <class Entry> const Entry *entryAtOrBefore(std::span<const Entry> table, char32_t c, char32_t Entry::*first)
{
    const auto after =
        std::upper_bound(table.begin(), table.end(), c, [&](char32_t v, const Entry &e) { return v < e.*first; });
    return after == table.begin() ? nullptr : &*(after - 1);
}

ShortString shortString(const Expansion &expansion)
{
    ShortString out;
    for (const char32_t c : expansion.to) {
        if (c != 0)
            out.characters[out.size++] = c;
    }
    return out;
}

} // namespace

unsigned codePointFlags(char32_t c)
{
    static const FlagPages pages;
    return c < kCodePoints ? pages[c] : 0;
}

std::uint8_t combiningClass(char32_t c)
{
    const auto *range = entryAtOrBefore(unicodeTables().combiningClasses, c, &CombiningClassRange::first);
    return range && c <= range->last ? range->combiningClass : std::uint8_t{0};
}

ShortString decomposition(char32_t c)
{
    if (c >= kHangulFirst && c <= kHangulLast) {
        const char32_t s = c - kHangulFirst;
        ShortString out{{0x1100 + s / 588, 0x1161 + s % 588 / 28, 0x11A7 + s % 28}, 3};
        if (s % 28 == 0)
            out.size = 2; // no final consonant
        return out;
    }
    const UnicodeTables tables = unicodeTables();
    if (const auto *entry = entryAtOrBefore(tables.singleDecompositions, c, &SingleDecomposition::from);
        entry && entry->from == c)
        return {{entry->to}, 1};
    if (const auto *entry = entryAtOrBefore(tables.decompositions, c, &Expansion::from); entry && entry->from == c)
        return shortString(*entry);
    return {{c}, 1};
}

ShortString smallForm(char32_t c)
{
    const UnicodeTables tables = unicodeTables();
    const auto *range = entryAtOrBefore(tables.lowerCase, c, &LowerCaseRange::first);
    if (range && c <= range->last && (c - range->first) % range->step == 0)
        return {{static_cast<char32_t>(static_cast<std::int32_t>(c) + range->delta)}, 1};
    if (const auto *entry = entryAtOrBefore(tables.longLowerCase, c, &Expansion::from); entry && entry->from == c)
        return shortString(*entry);
    return {{c}, 1};
}

} // namespace embedscope
