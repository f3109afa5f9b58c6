#pragma once

#include "core/base/result.h"
#include "core/scene/scene.h"

#include <QByteArray>

#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

enum class PictureFormat { Png, Svg, Pdf };

/// By the ending of the name, in any case: .png, .svg, .pdf.
std::optional<PictureFormat> pictureFormatOf(std::string_view path);

/// What is written into the file beside the picture, where the format has a place for it. UTF-8; empty: nothing.
struct PictureWords
{
    std::string title = {};
    std::string description = {};
};

inline constexpr int kMaxPictureSide = 32767;            ///< device pixels
inline constexpr double kMaxPicturePixels = 200'000'000; ///< 800 MB while it is made

/// PictureTooLarge beyond the limits, InvalidArgument for sizes and scales that are not positive. For SVG and PDF the
/// scale does not count.
Status checkPictureSize(ScreenSize size, double scale, PictureFormat format);

/// The bytes of a picture file. PNG: the same bytes for the same scene, always. SVG: text as text, well-formed whatever
/// the texts hold, nothing outside it referred to. PDF: fonts embedded. `scale` (device pixels a logical pixel) is for
/// PNG. Errors: those of checkPictureSize(), OutOfMemory, Internal. Needs a QGuiApplication (offscreen will do).
Result<QByteArray> renderPicture(const Scene &scene, PictureFormat format, double scale = 1,
                                 const PictureWords &words = {});

/// The same, written whole or not at all. Errors also: those of writeFileAtomically().
Status exportPicture(const std::string &path, const Scene &scene, PictureFormat format, double scale = 1,
                     const PictureWords &words = {});

} // namespace embedscope
