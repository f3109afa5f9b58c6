#include "ui/models/number_text.h"

namespace embedscope {

QString similarityText(std::optional<double> similarity)
{
    if (!similarity)
        return QString(QChar(0x2013));
    QString text = QString::number(*similarity, 'f', 3);
    if (text == QStringLiteral("-0.000"))
        text.remove(0, 1);
    return text;
}

} // namespace embedscope
