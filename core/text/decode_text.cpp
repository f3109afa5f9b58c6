#include "core/text/decode_text.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace embedscope {

namespace {

Error cancelled()
{
    return makeError(Errc::Cancelled);
}

/// The first byte at or after `position` that is not ASCII.
std::size_t skipAscii(std::string_view text, std::size_t position)
{
    constexpr std::uint64_t kHighBits = 0x8080808080808080u;
    while (position + 8 <= text.size()) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + position, 8);
        if (eight & kHighBits)
            break;
        position += 8;
    }
    while (position < text.size() && static_cast<unsigned char>(text[position]) < 0x80)
        ++position;
    return position;
}

struct Faults
{
    std::size_t count = 0; ///< ill-formed subparts
    std::size_t first = 0; ///< offset of the first
    std::size_t lines = 0; ///< lines that have one
};

/// Counts what is not UTF-8. False: stopped.
bool findFaults(std::string_view text, Faults &faults, const RunControl &control)
{
    std::size_t lastFault = std::string_view::npos;
    std::size_t nextLook = kBytesBetweenLooks;
    for (std::size_t i = skipAscii(text, 0); i < text.size(); i = skipAscii(text, i)) {
        if (i >= nextLook) {
            nextLook = i + kBytesBetweenLooks;
            if (control.stopRequested())
                return false;
        }
        const DecodedCharacter c = decodeUtf8(text, i);
        if (!c.valid) {
            if (faults.count++ == 0)
                faults.first = i;
            // A line counts once: a fault starts a new one if a line ended since the fault before.
            const bool sameLine = lastFault != std::string_view::npos &&
                                  text.substr(lastFault, i - lastFault).find_first_of("\r\n") == std::string_view::npos;
            if (!sameLine)
                ++faults.lines;
            lastFault = i;
        }
        i += c.size;
    }
    return true;
}

std::size_t countLines(std::string_view text)
{
    std::size_t lines = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
            ++lines;
    }
    if (!text.empty() && text.back() != '\n' && text.back() != '\r')
        ++lines;
    return lines;
}

std::string fromLatin1(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char byte : bytes)
        appendUtf8(out, static_cast<unsigned char>(byte));
    return out;
}

/// UTF-16 after its mark; unpaired surrogates and an odd last byte become U+FFFD.
std::string fromUtf16(std::string_view bytes, bool bigEndian, std::size_t &replaced, std::size_t &firstFault)
{
    std::string out;
    out.reserve(bytes.size());
    const auto unit = [&](std::size_t i) -> char32_t {
        const auto a = static_cast<unsigned char>(bytes[i]);
        const auto b = static_cast<unsigned char>(bytes[i + 1]);
        return bigEndian ? static_cast<char32_t>(a << 8 | b) : static_cast<char32_t>(b << 8 | a);
    };
    const auto fault = [&] {
        if (replaced++ == 0)
            firstFault = out.size();
        appendUtf8(out, kReplacementCharacter);
    };
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2) {
        const char32_t first = unit(i);
        if (first < 0xD800 || first > 0xDFFF) {
            appendUtf8(out, first);
            continue;
        }
        const char32_t second = i + 3 < bytes.size() ? unit(i + 2) : 0;
        if (first <= 0xDBFF && second >= 0xDC00 && second <= 0xDFFF) {
            appendUtf8(out, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
            i += 2;
        } else {
            fault();
        }
    }
    if (i < bytes.size())
        fault();
    return out;
}

ReadWarning warningAt(ReadWarning::Kind kind, std::size_t count, std::string_view text, std::size_t offset)
{
    const TextPosition position = positionOf(text, offset);
    return {kind, count, position.line, position.column};
}

/// Refuses NULs, or replaces them where they are so few that the rest is surely text.
Status treatNuls(DecodedText &decoded)
{
    const std::string_view text = decoded.text();
    const std::size_t first = text.find('\0');
    if (first == std::string_view::npos)
        return {};
    const auto count =
        static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(first), text.end(), '\0'));
    if (count > text.size() / 4096) {
        Error error = makeError(Errc::BinaryContent);
        error.line = positionOf(text, first).line;
        return error;
    }
    ReadWarning warning = warningAt(ReadWarning::Kind::BadBytes, count, text, first);
    std::string repaired;
    repaired.reserve(text.size() + 2 * count);
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t nul = std::min(text.find('\0', i), text.size());
        repaired.append(text.substr(i, nul - i));
        if (nul < text.size())
            appendUtf8(repaired, kReplacementCharacter);
        i = nul + 1;
    }
    decoded.storage = std::move(repaired);
    decoded.changed = true;
    for (ReadWarning &known : decoded.warnings) {
        if (known.kind == ReadWarning::Kind::BadBytes) {
            known.count += count;
            if (std::pair(warning.line, warning.column) < std::pair(known.line, known.column)) {
                known.line = warning.line;
                known.column = warning.column;
            }
            return {};
        }
    }
    decoded.warnings.push_back(std::move(warning));
    return {};
}

Status decodeUtf8OrLatin1(DecodedText &decoded, std::string_view bytes, DecodeRule rule, const RunControl &control)
{
    Faults faults;
    if (!findFaults(bytes, faults, control))
        return cancelled();
    decoded.original = bytes;
    if (faults.count == 0)
        return {};
    decoded.changed = true;
    // At least 99 % of the lines: 100 × faulty ≤ all.
    if (rule == DecodeRule::Repair || faults.lines * 100 <= countLines(bytes)) {
        decoded.warnings.push_back(warningAt(ReadWarning::Kind::BadBytes, faults.count, bytes, faults.first));
        decoded.storage = repairUtf8(bytes);
    } else {
        decoded.warnings.push_back(warningAt(ReadWarning::Kind::Latin1, faults.count, bytes, faults.first));
        decoded.storage = fromLatin1(bytes);
        decoded.encoding = "ISO-8859-1";
    }
    return {};
}

/// Which encoding of several bytes a character text seems to have that has no byte-order mark we know; empty: none. It
/// is full of NULs, all of them in the same half of the units, and so refused in any case: this is why.
std::string_view unknownWide(std::string_view bytes)
{
    if (bytes.starts_with(std::string_view("\xFF\xFE\0\0", 4)) ||
        bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4)))
        return "UTF-32";
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
        return "";
    const std::string_view beginning = bytes.substr(0, 4096);
    std::array<std::size_t, 2> nuls = {};
    for (std::size_t i = 0; i < beginning.size(); ++i)
        nuls[i % 2] += beginning[i] == '\0' ? 1 : 0;
    const bool oneSided = (nuls[0] == 0) != (nuls[1] == 0);
    return beginning.size() >= 8 && oneSided && (nuls[0] + nuls[1]) * 10 >= beginning.size() * 4
               ? "UTF-16 without a byte-order mark"
               : "";
}

} // namespace

Result<DecodedText> decodeText(std::string_view bytes, DecodeRule rule, NulRule nuls, const RunControl &control)
{
    DecodedText decoded;
    if (const std::string_view wide = unknownWide(bytes); !wide.empty()) {
        Error error = makeError(Errc::BinaryContent, "it seems to be " + std::string(wide) + ": save it as UTF-8");
        error.line = 1;
        return error;
    }
    const bool little = bytes.starts_with("\xFF\xFE");
    const bool big = bytes.starts_with("\xFE\xFF");
    if (little || big) {
        std::size_t replaced = 0;
        std::size_t firstFault = 0;
        decoded.storage = fromUtf16(bytes.substr(2), big, replaced, firstFault);
        decoded.changed = true;
        decoded.encoding = big ? "UTF-16BE" : "UTF-16LE";
        if (replaced)
            decoded.warnings.push_back(warningAt(ReadWarning::Kind::BadBytes, replaced, decoded.storage, firstFault));
    } else {
        if (bytes.starts_with("\xEF\xBB\xBF"))
            bytes.remove_prefix(3);
        if (Status status = decodeUtf8OrLatin1(decoded, bytes, rule, control); !status)
            return status.error();
    }
    if (control.stopRequested())
        return cancelled();
    if (nuls == NulRule::Refuse)
        if (Status status = treatNuls(decoded); !status)
            return status.error();
    return decoded;
}

TextPosition positionOf(std::string_view text, std::size_t offset)
{
    offset = std::min(offset, text.size());
    TextPosition position;
    std::size_t start = 0;
    for (std::size_t i = 0; i < offset; ++i) {
        const bool crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (text[i] == '\n' || (text[i] == '\r' && !crlf)) {
            ++position.line;
            start = i + 1;
        }
    }
    position.column = static_cast<std::int64_t>(countCharacters(text.substr(start, offset - start))) + 1;
    return position;
}

} // namespace embedscope
