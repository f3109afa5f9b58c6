#include "ui/render/export_picture.h"

#include "core/scene/display_text.h"
#include "core/system/atomic_file.h"
#include "ui/render/scene_painter.h"

#include <QBuffer>
#include <QGuiApplication>
#include <QImageWriter>
#include <QMarginsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <cmath>
#include <cstring>
#include <new>

namespace embedscope {

namespace {

constexpr int kPixelsPerInch = 96;
constexpr double kPointsPerInch = 72;

QString plain(const std::string &words)
{
    return QString::fromStdString(displayText(words, 4000));
}

constexpr const char *kTitleMark = "embedscope-title-goes-here";
constexpr const char *kDescriptionMark = "embedscope-description-goes-here";

/// The first occurrence: it stands in the head, before any text of the person's.
void replaceOnce(QByteArray &bytes, const char *mark, const std::string &words)
{
    const qsizetype at = bytes.indexOf(mark);
    if (at >= 0)
        bytes.replace(at, static_cast<qsizetype>(std::strlen(mark)), plain(words).toHtmlEscaped().toUtf8());
}

Result<QByteArray> renderPng(const Scene &scene, double scale, const PictureWords &words)
{
    QImage image = renderImage(scene, scale);
    if (image.isNull())
        return makeError(Errc::OutOfMemory, "picture");
    // Opaque, and the size in pixels alone: no density that a viewer would scale by.
    image = std::move(image).convertToFormat(QImage::Format_RGB32);
    image.setDevicePixelRatio(1);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    if (!words.title.empty())
        writer.setText(QStringLiteral("Title"), plain(words.title));
    if (!words.description.empty())
        writer.setText(QStringLiteral("Description"), plain(words.description));
    writer.setText(QStringLiteral("Software"), QStringLiteral("Embedscope"));
    if (!writer.write(image))
        return makeError(Errc::Internal, writer.errorString().toStdString());
    return bytes;
}

Result<QByteArray> renderSvg(const Scene &scene, const PictureWords &words)
{
    const ScreenSize size = scene.viewport.size();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(kPixelsPerInch);
    generator.setSize(QSize(static_cast<int>(std::lround(size.width)), static_cast<int>(std::lround(size.height))));
    generator.setViewBox(QRectF(0, 0, size.width, size.height));
    // Qt 6.4 writes both as they are, later versions escape them: what is written here needs no escaping, and our own
    // escaped words take its place.
    generator.setTitle(QString::fromLatin1(kTitleMark));
    generator.setDescription(QString::fromLatin1(kDescriptionMark));
    QPainter painter;
    if (!painter.begin(&generator))
        return makeError(Errc::Internal, "SVG");
    ScenePainter().paint(painter, scene);
    painter.end();
    replaceOnce(bytes, kTitleMark, words.title.empty() ? "Embedscope" : words.title);
    replaceOnce(bytes, kDescriptionMark, words.description);
    return bytes;
}

Result<QByteArray> renderPdf(const Scene &scene, const PictureWords &words)
{
    const ScreenSize size = scene.viewport.size();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kPixelsPerInch);
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setPageSize(QPageSize(QSizeF(size.width, size.height) * (kPointsPerInch / kPixelsPerInch), QPageSize::Point,
                                 QString(), QPageSize::ExactMatch));
    writer.setTitle(plain(words.title.empty() ? "Embedscope" : words.title));
    writer.setCreator(QStringLiteral("Embedscope"));
    QPainter painter;
    if (!painter.begin(&writer))
        return makeError(Errc::Internal, "PDF");
    ScenePainter().paint(painter, scene);
    painter.end();
    return bytes;
}

} // namespace

std::optional<PictureFormat> pictureFormatOf(std::string_view path)
{
    const QByteArray name = QByteArray(path.data(), static_cast<qsizetype>(path.size())).toLower();
    if (name.endsWith(".png"))
        return PictureFormat::Png;
    if (name.endsWith(".svg"))
        return PictureFormat::Svg;
    if (name.endsWith(".pdf"))
        return PictureFormat::Pdf;
    return std::nullopt;
}

Status checkPictureSize(ScreenSize size, double scale, PictureFormat format)
{
    const double factor = format == PictureFormat::Png ? scale : 1;
    const double width = size.width * factor;
    const double height = size.height * factor;
    if (!(width >= 1) || !(height >= 1) || !std::isfinite(width) || !std::isfinite(height))
        return makeError(Errc::InvalidArgument, "size");
    if (width > kMaxPictureSide || height > kMaxPictureSide || width * height > kMaxPicturePixels)
        return makeError(Errc::PictureTooLarge, std::to_string(kMaxPictureSide) + " pixels a side and " +
                                                    std::to_string(std::lround(kMaxPicturePixels / 1e6)) +
                                                    " million in all");
    return {};
}

Result<QByteArray> renderPicture(const Scene &scene, PictureFormat format, double scale, const PictureWords &words)
try {
    if (const Status fits = checkPictureSize(scene.viewport.size(), scale, format); !fits)
        return fits.error();
    switch (format) {
    case PictureFormat::Png:
        return renderPng(scene, scale, words);
    case PictureFormat::Svg:
        return renderSvg(scene, words);
    case PictureFormat::Pdf:
        return renderPdf(scene, words);
    }
    return makeError(Errc::InvalidArgument, "format");
} catch (const std::bad_alloc &) {
    return makeError(Errc::OutOfMemory, "picture");
}

Status exportPicture(const std::string &path, const Scene &scene, PictureFormat format, double scale,
                     const PictureWords &words)
{
    const Result<QByteArray> bytes = renderPicture(scene, format, scale, words);
    if (!bytes) {
        Error error = bytes.error();
        error.path = path;
        return error;
    }
    return writeFileAtomically(path, {bytes->constData(), static_cast<std::size_t>(bytes->size())});
}

} // namespace embedscope
