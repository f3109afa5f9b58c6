#pragma once

#include "core/scene/scene.h"

#include <QHash>
#include <QImage>
#include <QPainterPath>

class QPainter;

namespace embedscope {

/// Whether what is drawn stays lines and text (SVG, PDF) rather than becoming pixels.
bool isVectorDevice(const QPainter &painter);

/// The outline of a mark of `radius` around the origin. All shapes cover about the area of the circle.
QPainterPath markPath(MarkShape shape, double radius);

/// One mark, as vectors: fill, a ring of the map's colour, outline; or only a ring where the fill is transparent.
void drawMark(QPainter &painter, ScreenPoint at, const MarkStyle &style, double scale, Colour ground);

/// Draws a scene's point layer. Few marks are drawn as vectors, exactly where they are; many as copies of one small
/// image a style, at whole device pixels, which is about 25 times faster. On SVG and PDF marks are vectors up to
/// kMostVectors; beyond that one image of all of them.
class PointSplatter
{
public:
    static constexpr std::size_t kFewMarks = 400;
    static constexpr std::size_t kMostVectors = 20000;

    void paint(QPainter &painter, const Scene &scene);

private:
    const QImage &sprite(const MarkStyle &style, double scale, double pixelRatio, Colour ground);
    QImage splat(const Scene &scene, double pixelRatio);

    QHash<QByteArray, QImage> m_sprites;
};

} // namespace embedscope
