#include "core/model/tokenizer/added_tokens.h"

#include "core/base/utf8.h"
#include "core/model/tokenizer/unicode_tables.h"

#include <algorithm>
#include <utility>

namespace embedscope {
namespace {

/// The last character of a text that is not empty, and where it begins.
std::pair<char32_t, std::size_t> lastCharacter(std::string_view text)
{
    std::size_t begin = text.size() - 1;
    while (begin > 0 && text.size() - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80)
        --begin;
    const DecodedCharacter c = decodeUtf8(text, begin);
    if (begin + c.size != text.size()) // ill-formed: the last byte stands alone
        return {kReplacementCharacter, text.size() - 1};
    return {c.value, begin};
}

bool hasFlagAt(std::string_view text, std::size_t position, CodePointFlag flag)
{
    return hasFlag(codePointFlags(decodeUtf8(text, position).value), flag);
}

bool touchesWord(std::string_view text, std::size_t begin, std::size_t end)
{
    if (begin > 0 && hasFlag(codePointFlags(lastCharacter(text.substr(0, begin)).first), CodePointFlag::Word))
        return true;
    return end < text.size() && hasFlagAt(text, end, CodePointFlag::Word);
}

std::size_t withoutSpaceBefore(std::string_view text, std::size_t begin, std::size_t lowest)
{
    while (begin > lowest) {
        const auto [c, at] = lastCharacter(text.substr(0, begin));
        if (!hasFlag(codePointFlags(c), CodePointFlag::Space))
            break;
        begin = at;
    }
    return std::max(begin, lowest);
}

std::size_t withoutSpaceAfter(std::string_view text, std::size_t end)
{
    while (end < text.size() && hasFlagAt(text, end, CodePointFlag::Space))
        end += decodeUtf8(text, end).size;
    return end;
}

unsigned firstByte(const AddedToken &token)
{
    return static_cast<unsigned char>(token.content[0]);
}

} // namespace

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> tokens) : m_tokens(std::move(tokens))
{
    std::erase_if(m_tokens, [](const AddedToken &token) { return token.content.empty(); });
    std::stable_sort(m_tokens.begin(), m_tokens.end(), [](const AddedToken &a, const AddedToken &b) {
        if (firstByte(a) != firstByte(b))
            return firstByte(a) < firstByte(b);
        return a.content.size() > b.content.size();
    });
    for (const AddedToken &token : m_tokens)
        ++m_firstWith[firstByte(token) + 1];
    for (std::size_t b = 0; b < 256; ++b)
        m_firstWith[b + 1] += m_firstWith[b];
}

const AddedToken *AddedTokenFinder::tokenAt(std::string_view text, std::size_t position) const
{
    const auto byte = static_cast<unsigned char>(text[position]);
    for (std::uint32_t i = m_firstWith[byte]; i < m_firstWith[byte + 1u]; ++i) {
        if (text.substr(position).starts_with(m_tokens[i].content))
            return &m_tokens[i];
    }
    return nullptr;
}

std::vector<AddedTokenFinder::Segment> AddedTokenFinder::split(std::string_view text) const
{
    std::vector<Segment> segments;
    std::size_t open = 0; // where the text begins that belongs to no segment yet
    if (!m_tokens.empty()) {
        for (std::size_t i = 0; i < text.size();) {
            const AddedToken *token = tokenAt(text, i);
            if (!token) {
                ++i;
                continue;
            }
            std::size_t begin = i;
            std::size_t end = i + token->content.size();
            i = end;
            if (token->singleWord && touchesWord(text, begin, end))
                continue;
            if (token->lstrip)
                begin = withoutSpaceBefore(text, begin, open);
            if (token->rstrip)
                end = withoutSpaceAfter(text, end);
            if (begin > open)
                segments.push_back({open, begin, -1});
            segments.push_back({begin, end, token->id});
            open = end;
        }
    }
    if (open < text.size())
        segments.push_back({open, text.size(), -1});
    return segments;
}

} // namespace embedscope
