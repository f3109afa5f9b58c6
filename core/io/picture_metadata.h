#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

/// Words that travel inside a picture file: a tEXt chunk in PNG, <metadata> in SVG, XMP in PDF. ASCII without < > &.

/// The file's bytes with the words in them: PNG, SVG, and PDF with a plain table of objects, as Qt writes it (an
/// incremental update, ISO 32000-1, 7.5.6, whose catalogue names an XMP packet). Other bytes come back as they are.
std::string withPictureMetadata(std::string_view picture, std::string_view words);
/// The words of a PNG, SVG or PDF; nothing if it has none or is damaged before them. A view into `picture`.
std::optional<std::string_view> pictureMetadata(std::string_view picture);

} // namespace embedscope
