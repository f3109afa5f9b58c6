#include "ui/render/scene_painter.h"

#include "ui/render/fonts.h"
#include "ui/render/qt_convert.h"

#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace embedscope {

namespace {

constexpr double kArrowLength = 9;
constexpr double kArrowHalf = 4.5;

QPen penFor(const LineItem &line)
{
    QPen pen(toQt(line.colour), line.width);
    pen.setJoinStyle(Qt::RoundJoin);
    if (line.dash == LineItem::Dash::Dotted) {
        pen.setCapStyle(Qt::RoundCap);
        pen.setDashPattern({0.01, 3.2}); // round caps make dots of it; in units of the width
    } else if (line.dash == LineItem::Dash::Dashed) {
        pen.setDashPattern({4, 3});
    } else {
        pen.setCapStyle(Qt::FlatCap);
    }
    return pen;
}

struct PaintItem
{
    QPainter &painter;
    const Scene &scene;
    HaloPainter &halos;
    bool onPixels; ///< the picture is made of pixels, not of vectors

    void operator()(const LineItem &line) const
    {
        if (line.points.size() < 2)
            return;
        QPolygonF points;
        for (const ScreenPoint &p : line.points)
            points << toQt(p);
        painter.setBrush(Qt::NoBrush);
        if (line.head == LineItem::Head::Arrow) {
            const QLineF last(points[points.size() - 2], points.back());
            if (last.length() > 0) {
                const QPointF along = (last.p2() - last.p1()) / last.length();
                const QPointF across(-along.y(), along.x());
                const QPointF base = last.p2() - along * kArrowLength;
                points.back() = base;
                painter.setPen(Qt::NoPen);
                painter.setBrush(toQt(line.colour));
                painter.drawPolygon(QPolygonF({last.p2(), base + across * kArrowHalf, base - across * kArrowHalf}));
                painter.setBrush(Qt::NoBrush);
            }
        }
        painter.setPen(penFor(line));
        painter.drawPolyline(points);
    }

    void operator()(const PolygonItem &polygon) const
    {
        QPolygonF points;
        for (const ScreenPoint &p : polygon.points)
            points << toQt(p);
        painter.setPen(polygon.outlineWidth > 0 ? QPen(toQt(polygon.outline), polygon.outlineWidth) : QPen(Qt::NoPen));
        painter.setBrush(toQt(polygon.fill));
        painter.drawPolygon(points);
    }

    void operator()(const RectItem &item) const
    {
        const QRectF rect = toQt(item.rect);
        painter.setPen(item.outlineWidth > 0 ? QPen(toQt(item.outline), item.outlineWidth) : QPen(Qt::NoPen));
        if (item.gradient.size() >= 2) {
            QLinearGradient gradient(rect.topLeft(), rect.topRight());
            for (std::size_t i = 0; i < item.gradient.size(); ++i)
                gradient.setColorAt(static_cast<double>(i) / static_cast<double>(item.gradient.size() - 1),
                                    toQt(item.gradient[i]));
            painter.setBrush(gradient);
        } else {
            painter.setBrush(toQt(item.fill));
        }
        if (item.radius > 0)
            painter.drawRoundedRect(rect, item.radius, item.radius);
        else
            painter.drawRect(rect);
    }

    void operator()(const MarkItem &mark) const { drawMark(painter, mark.at, mark.style, 1, scene.background); }

    void operator()(const TextItem &item) const
    {
        const QFont font = mapFont(item.role, item.fontScale);
        painter.setFont(font);
        double baseline = item.at.y + item.text.ascent;
        for (const TextLine &line : item.text.lines) {
            const double x = item.align == TextItem::Align::Left     ? item.at.x
                             : item.align == TextItem::Align::Centre ? item.at.x - line.width / 2
                                                                     : item.at.x - line.width;
            drawLine(item, QString::fromStdString(line.text), {x, baseline}, font);
            baseline += item.text.lineHeight;
        }
    }

    void drawHaloPath(const TextItem &item, const QString &text, QPointF at, const QFont &font) const
    {
        QPainterPath outline;
        outline.addText(at, font, text);
        QPen pen(toQt(item.halo), 2 * item.haloWidth);
        pen.setJoinStyle(Qt::RoundJoin);
        painter.setPen(pen);
        painter.setBrush(toQt(item.halo));
        painter.drawPath(outline);
    }

    void drawLine(const TextItem &item, const QString &text, QPointF at, const QFont &font) const
    {
        if (onPixels) {
            // A line of text begins on a whole pixel: it looks the same wherever the picture is panned to.
            const double ratio = painter.device()->devicePixelRatioF();
            at = {std::round(at.x() * ratio) / ratio, std::round(at.y() * ratio) / ratio};
        }
        if (item.halo.a > 0 && item.haloWidth > 0) {
            if (onPixels)
                halos.draw(painter, text, at, font, item.haloWidth, item.halo);
            else
                drawHaloPath(item, text, at, font);
        }
        painter.setPen(toQt(item.colour));
        painter.setBrush(Qt::NoBrush);
        if (!hasDigitCells(item.role)) {
            painter.drawText(at, text);
            return;
        }
        const double cell = digitCell(font);
        for (const QChar c : text) {
            const double width = lineWidth(QString(c), TextRole::Label, font);
            painter.drawText(c.isDigit() ? at + QPointF((cell - width) / 2, 0) : at, QString(c));
            at.rx() += c.isDigit() ? cell : width;
        }
    }
};

} // namespace

void ScenePainter::paint(QPainter &painter, const Scene &scene) const
{
    const ScreenSize size = scene.viewport.size();
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.fillRect(QRectF(0, 0, size.width, size.height), toQt(scene.background));
    painter.setClipRect(QRectF(0, 0, size.width, size.height));
    const PaintItem paintItem{painter, scene, m_halos, !isVectorDevice(painter)};
    for (const SceneItem &item : scene.below)
        std::visit(paintItem, item);
    m_splatter.paint(painter, scene);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    for (const SceneItem &item : scene.above)
        std::visit(paintItem, item);
    painter.restore();
}

QImage renderImage(const Scene &scene, double scale)
{
    const ScreenSize size = scene.viewport.size();
    QImage image(static_cast<int>(std::lround(size.width * scale)), static_cast<int>(std::lround(size.height * scale)),
                 QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return image;
    image.setDevicePixelRatio(scale);
    image.fill(toQt(scene.background));
    QPainter painter(&image);
    ScenePainter().paint(painter, scene);
    return image;
}

} // namespace embedscope
