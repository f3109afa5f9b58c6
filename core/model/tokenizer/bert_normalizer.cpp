#include "core/model/tokenizer/bert_normalizer.h"

#include "core/base/utf8.h"
#include "core/model/tokenizer/unicode_tables.h"

#include <algorithm>
#include <array>
#include <vector>

namespace embedscope {
namespace {

/// The steps in their order, one method each; every step hands its characters to the next.
class Normalizer
{
public:
    explicit Normalizer(const BertNormalizerOptions &options)
        : m_options(options), m_stripAccents(options.stripAccents.value_or(options.lowercase))
    {
        // ASCII has no Chinese, no accents and no decompositions, so that a byte has one outcome: a byte, or nothing.
        for (unsigned c = 0; c < m_ascii.size(); ++c) {
            const unsigned flags = codePointFlags(c);
            m_ascii[c] = static_cast<std::int8_t>(c);
            if (options.cleanText && hasFlag(flags, CodePointFlag::Dropped))
                m_ascii[c] = kNothing;
            else if (options.cleanText && hasFlag(flags, CodePointFlag::Space))
                m_ascii[c] = ' ';
            else if (options.lowercase && hasFlag(flags, CodePointFlag::HasSmall))
                m_ascii[c] = static_cast<std::int8_t>(smallForm(c).characters[0]);
        }
    }

    std::string run(std::string_view text)
    {
        m_out.reserve(text.size() + text.size() / 8);
        for (std::size_t i = 0; i < text.size();) {
            const auto byte = static_cast<unsigned char>(text[i]);
            if (byte < 0x80) {
                if (const std::int8_t c = m_ascii[byte]; c != kNothing) {
                    flushCombining();
                    m_out += static_cast<char>(c);
                }
                ++i;
                continue;
            }
            const DecodedCharacter c = decodeUtf8(text, i);
            i += c.size;
            clean(c.value);
        }
        flushCombining();
        return std::move(m_out);
    }

private:
    static constexpr std::int8_t kNothing = -1;
    struct Combining
    {
        std::uint8_t combiningClass = 0;
        char32_t character = 0;
    };

    void clean(char32_t c)
    {
        const unsigned flags = codePointFlags(c);
        if (m_options.cleanText && hasFlag(flags, CodePointFlag::Dropped))
            return;
        if (m_options.cleanText && hasFlag(flags, CodePointFlag::Space))
            return decompose(U' ', 0);
        if (m_options.handleChineseChars && hasFlag(flags, CodePointFlag::Chinese)) {
            decompose(U' ', 0);
            decompose(c, flags);
            return decompose(U' ', 0);
        }
        decompose(c, flags);
    }

    void decompose(char32_t c, unsigned flags)
    {
        if (!m_stripAccents)
            return lower(c, flags);
        if (!hasFlag(flags, CodePointFlag::Decomposes))
            return strip(c, flags);
        const ShortString parts = decomposition(c);
        for (const char32_t part : parts.view())
            strip(part, codePointFlags(part));
    }

    /// Characters with a combining class wait until a starter comes: NFD puts them in the order of their classes. An
    /// accent leaves no trace in that order unless it is a starter, and then it ends the run though it goes itself.
    void strip(char32_t c, unsigned flags)
    {
        const bool isMark = hasFlag(flags, CodePointFlag::Mark);
        if (hasFlag(flags, CodePointFlag::Combining)) {
            if (!isMark)
                m_waiting.push_back({combiningClass(c), c});
            return;
        }
        flushCombining();
        if (!isMark)
            lower(c, flags);
    }

    void flushCombining()
    {
        if (m_waiting.empty())
            return;
        std::stable_sort(m_waiting.begin(), m_waiting.end(),
                         [](const Combining &a, const Combining &b) { return a.combiningClass < b.combiningClass; });
        for (const Combining &c : m_waiting)
            lower(c.character, codePointFlags(c.character));
        m_waiting.clear();
    }

    void lower(char32_t c, unsigned flags)
    {
        if (!m_options.lowercase || !hasFlag(flags, CodePointFlag::HasSmall))
            return appendUtf8(m_out, c);
        const ShortString small = smallForm(c);
        for (const char32_t part : small.view())
            appendUtf8(m_out, part);
    }

    BertNormalizerOptions m_options;
    bool m_stripAccents;
    std::array<std::int8_t, 128> m_ascii{};
    std::vector<Combining> m_waiting;
    std::string m_out;
};

} // namespace

std::string bertNormalize(std::string_view text, const BertNormalizerOptions &options)
{
    return Normalizer(options).run(text);
}

} // namespace embedscope
