#include "ui/widgets/scores/score_delegate.h"

#include "ui/widgets/look/look.h"
#include "ui/widgets/look/text_row.h"

#include <QPainter>

namespace embedscope {

namespace {

constexpr int kScorePadding = 8;
constexpr double kBarHeight = 4;

QColor mixed(const QColor &from, const QColor &to, double share)
{
    const auto between = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return {between(from.red(), to.red()), between(from.green(), to.green()), between(from.blue(), to.blue())};
}

/// Writing on a ground of any colour: whichever of black and white stands out more.
QColor inkOn(const QColor &ground)
{
    const auto linear = [](double channel) { return channel * channel; }; // about a screen's
    const double luminance =
        0.2126 * linear(ground.redF()) + 0.7152 * linear(ground.greenF()) + 0.0722 * linear(ground.blueF());
    return luminance > 0.2 ? QColor(0x14, 0x1a, 0x22) : QColor(Qt::white);
}

} // namespace

ScoreDelegate::ScoreDelegate(CellOf cellOf, QObject *parent) : QStyledItemDelegate(parent), m_cellOf(std::move(cellOf))
{
}

QSize ScoreDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int width = option.fontMetrics.horizontalAdvance(index.data().toString().left(60));
    return {width + 2 * kScorePadding, option.fontMetrics.height() + 12};
}

void ScoreDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const ScoreCell cell = m_cellOf(index);
    const QPalette &palette = option.palette;
    const Look &look = lookOf(themeOf(palette));
    const QRectF box(option.rect);
    QColor ink = palette.color(QPalette::Text);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(box, look.selectedTint);
    if (cell.heat) {
        const QColor ground = mixed(palette.color(QPalette::Base), palette.color(QPalette::Link), *cell.heat);
        painter->fillRect(box.adjusted(0.5, 0.5, -0.5, -0.5), ground);
        ink = inkOn(ground);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(QPen(palette.color(QPalette::Link), 2));
            painter->drawLine(box.bottomLeft(), box.bottomRight());
        }
    }
    if (cell.bar) {
        const QRectF bar(box.left() + kScorePadding, box.bottom() - kBarHeight - 2, box.width() - 2 * kScorePadding,
                         kBarHeight);
        drawBar(*painter, bar, *cell.bar, palette.color(QPalette::Link), look.track);
    }
    if ((option.state & QStyle::State_HasFocus) && option.widget && option.widget->hasFocus()) {
        painter->setPen(QPen(palette.color(QPalette::Link), 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(box.adjusted(1, 1, -1, -1));
    }
    QFont font = option.font;
    if (cell.strong)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(ink);
    const QRectF words = box.adjusted(kScorePadding, 0, -kScorePadding, cell.bar ? -kBarHeight : 0);
    const QVariant aligned = index.data(Qt::TextAlignmentRole);
    const int alignment = aligned.isValid() ? aligned.toInt() : static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    painter->drawText(words, alignment | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(index.data().toString().left(400).simplified(), Qt::ElideRight,
                                                    static_cast<int>(words.width())));
    painter->restore();
}

} // namespace embedscope
