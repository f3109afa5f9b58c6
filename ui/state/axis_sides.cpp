#include "ui/state/axis_sides.h"

#include "core/explore/axes/axes.h"

#include <QCoreApplication>
#include <QStringList>

#include <utility>

namespace embedscope {

namespace {

struct SideWords
{
    Q_DECLARE_TR_FUNCTIONS(AxisSides)
};

} // namespace

const AxisEnd &endOf(const AxesRecipe &axes, AxisSide side)
{
    switch (side) {
    case AxisSide::Left:
        return axes.x.low;
    case AxisSide::Right:
        return axes.x.high;
    case AxisSide::Below:
        return axes.y.low;
    case AxisSide::Above:
        break;
    }
    return axes.y.high;
}

AxisEnd &endOf(AxesRecipe &axes, AxisSide side)
{
    return const_cast<AxisEnd &>(endOf(std::as_const(axes), side));
}

AxisSide oppositeOf(AxisSide side)
{
    switch (side) {
    case AxisSide::Left:
        return AxisSide::Right;
    case AxisSide::Right:
        return AxisSide::Left;
    case AxisSide::Below:
        return AxisSide::Above;
    case AxisSide::Above:
        break;
    }
    return AxisSide::Below;
}

AxesRecipe withExamples(AxesRecipe axes, AxisSide side, const std::set<TextId> &texts)
{
    endOf(axes, side) = {{}, {texts.begin(), texts.end()}};
    std::erase_if(endOf(axes, oppositeOf(side)).texts, [&](TextId id) { return texts.count(id) > 0; });
    return axes;
}

AxesRecipe withMissingFrom(AxesRecipe axes, const AxesRecipe &other)
{
    for (const AxisSide side : kAxisSides)
        if (endOf(axes, side) == AxisEnd{})
            endOf(axes, side) = endOf(other, side);
    return axes;
}

std::optional<AxisSide> missingSide(const AxesRecipe &axes)
{
    const auto empty = [&](AxisSide side) { return endOf(axes, side) == AxisEnd{}; };
    if (empty(AxisSide::Left))
        return AxisSide::Left;
    if (empty(AxisSide::Right))
        return AxisSide::Right;
    if (empty(AxisSide::Below) != empty(AxisSide::Above))
        return empty(AxisSide::Below) ? AxisSide::Below : AxisSide::Above;
    return std::nullopt;
}

QString missingExamples(const AxesRecipe &axes)
{
    const auto empty = [&](AxisSide side) { return endOf(axes, side) == AxisEnd{}; };
    const auto needs = [](const QString &sentence, AxisSide side) { return sentence.arg(sideName(side)); };
    QStringList sentences;
    if (empty(AxisSide::Left) && empty(AxisSide::Right))
        sentences += SideWords::tr("The x axis needs examples for both ends.");
    else if (empty(AxisSide::Left) || empty(AxisSide::Right))
        sentences += needs(SideWords::tr("The x axis needs examples for its %1 end."),
                           empty(AxisSide::Left) ? AxisSide::Left : AxisSide::Right);
    if (empty(AxisSide::Below) != empty(AxisSide::Above))
        sentences += needs(SideWords::tr("The y axis needs examples for its %1 end, too."),
                           empty(AxisSide::Below) ? AxisSide::Below : AxisSide::Above);
    return sentences.join(QLatin1Char(' '));
}

QString missingExamples(AxesRecipe axes, const Exploration &exploration)
{
    for (AxisEnd *end : {&axes.x.low, &axes.x.high, &axes.y.low, &axes.y.high})
        std::erase_if(end->texts, [&](TextId id) { return !exploration.rowOf(id); });
    return missingExamples(axes);
}

QString examplesText(const AxesRecipe &axes, AxisSide side, const Exploration &exploration)
{
    constexpr qsizetype kLongest = 80; // characters
    const QString all = QString::fromStdString(axisEndWords(endOf(axes, side), exploration)).simplified();
    return all.size() > kLongest ? all.left(kLongest) + u'…' : all;
}

QString endsText(const AxesRecipe &axes, const Exploration &exploration)
{
    QStringList lines;
    for (const AxisSide side : kAxisSides) {
        const bool vertical = side == AxisSide::Below || side == AxisSide::Above;
        if (vertical && endOf(axes, side) == AxisEnd{} && endOf(axes, oppositeOf(side)) == AxisEnd{}) {
            lines += SideWords::tr("Below and above: what else the texts differ in");
            break;
        }
        const QString examples = examplesText(axes, side, exploration);
        const QString name = sideName(side);
        lines += SideWords::tr("%1 end: %2")
                     .arg(name.left(1).toUpper() + name.mid(1),
                          examples.isEmpty() ? SideWords::tr("no examples") : examples);
    }
    return lines.join(u'\n');
}

QString sideName(AxisSide side)
{
    switch (side) {
    case AxisSide::Left:
        return SideWords::tr("left");
    case AxisSide::Right:
        return SideWords::tr("right");
    case AxisSide::Below:
        return SideWords::tr("lower");
    case AxisSide::Above:
        break;
    }
    return SideWords::tr("upper");
}

} // namespace embedscope
