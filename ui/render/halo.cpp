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
constexpr qsizetype kMostBytes = 24 << 20; ///< of remembered halos

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
                if (share == 256) {
                    for (int x = firstX; x < lastX; ++x)
                        to[x] = std::max(to[x], from[x]);
                } else {
                    for (int x = firstX; x < lastX; ++x)
                        to[x] = std::max(to[x], static_cast<std::uint8_t>((from[x] * share) >> 8));
                }
            }
        }
    }
    return out;
}

} // namespace

HaloPainter::Halo HaloPainter::make(const QString &text, const QFont &font, double width, Colour colour, double ratio)
{
    const QFontMetricsF metrics(font);
    const double margin = width + 3;
    // The image begins at a whole device pixel, so that nothing of it is blurred.
    const QRectF ink = metrics.tightBoundingRect(text).united(QRectF(0, -metrics.ascent(), 1, metrics.height()));
    const QPointF origin(std::floor((ink.left() - margin) * ratio) / ratio,
                         std::floor((ink.top() - margin) * ratio) / ratio);
    const int columns = static_cast<int>(std::ceil((ink.right() + margin - origin.x()) * ratio));
    const int rows = static_cast<int>(std::ceil((ink.bottom() + margin - origin.y()) * ratio));
    if (columns <= 0 || rows <= 0 || columns > kMaxSide || rows > kMaxSide)
        return {};
    QImage image(columns, rows, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return {};
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    {
        QPainter ghost(&image);
        ghost.setRenderHint(QPainter::TextAntialiasing);
        ghost.setFont(font);
        ghost.setPen(Qt::black);
        ghost.drawText(-origin, text);
    }
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    for (int y = 0; y < rows; ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        std::uint8_t *to = mask.data() + static_cast<std::ptrdiff_t>(y) * columns;
        for (int x = 0; x < columns; ++x)
            to[x] = static_cast<std::uint8_t>(qAlpha(line[x]));
    }
    mask = dilated(mask, columns, rows, width * ratio);
    for (int y = 0; y < rows; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        const std::uint8_t *from = mask.data() + static_cast<std::ptrdiff_t>(y) * columns;
        for (int x = 0; x < columns; ++x)
            line[x] = qPremultiply(qRgba(colour.r, colour.g, colour.b, from[x] * colour.a / 255));
    }
    return {std::move(image), origin};
}

void HaloPainter::draw(QPainter &painter, const QString &text, QPointF at, const QFont &font, double width,
                       Colour colour)
{
    const double ratio = painter.device()->devicePixelRatioF();
    const QString key = QStringLiteral("%1/%2/%3/%4/%5/%6")
                            .arg(font.pixelSize())
                            .arg(font.weight())
                            .arg(width)
                            .arg(qRgba(colour.r, colour.g, colour.b, colour.a))
                            .arg(ratio)
                            .arg(text);
    auto known = m_halos.constFind(key);
    if (known == m_halos.constEnd()) {
        if (m_bytes > kMostBytes) {
            m_halos.clear();
            m_bytes = 0;
        }
        Halo made = make(text, font, width, colour, ratio);
        m_bytes += made.image.sizeInBytes() + key.size() * 2;
        known = m_halos.insert(key, std::move(made));
    }
    if (!known->image.isNull())
        painter.drawImage(at + known->offset, known->image);
}

} // namespace embedscope
