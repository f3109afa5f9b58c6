#include "ui/widgets/look/wrapped_button.h"

#include <QStyle>
#include <QStyleOptionButton>
#include <QStylePainter>

#include <algorithm>

namespace embedscope {

namespace {

constexpr int kLeastLetters = 8;
constexpr int kWords = static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap | Qt::TextHideMnemonic;

} // namespace

WrappedButton::WrappedButton(const QString &text, QWidget *parent) : QPushButton(text, parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

int WrappedButton::frameWidth() const
{
    return sizeHint().width() - fontMetrics().size(Qt::TextShowMnemonic, text()).width();
}

int WrappedButton::heightForWidth(int width) const
{
    const QSize one = sizeHint();
    if (width >= one.width())
        return one.height();
    const QRect room(0, 0, std::max(1, width - frameWidth()), QWIDGETSIZE_MAX);
    const int words = fontMetrics().boundingRect(room, kWords, text()).height();
    return one.height() - fontMetrics().height() + words;
}

QSize WrappedButton::minimumSizeHint() const
{
    const QSize one = sizeHint();
    return {std::min(one.width(), frameWidth() + kLeastLetters * fontMetrics().averageCharWidth()), one.height()};
}

void WrappedButton::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text.clear();
    painter.drawControl(QStyle::CE_PushButtonBevel, option);
    const int beside = frameWidth() / 2;
    style()->drawItemText(&painter, rect().adjusted(beside, 0, -beside, 0), kWords, option.palette, isEnabled(), text(),
                          QPalette::ButtonText);
}

} // namespace embedscope
