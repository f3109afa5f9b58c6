#include "core/model/tokenizer/text_normalizer.h"

#include "core/base/utf8.h"
#include "core/model/tokenizer/json_fields.h"
#include "core/model/tokenizer/unicode_tables.h"

#include <algorithm>
#include <utility>

namespace embedscope {

using namespace tokenizer_json;

namespace {

constexpr int kDeepest = 4;
constexpr std::size_t kMostSteps = 8;
// What is put in may be longer than what it replaces; a text must not grow without bound by a file's wish.
constexpr std::size_t kLongestContent = 16;
constexpr std::size_t kMostGrowth = 16;

bool isSpace(char32_t c)
{
    return hasFlag(codePointFlags(c), CodePointFlag::Space);
}

} // namespace

Result<TextNormalizer> TextNormalizer::fromJson(const Json &normalizer)
{
    TextNormalizer result;
    if (const Status status = addSteps(normalizer, 0, result.m_steps); !status)
        return status.error();
    std::size_t growth = 1;
    std::size_t maps = 0;
    for (const Step &step : result.m_steps) {
        if (const auto *replace = std::get_if<Replace>(&step))
            growth *= std::max<std::size_t>(replace->content.size() / replace->pattern.size(), 1);
        else if (const auto *collapse = std::get_if<CollapseSpaces>(&step))
            growth *= std::max<std::size_t>(collapse->content.size() / 2, 1);
        maps += std::holds_alternative<CharacterMap>(step) ? 1 : 0;
    }
    if (growth > kMostGrowth || maps > 1)
        return unsupported("normalizer makes a text more than " + std::to_string(kMostGrowth) + " times longer");
    return result;
}

Status TextNormalizer::addSteps(const Json &normalizer, int depth, std::vector<Step> &steps)
{
    if (normalizer.is_null())
        return {};
    const std::string type = typeOf(normalizer);
    if (steps.size() >= kMostSteps || depth > kDeepest)
        return unsupported("normalizer has too many steps");
    const auto content = [&](const char *name) -> Result<std::string> {
        std::string text = stringMember(normalizer, name);
        if (text.size() > kLongestContent)
            return unsupported("normalizer: a " + std::string(name) + " of " + std::to_string(text.size()) + " bytes");
        return text;
    };
    if (type == "Sequence") {
        for (const Json &part : arrayMember(normalizer, "normalizers"))
            if (const Status status = addSteps(part, depth + 1, steps); !status)
                return status;
    } else if (type == "Precompiled") {
        auto map = CharacterMap::fromBase64(stringMember(normalizer, "precompiled_charsmap"));
        if (!map)
            return damaged(map.error().detail);
        steps.emplace_back(std::move(*map));
    } else if (type == "Replace") {
        auto with = content("content");
        if (!with)
            return with.error();
        const Json &pattern = member(normalizer, "pattern");
        if (!member(pattern, "Regex").is_null()) {
            if (const std::string regex = stringMember(pattern, "Regex"); regex != " {2,}")
                return unsupported("normalizer Replace of the expression " + inQuotes(regex));
            steps.emplace_back(CollapseSpaces{std::move(*with)});
        } else {
            std::string what = stringMember(pattern, "String");
            if (what.empty() || what.size() > kLongestContent)
                return unsupported("normalizer Replace of " + std::to_string(what.size()) + " bytes");
            steps.emplace_back(Replace{std::move(what), std::move(*with)});
        }
    } else if (type == "Strip") {
        steps.emplace_back(Strip{boolOr(normalizer, "strip_left", true), boolOr(normalizer, "strip_right", true)});
    } else if (type == "Lowercase") {
        steps.emplace_back(Lowercase{});
    } else if (type == "Prepend") {
        auto before = content("prepend");
        if (!before)
            return before.error();
        steps.emplace_back(Prepend{std::move(*before)});
    } else {
        return unsupported("normalizer is " + type);
    }
    return {};
}

std::string TextNormalizer::apply(std::string_view text) const
{
    std::string result(text);
    for (const Step &step : m_steps)
        result = std::visit([&](const auto &kind) { return run(kind, result); }, step);
    return result;
}

bool TextNormalizer::lowercases() const
{
    return std::any_of(m_steps.begin(), m_steps.end(),
                       [](const Step &step) { return std::holds_alternative<Lowercase>(step); });
}

std::string TextNormalizer::run(const CharacterMap &map, std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 16);
    map.apply(text, out);
    return out;
}

std::string TextNormalizer::run(const Replace &replace, std::string_view text)
{
    std::string out;
    for (std::size_t at = 0;;) {
        const std::size_t found = text.find(replace.pattern, at);
        out += text.substr(at, found - at);
        if (found == std::string_view::npos)
            return out;
        out += replace.content;
        at = found + replace.pattern.size();
    }
}

std::string TextNormalizer::run(const CollapseSpaces &collapse, std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_not_of(' ', at), text.size());
        if (end - at >= 2)
            out += collapse.content;
        else
            out += text.substr(at, end - at);
        at = std::min(text.find(' ', end), text.size());
        out += text.substr(end, at - end);
    }
    return out;
}

std::string TextNormalizer::run(const Strip &strip, std::string_view text)
{
    std::size_t begin = 0;
    while (strip.left && begin < text.size()) {
        const DecodedCharacter c = decodeUtf8(text, begin);
        if (!isSpace(c.value))
            break;
        begin += c.size;
    }
    std::size_t end = text.size();
    while (strip.right && end > begin) {
        std::size_t last = end - 1;
        while (last > begin && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80)
            --last;
        if (!isSpace(decodeUtf8(text, last).value))
            break;
        end = last;
    }
    return std::string(text.substr(begin, end - begin));
}

std::string TextNormalizer::run(const Lowercase &, std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, i);
        i += c.size;
        const ShortString small = smallForm(c.value);
        for (const char32_t part : small.view())
            appendUtf8(out, part);
    }
    return out;
}

std::string TextNormalizer::run(const Prepend &prepend, std::string_view text)
{
    return text.empty() ? std::string() : prepend.content + std::string(text);
}

} // namespace embedscope
