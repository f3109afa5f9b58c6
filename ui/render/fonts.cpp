#include "ui/render/fonts.h"

#include <QFontMetricsF>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace embedscope {

QFont mapFont(TextRole role, double scale)
{
    double pixels = 14;
    QFont::Weight weight = QFont::Normal;
    switch (role) {
    case TextRole::Label:
        weight = QFont::Medium;
        break;
    case TextRole::AnchorLabel:
        weight = QFont::DemiBold;
        break;
    case TextRole::ClusterName:
        pixels = 16;
        weight = QFont::DemiBold;
        break;
    case TextRole::AxisLabel:
    case TextRole::LegendTitle:
    case TextRole::LegendEntry:
        pixels = 11;
        break;
    case TextRole::Pill:
        pixels = 12;
        weight = QFont::DemiBold;
        break;
    case TextRole::Hover:
        pixels = 13;
        weight = QFont::Medium;
        break;
    }
    QFont font;
    font.setFamilies(QStringList{QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")});
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(pixels * scale))));
    font.setWeight(weight);
    font.setStyleHint(QFont::SansSerif);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setKerning(true);
    return font;
}

bool hasDigitCells(TextRole role)
{
    return role == TextRole::Pill;
}

double digitCell(const QFont &font)
{
    const QFontMetricsF metrics(font);
    double width = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        width = std::max(width, metrics.horizontalAdvance(QChar(digit)));
    return width;
}

double lineWidth(const QString &line, TextRole role, const QFont &font)
{
    const QFontMetricsF metrics(font);
    if (!hasDigitCells(role))
        return metrics.horizontalAdvance(line);
    const double cell = digitCell(font);
    double width = 0;
    for (const QChar c : line)
        width += c.isDigit() ? cell : metrics.horizontalAdvance(c);
    return width;
}

} // namespace embedscope
