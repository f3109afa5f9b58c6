#include "ui/widgets/look/elided_label.h"

#include "ui/widgets/look/look.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace embedscope {

QStringList elidedLines(const QString &text, const QFont &font, int width, int most)
{
    width = std::max(20, width);
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QStringList lines;
    while (lines.size() < most) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width);
        const bool last = lines.size() + 1 == most;
        lines += last ? QFontMetrics(font).elidedText(text.mid(line.textStart()), Qt::ElideRight, width)
                      : text.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

ElidedLabel::ElidedLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void ElidedLabel::setFullText(const QString &text)
{
    m_full = text;
    QString flat = text.simplified();
    setAccessibleName(flat.left(400));
    setToolTip(text.isEmpty() ? QString() : plainToolTip(text));
    update();
    updateGeometry();
}

QSize ElidedLabel::sizeHint() const
{
    const bool asks = sizePolicy().horizontalPolicy() != QSizePolicy::Ignored;
    // Whole pixels less than it needs would cut it.
    const double words = std::ceil(QFontMetricsF(font()).horizontalAdvance(m_full.simplified()));
    return {asks ? static_cast<int>(words) + 1 : fontMetrics().averageCharWidth() * 20, fontMetrics().height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return QSize(fontMetrics().averageCharWidth() * 6, fontMetrics().height() + 2).boundedTo(sizeHint());
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QString line = fontMetrics().elidedText(m_full.left(2000).simplified(), Qt::ElideRight, width());
    painter.drawText(rect(), static_cast<int>(alignment()), line);
}

} // namespace embedscope
