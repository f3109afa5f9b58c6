#include "ui/render/point_splatter.h"

#include "ui/render/qt_convert.h"

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>

#include <cmath>
#include <numbers>

namespace embedscope {

namespace {

/// Marks of an SVG or PDF that are drawn as an image have this many pixels a logical pixel.
constexpr double kEmbeddedRatio = 3;
constexpr qsizetype kMostSprites = 4000;

void addPolygon(QPainterPath &path, int corners, double radius, double turn)
{
    for (int i = 0; i < corners; ++i) {
        const double angle = turn + 2 * std::numbers::pi * i / corners;
        const QPointF p(radius * std::sin(angle), -radius * std::cos(angle));
        if (i == 0)
            path.moveTo(p);
        else
            path.lineTo(p);
    }
    path.closeSubpath();
}

QPainterPath plusPath(double radius)
{
    const double arm = radius * 1.15;
    const double half = radius * 0.42;
    QPainterPath path;
    path.moveTo(-half, -arm);
    for (const auto &[x, y] : {std::pair{half, -arm},
                               {half, -half},
                               {arm, -half},
                               {arm, half},
                               {half, half},
                               {half, arm},
                               {-half, arm},
                               {-half, half},
                               {-arm, half},
                               {-arm, -half},
                               {-half, -half}})
        path.lineTo(x, y);
    path.closeSubpath();
    return path;
}

double markExtent(const MarkStyle &style)
{
    return (style.radius + style.gap + style.outlineWidth) * 1.35 + 1; // corners reach beyond the radius
}

} // namespace

bool isVectorDevice(const QPainter &painter)
{
    const QPaintEngine *engine = painter.paintEngine();
    if (!engine)
        return false;
    return engine->type() == QPaintEngine::SVG || engine->type() == QPaintEngine::Pdf ||
           engine->type() == QPaintEngine::Picture;
}

QPainterPath markPath(MarkShape shape, double radius)
{
    QPainterPath path;
    switch (shape) {
    case MarkShape::Circle:
        path.addEllipse(QPointF(0, 0), radius, radius);
        break;
    case MarkShape::Square: {
        const double half = radius * 0.886;
        path.addRect(-half, -half, 2 * half, 2 * half);
        break;
    }
    case MarkShape::Diamond:
        addPolygon(path, 4, radius * 1.2, 0);
        break;
    case MarkShape::TriangleUp:
        addPolygon(path, 3, radius * 1.3, 0);
        break;
    case MarkShape::TriangleDown:
        addPolygon(path, 3, radius * 1.3, std::numbers::pi);
        break;
    case MarkShape::Plus:
        path = plusPath(radius);
        break;
    case MarkShape::Cross: {
        QTransform turn;
        turn.rotate(45);
        path = turn.map(plusPath(radius));
        break;
    }
    case MarkShape::Star:
        for (int i = 0; i < 10; ++i) {
            const double r = i % 2 == 0 ? radius * 1.35 : radius * 0.6;
            const double angle = std::numbers::pi * i / 5;
            const QPointF p(r * std::sin(angle), -r * std::cos(angle));
            if (i == 0)
                path.moveTo(p);
            else
                path.lineTo(p);
        }
        path.closeSubpath();
        break;
    case MarkShape::Pentagon:
        addPolygon(path, 5, radius * 1.12, 0);
        break;
    case MarkShape::Hexagon:
        addPolygon(path, 6, radius * 1.08, std::numbers::pi / 6);
        break;
    }
    return path;
}

void drawMark(QPainter &painter, ScreenPoint at, const MarkStyle &style, double scale, Colour ground)
{
    const auto shape = [&](double radius) { return markPath(style.shape, radius * scale).translated(at.x, at.y); };
    if (style.fill.a == 0) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(toQt(style.outline), style.outlineWidth * scale));
        painter.drawPath(shape(style.radius));
        return;
    }
    painter.setPen(Qt::NoPen);
    if (style.outlineWidth > 0) {
        painter.setBrush(toQt(style.outline));
        painter.drawPath(shape(style.radius + style.gap + style.outlineWidth));
    }
    if (style.gap > 0) {
        painter.setBrush(toQt(ground));
        painter.drawPath(shape(style.radius + style.gap));
    }
    painter.setBrush(toQt(style.fill));
    painter.drawPath(shape(style.radius));
}

const QImage &PointSplatter::sprite(const MarkStyle &style, double scale, double pixelRatio, Colour ground)
{
    QByteArray key;
    const auto add = [&](const auto &value) { key.append(reinterpret_cast<const char *>(&value), sizeof value); };
    add(style.shape);
    add(style.fill);
    add(style.outline);
    add(style.radius);
    add(style.outlineWidth);
    add(style.gap);
    add(scale);
    add(pixelRatio);
    add(ground);
    if (const auto known = m_sprites.constFind(key); known != m_sprites.constEnd())
        return *known;
    if (m_sprites.size() >= kMostSprites)
        m_sprites.clear();
    const double ratio = scale * pixelRatio;
    const int half = static_cast<int>(std::ceil(markExtent(style) * ratio));
    QImage image(2 * half + 1, 2 * half + 1, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    drawMark(painter, {half + 0.5, half + 0.5}, style, ratio, ground);
    painter.end();
    return *m_sprites.insert(key, image);
}

QImage PointSplatter::splat(const Scene &scene, double pixelRatio)
{
    const ScreenSize size = scene.viewport.size();
    QImage image(static_cast<int>(std::ceil(size.width * pixelRatio)),
                 static_cast<int>(std::ceil(size.height * pixelRatio)), QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return image;
    image.fill(Qt::transparent);
    std::vector<QImage> sprites; // shallow copies: m_sprites may be emptied meanwhile
    sprites.reserve(scene.styles.size());
    for (const MarkStyle &style : scene.styles)
        sprites.push_back(sprite(style, scene.markScale, pixelRatio, scene.background));
    QPainter painter(&image);
    const PointLayer &points = *scene.points;
    for (std::size_t i = 0; i < points.x.size(); ++i) {
        const QImage &mark = sprites[points.style[i]];
        const ScreenPoint at = scene.viewport.toScreen({points.x[i], points.y[i]});
        const double x = at.x * pixelRatio - mark.width() / 2.0;
        const double y = at.y * pixelRatio - mark.height() / 2.0;
        if (x < -mark.width() || y < -mark.height() || x > image.width() || y > image.height())
            continue;
        painter.drawImage(static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y)), mark);
    }
    return image;
}

void PointSplatter::paint(QPainter &painter, const Scene &scene)
{
    if (!scene.points || scene.points->x.empty())
        return;
    const PointLayer &points = *scene.points;
    const bool vector = isVectorDevice(painter);
    if (points.x.size() <= (vector ? kMostVectors : kFewMarks)) {
        painter.setRenderHint(QPainter::Antialiasing);
        const ScreenSize size = scene.viewport.size();
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            const MarkStyle &style = scene.styles[points.style[i]];
            const ScreenPoint at = scene.viewport.toScreen({points.x[i], points.y[i]});
            const double extent = markExtent(style) * scene.markScale;
            if (at.x > -extent && at.y > -extent && at.x < size.width + extent && at.y < size.height + extent)
                drawMark(painter, at, style, scene.markScale, scene.background);
        }
        return;
    }
    const double ratio = vector ? kEmbeddedRatio : painter.device()->devicePixelRatioF();
    QImage image = splat(scene, ratio);
    image.setDevicePixelRatio(ratio);
    painter.drawImage(QPointF(0, 0), image);
}

} // namespace embedscope
