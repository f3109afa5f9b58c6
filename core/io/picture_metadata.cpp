#include "core/io/picture_metadata.h"

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

} // namespace

std::string withPictureMetadata(std::string_view picture, std::string_view words)
{
    if (picture.starts_with(kPngStart))
        return withChunk(picture, words);
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

std::string xmpWith(std::string_view words)
{
    std::string xmp = "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                      "<rdf:Description rdf:about=\"\" xmlns:embedscope=\"urn:embedscope:recipe\">";
    xmp.append(kXmpOpen).append(words).append(kXmpClose);
    return xmp += "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";
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
