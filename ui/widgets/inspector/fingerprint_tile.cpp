#include "ui/widgets/inspector/fingerprint_tile.h"

#include "ui/widgets/look/look.h"

#include <QHelpEvent>
#include <QImage>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace embedscope {

FingerprintTile::FingerprintTile(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setMaximumWidth(216);
}

void FingerprintTile::setVector(std::vector<float> values)
{
    m_values = std::move(values);
    setAccessibleName(
        counted(static_cast<int>(m_values.size()), tr("Fingerprint of %n number"), tr("Fingerprint of %n numbers")));
    updateGeometry();
    update();
}

int FingerprintTile::columns() const
{
    // 3 : 2, so that 384 numbers are 24 × 16 and 1,536 are 48 × 32.
    return std::max(1, static_cast<int>(std::ceil(std::sqrt(1.5 * static_cast<double>(m_values.size())) - 1e-9)));
}

int FingerprintTile::rows() const
{
    const int n = static_cast<int>(m_values.size());
    return std::max(1, (n + columns() - 1) / columns());
}

int FingerprintTile::heightForWidth(int width) const
{
    return m_values.empty() ? width * 2 / 3 : std::max(1, width * rows() / columns());
}

void FingerprintTile::paintEvent(QPaintEvent *)
{
    if (m_values.empty())
        return;
    const Look &look = lookOf(themeOf(palette()));
    float strongest = 0;
    for (const float v : m_values)
        strongest = std::max(strongest, std::abs(v));
    QImage cells(columns(), rows(), QImage::Format_ARGB32_Premultiplied);
    cells.fill(Qt::transparent);
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const float v = m_values[i];
        const float t = strongest > 0 ? std::sqrt(std::abs(v) / strongest) : 0;
        const QColor &end = v < 0 ? look.negative : look.positive;
        const auto blend = [t](int a, int b) {
            return static_cast<int>(std::lround(a + t * static_cast<float>(b - a)));
        };
        const int column = static_cast<int>(i) % columns();
        const int row = static_cast<int>(i) / columns();
        cells.setPixelColor(column, row,
                            QColor(blend(look.neutral.red(), end.red()), blend(look.neutral.green(), end.green()),
                                   blend(look.neutral.blue(), end.blue())));
    }
    QPainter painter(this);
    painter.drawImage(QRect(0, 0, width(), heightForWidth(width())), cells);
}

bool FingerprintTile::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && !m_values.empty()) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int column = help->pos().x() * columns() / std::max(1, width());
        const int row = help->pos().y() * rows() / std::max(1, heightForWidth(width()));
        const int index = row * columns() + column;
        if (index >= 0 && index < static_cast<int>(m_values.size()))
            QToolTip::showText(help->globalPos(),
                               tr("number %1: %2")
                                   .arg(index + 1)
                                   .arg(static_cast<double>(m_values[static_cast<std::size_t>(index)]), 0, 'f', 4),
                               this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace embedscope
