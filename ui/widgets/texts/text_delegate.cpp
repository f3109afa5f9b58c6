#include "ui/widgets/texts/text_delegate.h"

#include "ui/models/number_text.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kMarginX = 8;   ///< of the row's background
constexpr int kTextLeft = 42; ///< from the row's left edge
constexpr int kPin = 26;      ///< a target is 24 px at least
constexpr int kPadding = 9;   ///< above and below
constexpr int kLongest = 400; ///< characters that are laid out; two lines never show more

/// The text in at most two lines of `width`, the second one cut with ….
QStringList twoLines(const QString &text, const QFont &font, int width)
{
    QString flat = text.left(kLongest).simplified();
    for (QChar &c : flat)
        if (!c.isPrint() && !c.isSurrogate() && c.category() != QChar::Other_Format)
            c = QChar::ReplacementCharacter;
    QStringList lines = elidedLines(flat, font, width, 2);
    if (lines.isEmpty())
        lines += QString();
    return lines;
}

} // namespace

TextDelegate::TextDelegate(RowOf rowOf, QObject *parent) : QStyledItemDelegate(parent), m_rowOf(std::move(rowOf)) {}

QRect TextDelegate::pinRect(const QRect &row) const
{
    return {row.right() - kMarginX - kPin - 2, row.top() + 6, kPin, kPin};
}

QSize TextDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = (view ? view->viewport()->width() : 300);
    const QFontMetrics metrics(option.font);
    const int textWidth = width - kTextLeft - kMarginX - kPin - 6;
    const bool two = m_uniform || metrics.horizontalAdvance(m_rowOf(index).text.left(200)) > textWidth;
    const int lines = two ? 2 : 1;
    const int second = QFontMetrics(smallFont(option.font)).height() + 3;
    return {width, 2 * kPadding + lines * metrics.height() + second};
}

void TextDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const TextRow row = m_rowOf(index);
    const QPalette &palette = option.palette;
    const Look &look = lookOf(themeOf(palette));
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(option.rect).adjusted(kMarginX, 1, -kMarginX, -1);
    painter->setPen(Qt::NoPen);
    if (selected || row.isAnchor || hovered) {
        painter->setBrush(selected       ? look.selectedTint
                          : row.isAnchor ? look.anchorTint
                                         : palette.color(QPalette::AlternateBase));
        painter->drawRoundedRect(card, 6, 6);
    }
    if (selected) { // colour is never the only carrier
        painter->setBrush(palette.color(QPalette::Link));
        painter->drawRoundedRect(QRectF(card.left(), card.top() + 6, 3, card.height() - 12), 1.5, 1.5);
    }
    drawFocus(*painter, option, card);

    const QFontMetrics metrics(option.font);
    const QFont small = smallFont(option.font);
    const QFontMetrics smallMetrics(small);
    const bool greyed = !row.problem.isEmpty();
    int y = option.rect.top() + kPadding;
    const QRectF markBox(option.rect.left() + kTextLeft - 24, y + metrics.height() / 2.0 - 7, 14, 14);
    if (row.mark && !greyed)
        drawMark(*painter, markBox, *row.mark);
    else {
        painter->setPen(QPen(palette.color(QPalette::PlaceholderText), 1.2, Qt::DotLine));
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(markBox.adjusted(1, 1, -1, -1));
    }

    const QRect pin = pinRect(option.rect);
    const int textWidth = pin.left() - 4 - option.rect.left() - kTextLeft;
    painter->setFont(option.font);
    painter->setPen(palette.color(greyed ? QPalette::PlaceholderText : QPalette::Text));
    for (const QString &line : twoLines(row.text, option.font, textWidth)) {
        painter->drawText(QRect(option.rect.left() + kTextLeft, y, textWidth, metrics.height()),
                          static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, line);
        y += metrics.height();
    }
    y += 3;
    const QRect second(option.rect.left() + kTextLeft, y,
                       option.rect.right() - kMarginX - 6 - option.rect.left() - kTextLeft, smallMetrics.height());
    painter->setFont(small);
    if (greyed) {
        painter->setPen(palette.color(QPalette::PlaceholderText));
        painter->drawText(second, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                          smallMetrics.elidedText(row.problem, Qt::ElideRight, second.width()));
    } else if (row.isAnchor) {
        painter->setPen(look.anchorText);
        painter->drawText(second, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                          smallMetrics.elidedText(row.cut.isEmpty() ? tr("compared with the others")
                                                                    : tr("compared with the others, %1").arg(row.cut),
                                                  Qt::ElideRight, second.width()));
    } else {
        QFont bold = small;
        bold.setWeight(QFont::DemiBold);
        const QString pill = tr("most similar");
        const int pillWidth = row.isMostSimilar ? QFontMetrics(bold).horizontalAdvance(pill) + 14 : 0;
        const int numberWidth = QFontMetrics(bold).horizontalAdvance(u"−0.000"_s) + 4;
        const int fullPill = QFontMetrics(bold).horizontalAdvance(pill) + 14 + 6;
        const int barWidth = row.cut.isEmpty() ? std::clamp(second.width() - numberWidth - fullPill, 30, 168) : 30;
        const QRectF bar(second.left(), second.center().y() - 2.5, barWidth, 6);
        const QColor ramp = row.mark ? toQColor(row.mark->fill) : palette.color(QPalette::Link);
        if (row.similarity)
            drawBar(*painter, bar, *row.similarity, ramp, look.track);
        painter->setPen(palette.color(QPalette::Text));
        drawNumber(*painter, QRectF(bar.right(), second.top(), numberWidth, second.height()),
                   similarityText(row.similarity), bold);
        if (!row.cut.isEmpty()) {
            const QRectF rest(bar.right() + numberWidth + 8, second.top(),
                              second.right() - bar.right() - numberWidth - 8, second.height());
            painter->setFont(small);
            painter->setPen(look.anchorText);
            painter->drawText(rest, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                              smallMetrics.elidedText(row.cut, Qt::ElideRight, static_cast<int>(rest.width())));
        } else if (row.isMostSimilar) {
            const QRectF box(bar.right() + numberWidth + 6, second.top() - 1, pillWidth, second.height() + 2);
            painter->setPen(Qt::NoPen);
            painter->setBrush(palette.color(QPalette::Highlight));
            painter->drawRoundedRect(box, box.height() / 2, box.height() / 2);
            painter->setPen(palette.color(QPalette::HighlightedText));
            painter->setFont(bold);
            painter->drawText(box, static_cast<int>(Qt::AlignCenter), pill);
        }
    }
    if (row.isAnchor || ((hovered || selected) && !greyed))
        icon(u"pin"_s, row.isAnchor ? look.anchor : palette.color(QPalette::PlaceholderText))
            .paint(painter, pin.adjusted(4, 2, -4, -6));
    painter->restore();
}

bool TextDelegate::isElided(const QString &text, const QStyleOptionViewItem &option) const
{
    const int width = pinRect(option.rect).left() - 4 - option.rect.left() - kTextLeft;
    return text.size() > kLongest || twoLines(text, option.font, width).join(u' ').endsWith(u'…');
}

QWidget *TextDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &) const
{
    auto *editor = new QLineEdit(parent);
    editor->setAccessibleName(tr("Edit the text"));
    editor->setAcceptDrops(false);
    return editor;
}

void TextDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    editor->setGeometry(
        option.rect.adjusted(kTextLeft - 10, 4, -kMarginX - 2, 0).adjusted(0, 0, 0, -(option.rect.height() - 34)));
}

bool TextDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                               const QModelIndex &index)
{
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonRelease) {
        auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::LeftButton && pinRect(option.rect).contains(mouse->position().toPoint())) {
            if (event->type() == QEvent::MouseButtonRelease)
                Q_EMIT pinClicked(m_rowOf(index).id);
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

bool TextDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                             const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const TextRow row = m_rowOf(index);
    if (pinRect(option.rect).contains(event->pos()) && !row.isAnchor)
        QToolTip::showText(event->globalPos(), tr("Compare this text with the others (Ctrl+D)"), view);
    else if (const QString more = row.problem + row.cut; !more.isEmpty() || isElided(row.text, option))
        QToolTip::showText(event->globalPos(), plainToolTip(more.isEmpty() ? row.text : row.text + u'\n' + more), view);
    else
        QToolTip::hideText();
    return true;
}

} // namespace embedscope
