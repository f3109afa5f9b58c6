#include "ui/widgets/map/map_sides.h"

#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPalette>
#include <QStringList>

#include <algorithm>

namespace embedscope {

namespace {

struct SideWords
{
    Q_DECLARE_TR_FUNCTIONS(MapWidget)
};

constexpr double kShare = 0.14; ///< of the map's width and height
constexpr double kLeast = 44;   ///< pixels
constexpr double kMost = 120;

double depth(double length)
{
    return std::clamp(kShare * length, kLeast, kMost);
}

double distanceTo(AxisSide side, QPointF at, QSize map)
{
    switch (side) {
    case AxisSide::Left:
        return at.x();
    case AxisSide::Right:
        return map.width() - at.x();
    case AxisSide::Below:
        return map.height() - at.y();
    case AxisSide::Above:
        break;
    }
    return at.y();
}

QFont demiBold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

/// Leaves the pen for what is written on it.
void paintBand(QPainter &painter, const QRectF &band, bool isUnderPointer, const QPalette &palette)
{
    constexpr double kRounding = 8;
    QColor ground = palette.color(QPalette::Base);
    ground.setAlpha(248); // labels below do not mix with the words
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(band, kRounding, kRounding);
    QColor fill = palette.color(QPalette::Highlight);
    fill.setAlpha(isUnderPointer ? 235 : 30);
    painter.setPen(QPen(palette.color(QPalette::Highlight), 1.5, isUnderPointer ? Qt::SolidLine : Qt::DashLine));
    painter.setBrush(fill);
    painter.drawRoundedRect(band, kRounding, kRounding);
    painter.setPen(palette.color(isUnderPointer ? QPalette::HighlightedText : QPalette::Text));
}

/// In the middle, the name first; with room for one line there is the name alone.
void paintWords(QPainter &painter, const QRectF &room, const QString &name, const QString &caption)
{
    constexpr int kMostNameLines = 2;
    constexpr int kMostLines = 8;
    const QFont plain = painter.font();
    const QFont bold = demiBold(plain);
    const int height = QFontMetrics(bold).lineSpacing();
    const int width = static_cast<int>(room.width());
    const int most = std::clamp(static_cast<int>(room.height()) / height, 1, kMostLines);
    const QStringList names = elidedLines(name, bold, width, std::min(most, kMostNameLines));
    const QStringList examples = elidedLines(caption, plain, width, most - static_cast<int>(names.size()));
    QRectF line(room.left(), 0, room.width(), height);
    line.moveTop(room.center().y() - 0.5 * height * static_cast<double>(names.size() + examples.size()));
    const auto write = [&](const QStringList &words, const QFont &font) {
        painter.setFont(font);
        for (const QString &word : words) {
            painter.drawText(line, static_cast<int>(Qt::AlignCenter), word);
            line.translate(0, height);
        }
    };
    write(names, bold);
    write(examples, plain);
    painter.setFont(plain);
}

void paintCount(QPainter &painter, QSize map, const CarriedTexts &carried, const QPalette &palette)
{
    painter.setFont(demiBold(painter.font()));
    const QString count = counted(carried.count, SideWords::tr("%n text"), SideWords::tr("%n texts"));
    const QFontMetrics metrics = painter.fontMetrics();
    QRectF pill(0, 0, metrics.horizontalAdvance(count) + 20, metrics.height() + 8);
    pill.moveCenter(carried.at + QPointF(0, -pill.height() - 6));
    pill.moveLeft(std::clamp(pill.left(), 2.0, std::max(2.0, map.width() - pill.width() - 2)));
    pill.moveTop(std::max(2.0, pill.top()));
    painter.setPen(QPen(palette.color(QPalette::Highlight), 1));
    painter.setBrush(palette.color(QPalette::Base));
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.setPen(palette.color(QPalette::Text));
    painter.drawText(pill, static_cast<int>(Qt::AlignCenter), count);
}

} // namespace

QRectF sideBand(AxisSide side, QSize map)
{
    const double width = depth(map.width());
    const double height = depth(map.height());
    switch (side) {
    case AxisSide::Left:
        return {0, height, width, map.height() - 2 * height};
    case AxisSide::Right:
        return {map.width() - width, height, width, map.height() - 2 * height};
    case AxisSide::Below:
        return {width, map.height() - height, map.width() - 2 * width, height};
    case AxisSide::Above:
        break;
    }
    return {width, 0, map.width() - 2 * width, height};
}

std::optional<AxisSide> sideAt(QPointF at, QSize map)
{
    std::optional<AxisSide> nearest;
    for (const AxisSide side : kAxisSides) {
        const bool across = side == AxisSide::Left || side == AxisSide::Right;
        const double distance = distanceTo(side, at, map);
        if (distance < depth(across ? map.width() : map.height()) &&
            (!nearest || distance < distanceTo(*nearest, at, map)))
            nearest = side;
    }
    return nearest;
}

SideExamples sideExamples(const AxesRecipe &axes, const Exploration &exploration)
{
    SideExamples examples;
    for (const AxisSide side : kAxisSides)
        examples[static_cast<std::size_t>(side)] = examplesText(axes, side, exploration);
    return examples;
}

QString sideCaption(const QString &examples, bool isUnderPointer)
{
    if (examples.isEmpty())
        return SideWords::tr("no examples yet");
    return isUnderPointer ? SideWords::tr("instead of %1").arg(examples) : examples;
}

void paintSides(QPainter &painter, QSize map, const CarriedTexts &carried, const QPalette &palette)
{
    const std::optional<AxisSide> under = sideAt(carried.at, map);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const AxisSide side : kAxisSides) {
        const QRectF band = sideBand(side, map).adjusted(6, 6, -6, -6);
        paintBand(painter, band, side == under, palette);
        paintWords(painter, band.adjusted(4, 4, -4, -4), SideWords::tr("%1 end").arg(sideName(side)),
                   sideCaption(carried.examples[static_cast<std::size_t>(side)], side == under));
    }
    paintCount(painter, map, carried, palette);
    painter.restore();
}

} // namespace embedscope
