#include "ui/models/number_text.h"

#include "core/explore/vector_store.h"

#include <QCoreApplication>
#include <QLocale>

namespace embedscope {

namespace {

struct NumberWords
{
    Q_DECLARE_TR_FUNCTIONS(NumberText)
};

} // namespace

QString similarityText(std::optional<double> similarity)
{
    if (!similarity)
        return QString(QChar(0x2013));
    QString text = QString::number(*similarity, 'f', 3);
    if (text == QStringLiteral("-0.000"))
        text.remove(0, 1);
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString cutText(const StoredVector &vector)
{
    if (!vector.truncated)
        return {};
    const auto number = [](std::size_t n) { return QLocale().toString(static_cast<qulonglong>(n)); };
    // Vectors that a file brought do not say how long the whole text is, some not even what was read.
    if (vector.tokens == 0)
        return NumberWords::tr("cut: not read to its end");
    if (vector.fullTokens <= vector.tokens)
        return NumberWords::tr("cut at %1 tokens").arg(number(vector.tokens));
    return NumberWords::tr("cut at %1 of %2 tokens").arg(number(vector.tokens), number(vector.fullTokens));
}

} // namespace embedscope
