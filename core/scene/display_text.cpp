#include "core/scene/display_text.h"

#include "core/base/utf8.h"

namespace embedscope {

namespace {

constexpr std::size_t kMostBytesLookedAt = 64; ///< for each character that may be shown

bool isSpace(char32_t c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/// Controls, explicit bidirectional formatting, noncharacters, byte-order marks, interlinear annotation, tags of
/// U+E0001.
bool isDropped(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0x200E || c == 0x200F || c == 0x061C || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE || (c >= 0xD800 && c <= 0xDFFF);
}

bool isCombining(char32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0489) || (c >= 0x0591 && c <= 0x05BD) ||
           (c >= 0x064B && c <= 0x065F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFE20 && c <= 0xFE2F);
}

bool isRightToLeft(char32_t c)
{
    return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC) ||
           (c >= 0x10800 && c <= 0x10FFF) || (c >= 0x1E800 && c <= 0x1EFFF);
}

} // namespace

std::string displayText(std::string_view text, std::size_t maxCharacters)
{
    // A megabyte of marks or blanks is not read for each picture that shows the first hundred characters.
    const std::size_t most = maxCharacters * kMostBytesLookedAt + 1024;
    std::string shown;
    std::size_t characters = 0;
    std::size_t marks = 0;
    bool spaceDue = false;
    for (std::size_t at = 0; at < text.size();) {
        if (at >= most) {
            shown += "…";
            break;
        }
        const DecodedCharacter decoded = decodeUtf8(text, at);
        at += decoded.size;
        const char32_t c = decoded.value;
        if (isSpace(c)) {
            spaceDue = !shown.empty();
            continue;
        }
        if (isDropped(c))
            continue;
        if (isCombining(c)) {
            if (++marks > kMaxMarks)
                continue;
        } else {
            marks = 0;
            if (characters >= maxCharacters) {
                // Rather after a word than within it.
                if (const std::size_t space = shown.rfind(' ');
                    !spaceDue && space != std::string::npos && space >= shown.size() * 2 / 3)
                    shown.resize(space);
                shown += "…";
                break;
            }
            characters += spaceDue ? 2 : 1;
        }
        if (spaceDue)
            shown += ' ';
        spaceDue = false;
        appendUtf8(shown, c);
    }
    return shown;
}

std::string quoted(std::string_view text, std::size_t maxCharacters)
{
    const std::string shown = displayText(text, maxCharacters);
    bool isolate = false;
    for (std::size_t at = 0; at < shown.size() && !isolate;) {
        const DecodedCharacter decoded = decodeUtf8(shown, at);
        at += decoded.size;
        isolate = isRightToLeft(decoded.value);
    }
    return isolate ? "“\u2068" + shown + "\u2069”" : "“" + shown + "”";
}

} // namespace embedscope
