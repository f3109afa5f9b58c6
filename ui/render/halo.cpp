#include "ui/render/halo.h"

#include "ui/render/qt_convert.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPaintDevice>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace embedscope {

namespace {

/// Longer lines than this are not on a map; the image must stay small whatever comes.
constexpr int kMaxSide = 8192;

/// Every pixel takes the greatest of its surroundings within a disc of `radius` pixels, fading over its edge.
std::vector<std::uint8_t> dilated(const std::vector<std::uint8_t> &mask, int width, int height, double radius)
{
    std::vector<std::uint8_t> out(mask.size(), 0);
    const int reach = static_cast<int>(std::ceil(radius));
    for (int dy = -reach; dy <= reach; ++dy) {
        for (int dx = -reach; dx <= reach; ++dx) {
            const double weight = std::clamp(radius + 0.5 - std::hypot(dx, dy), 0.0, 1.0);
            const auto share = static_cast<std::uint16_t>(std::lround(weight * 256));
            if (share == 0)
                continue;
            const int firstX = std::max(0, -dx);
            const int lastX = std::min(width, width - dx);
            for (int y = std::max(0, -dy); y < std::min(height, height - dy); ++y) {
                const std::uint8_t *from = mask.data() + static_cast<std::ptrdiff_t>(y + dy) * width + dx;
                std::uint8_t *to = out.data() + static_cast<std::ptrdiff_t>(y) * width;
                for (int x = firstX; x < lastX; ++x)
                    to[x] = std::max(to[x], static_cast<std::uint8_t>((from[x] * share) >> 8));
            }
        }
    }
    return out;
}

} // namespace

void drawHalo(QPainter &painter, const QString &text, QPointF at, const QFont &font, double width, Colour colour)
{
    const double ratio = painter.device()->devicePixelRatioF();
    const QFontMetricsF metrics(font);
    const double margin = width + 3;
    // The image begins at a whole device pixel, so that nothing of it is blurred.
    const QRectF tight = metrics.tightBoundingRect(text).translated(at);
    const QRectF ink = tight.united(QRectF(at.x(), at.y() - metrics.ascent(), 1, metrics.height()));
    const QPointF origin(std::floor((ink.left() - margin) * ratio) / ratio,
                         std::floor((ink.top() - margin) * ratio) / ratio);
    const int columns = static_cast<int>(std::ceil((ink.right() + margin - origin.x()) * ratio));
    const int rows = static_cast<int>(std::ceil((ink.bottom() + margin - origin.y()) * ratio));
    if (columns <= 0 || rows <= 0 || columns > kMaxSide || rows > kMaxSide)
        return;
    QImage image(columns, rows, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return;
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    {
        QPainter ghost(&image);
        ghost.setRenderHint(QPainter::TextAntialiasing);
        ghost.setFont(font);
        ghost.setPen(Qt::black);
        ghost.drawText(at - origin, text);
    }
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    for (int y = 0; y < rows; ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = 0; x < columns; ++x)
            mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x)] =
                static_cast<std::uint8_t>(qAlpha(line[x]));
    }
    mask = dilated(mask, columns, rows, width * ratio);
    for (int y = 0; y < rows; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < columns; ++x) {
            const std::uint8_t alpha =
                mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x)];
            line[x] = qPremultiply(qRgba(colour.r, colour.g, colour.b, alpha * colour.a / 255));
        }
    }
    painter.drawImage(origin, image);
}

} // namespace embedscope
