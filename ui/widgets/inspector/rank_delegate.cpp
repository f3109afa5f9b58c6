#include "ui/widgets/inspector/rank_delegate.h"

#include "ui/models/number_text.h"
#include "ui/widgets/look/look.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kRankPadding = 6;
constexpr int kRankMarginX = 8;
/// The bar's share of a row beside a note: one for all, however long the notes, so that bars can be compared.
constexpr double kBarBesideNote = 0.4;

/// Below the text: a bar, and words beside it where the text was cut.
int secondLine(const QFont &font)
{
    return std::max(14, QFontMetrics(smallFont(font)).height());
}

} // namespace

RankDelegate::RankDelegate(RowOf rowOf, QObject *parent) : QStyledItemDelegate(parent), m_rowOf(std::move(rowOf)) {}

QSize RankDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {160, 2 * kRankPadding + option.fontMetrics.height() + secondLine(option.font)};
}

void RankDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const TextRow row = m_rowOf(index);
    const QPalette &palette = option.palette;
    const Look &look = lookOf(themeOf(palette));
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(option.rect).adjusted(kRankMarginX, 1, -kRankMarginX, -1);
    painter->setPen(Qt::NoPen);
    if (selected || (option.state & QStyle::State_MouseOver)) {
        painter->setBrush(selected ? look.selectedTint : palette.color(QPalette::AlternateBase));
        painter->drawRoundedRect(card, 6, 6);
    }
    drawFocus(*painter, option, card);
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(option.font);
    const QFontMetrics boldMetrics(bold);
    const int numberWidth =
        std::max(boldMetrics.horizontalAdvance(u"−0.000"_s), boldMetrics.horizontalAdvance(row.value)) + 2;
    const int placeWidth = metrics.horizontalAdvance(u"000"_s) + 4;
    const int top = option.rect.top() + kRankPadding;
    const int left = option.rect.left() + kRankMarginX + 8;
    const int right = option.rect.right() - kRankMarginX - 8;
    painter->setPen(palette.color(QPalette::PlaceholderText));
    drawNumber(*painter, QRectF(left, top, placeWidth - 8, metrics.height()), row.number, option.font);
    painter->setPen(palette.color(QPalette::Text));
    painter->setFont(option.font);
    const QRect textBox(left + placeWidth, top, right - numberWidth - left - placeWidth - 4, metrics.height());
    painter->drawText(textBox, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                      metrics.elidedText(row.text.left(400).simplified(), Qt::ElideRight, textBox.width()));
    drawNumber(*painter, QRectF(right - numberWidth, top, numberWidth, metrics.height()),
               row.value.isEmpty() ? similarityText(row.similarity) : row.value, bold);
    double barWidth = right - left - placeWidth;
    const double second = top + metrics.height();
    const QString &aside = row.cut.isEmpty() ? row.note : row.cut;
    if (!aside.isEmpty()) {
        const QFont small = smallFont(option.font);
        const QFontMetrics smallMetrics(small);
        const double wanted = smallMetrics.horizontalAdvance(aside) + 2; // whole pixels are less than what it takes
        barWidth = row.cut.isEmpty() ? kBarBesideNote * barWidth : std::max(30.0, barWidth - wanted - 8);
        const QRectF rest(left + placeWidth + barWidth + 8, second, right - left - placeWidth - barWidth - 8,
                          smallMetrics.height());
        painter->setFont(small);
        painter->setPen(row.cut.isEmpty() ? palette.color(QPalette::PlaceholderText) : look.anchorText);
        painter->drawText(rest, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter) | Qt::TextSingleLine,
                          smallMetrics.elidedText(aside, Qt::ElideRight, static_cast<int>(rest.width())));
    }
    if (row.similarity) {
        const QRectF bar(left + placeWidth, second + secondLine(option.font) / 2.0 - 3, barWidth, 5);
        drawBar(*painter, bar, *row.similarity, row.mark ? toQColor(row.mark->fill) : palette.color(QPalette::Link),
                look.track);
    }
    painter->restore();
}

bool RankDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                             const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const TextRow row = m_rowOf(index);
    const QString &aside = row.cut.isEmpty() ? row.note : row.cut;
    QToolTip::showText(event->globalPos(), plainToolTip(aside.isEmpty() ? row.text : row.text + u'\n' + aside), view);
    return true;
}

} // namespace embedscope
