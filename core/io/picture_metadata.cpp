#include "core/io/picture_metadata.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace embedscope {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPngStart = "\x89PNG\r\n\x1a\n"sv;
constexpr std::string_view kKeyword = "Embedscope-Recipe\0"sv; ///< with the NUL that ends a keyword
constexpr std::string_view kSvgOpen = R"(<metadata id="embedscope-recipe">)"sv;
constexpr std::string_view kSvgClose = "</metadata>"sv;
constexpr std::string_view kXmpOpen = "<embedscope:recipe>"sv;
constexpr std::string_view kXmpClose = "</embedscope:recipe>"sv;

/// CRC-32 of PNG (ISO 15948, annex D).
std::uint32_t crc32(std::string_view bytes)
{
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> made = {};
        for (std::uint32_t n = 0; n < 256; ++n) {
            std::uint32_t c = n;
            for (int bit = 0; bit < 8; ++bit)
                c = c & 1U ? 0xedb88320U ^ (c >> 1) : c >> 1;
            made[n] = c;
        }
        return made;
    }();
    std::uint32_t crc = 0xffffffffU;
    for (const char byte : bytes)
        crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xffU] ^ (crc >> 8);
    return crc ^ 0xffffffffU;
}

std::string bigEndian(std::uint32_t number)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(number >> shift & 0xffU);
    return bytes;
}

std::uint32_t bigEndian(std::string_view bytes)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | static_cast<unsigned char>(bytes[i]);
    return number;
}

std::optional<std::string_view> between(std::string_view bytes, std::string_view open, std::string_view close)
{
    const std::size_t begin = bytes.find(open);
    if (begin == std::string_view::npos)
        return std::nullopt;
    const std::size_t end = bytes.find(close, begin);
    if (end == std::string_view::npos)
        return std::nullopt;
    return bytes.substr(begin + open.size(), end - begin - open.size());
}

std::optional<std::string_view> pngMetadata(std::string_view png)
{
    std::size_t at = kPngStart.size();
    while (png.size() - at >= 12) {
        const std::size_t length = bigEndian(png.substr(at, 4));
        if (length > png.size() - at - 12)
            return std::nullopt;
        const std::string_view typeAndData = png.substr(at + 4, 4 + length);
        if (typeAndData.starts_with("tEXt") && typeAndData.substr(4).starts_with(kKeyword)) {
            if (crc32(typeAndData) != bigEndian(png.substr(at + 8 + length, 4)))
                return std::nullopt;
            return typeAndData.substr(4 + kKeyword.size());
        }
        at += 12 + length;
    }
    return std::nullopt;
}

std::string withChunk(std::string_view png, std::string_view words)
{
    constexpr std::size_t kHeaderEnd = 8 + 12 + 13; ///< IHDR must come first
    if (png.size() < kHeaderEnd)
        return std::string(png);
    std::string chunk = "tEXt" + std::string(kKeyword) + std::string(words);
    const std::uint32_t crc = crc32(chunk);
    chunk.insert(0, bigEndian(static_cast<std::uint32_t>(chunk.size() - 4)));
    return std::string(png.substr(0, kHeaderEnd)) + chunk + bigEndian(crc) + std::string(png.substr(kHeaderEnd));
}

bool isSvg(std::string_view bytes)
{
    return bytes.substr(0, 1000).find("<svg") != std::string_view::npos;
}

/// An XMP packet (ISO 16684-1).
std::string xmpWith(std::string_view words)
{
    std::string xmp = "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                      "<rdf:Description rdf:about=\"\" xmlns:embedscope=\"urn:embedscope:recipe\">";
    xmp.append(kXmpOpen).append(words).append(kXmpClose);
    return xmp += "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";
}

/// The whole number after `key` and spaces, from `from` on.
std::optional<std::size_t> numberAfter(std::string_view text, std::string_view key, std::size_t from)
{
    std::size_t at = text.find(key, from);
    if (at == std::string_view::npos)
        return std::nullopt;
    at = text.find_first_not_of(" \r\n", at + key.size());
    std::size_t number = 0;
    std::size_t digits = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && digits < 15; ++at, ++digits)
        number = number * 10 + static_cast<std::size_t>(text[at] - '0');
    return digits > 0 ? std::optional(number) : std::nullopt;
}

std::string withPdfMetadata(std::string_view pdf, std::string_view words)
{
    const std::size_t trailer = pdf.rfind("trailer");
    if (trailer == std::string_view::npos)
        return std::string(pdf);
    const auto size = numberAfter(pdf, "/Size", trailer);
    const auto info = numberAfter(pdf, "/Info", trailer);
    const auto root = numberAfter(pdf, "/Root", trailer);
    const auto before = numberAfter(pdf, "startxref", trailer);
    if (!size || !info || !root || !before)
        return std::string(pdf);
    const std::string object = std::to_string(*root) + " 0 obj";
    const std::size_t begin = pdf.find("\n" + object);
    const std::size_t end = pdf.find("endobj", begin);
    if (begin == std::string_view::npos || end == std::string_view::npos)
        return std::string(pdf);
    std::string catalogue(pdf.substr(begin + 1 + object.size(), end - begin - 1 - object.size()));
    const std::size_t close = catalogue.rfind(">>");
    if (close == std::string::npos)
        return std::string(pdf);
    const std::string number = std::to_string(*size);
    catalogue.insert(close, "/Metadata " + number + " 0 R\n");

    std::string result(pdf);
    result += '\n';
    const auto entry = [](std::size_t offset) {
        std::string digits = std::to_string(offset);
        digits.insert(0, 10 - std::min<std::size_t>(10, digits.size()), '0');
        return digits + " 00000 n \n";
    };
    const std::string catalogueEntry = entry(result.size());
    result += object + catalogue + "endobj\n";
    const std::string packetEntry = entry(result.size());
    const std::string packet = xmpWith(words);
    result += number + " 0 obj\n<< /Type /Metadata /Subtype /XML /Length " + std::to_string(packet.size()) +
              " >>\nstream\n" + packet + "\nendstream\nendobj\n";
    const std::size_t table = result.size();
    result += "xref\n" + std::to_string(*root) + " 1\n" + catalogueEntry + number + " 1\n" + packetEntry +
              "trailer\n<< /Size " + std::to_string(*size + 1) + " /Info " + std::to_string(*info) + " 0 R /Root " +
              std::to_string(*root) + " 0 R /Prev " + std::to_string(*before) + " >>\nstartxref\n" +
              std::to_string(table) + "\n%%EOF\n";
    return result;
}

} // namespace

std::string withPictureMetadata(std::string_view picture, std::string_view words)
{
    if (picture.starts_with(kPngStart))
        return withChunk(picture, words);
    if (picture.starts_with("%PDF-"))
        return withPdfMetadata(picture, words);
    if (!isSvg(picture))
        return std::string(picture);
    std::size_t at = picture.find('>', picture.find("<svg")); // the first child
    if (at == std::string_view::npos)
        return std::string(picture);
    ++at;
    std::string result(picture.substr(0, at));
    result.append("\n").append(kSvgOpen).append(words).append(kSvgClose);
    return result.append(picture.substr(at));
}

std::optional<std::string_view> pictureMetadata(std::string_view picture)
{
    if (picture.starts_with(kPngStart))
        return pngMetadata(picture);
    if (picture.starts_with("%PDF-"))
        return between(picture, kXmpOpen, kXmpClose);
    if (isSvg(picture))
        return between(picture, kSvgOpen, kSvgClose);
    return std::nullopt;
}

} // namespace embedscope
