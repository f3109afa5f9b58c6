#pragma once

#include "core/scene/text_measurer.h"

#include <QHash>
#include <QString>

namespace embedscope {

/// Measures writing as ScenePainter draws it. Counts grapheme clusters; breaks where Unicode allows it, within a word
/// only where the word alone is too long; lines of about equal length. Remembers what it measured. Needs a
/// QGuiApplication.
class QtTextMeasurer : public TextMeasurer
{
public:
    MeasuredText measure(std::string_view text, TextRole role, double fontScale, int maxCharacters,
                         int maxLines) const override;

private:
    mutable QHash<QByteArray, MeasuredText> m_known;
};

} // namespace embedscope
