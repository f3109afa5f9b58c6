#pragma once

#include "core/scene/text_measurer.h"

#include <QFont>
#include <QString>

namespace embedscope {

/// The font of a piece of writing on the map: Inter, where it lacks a script Noto Sans, then whatever the system has;
/// unhinted, so that measures and pictures are the same at every scale. `scale` is ViewState::fontScale.
QFont mapFont(TextRole role, double scale);

/// Whether digits of this role stand in cells of one width, so that numbers of three digits line up: Inter's digits
/// differ in width.
bool hasDigitCells(TextRole role);

/// Width of `line` in the map's font, digits in cells where the role has them.
double lineWidth(const QString &line, TextRole role, const QFont &font);
/// Width of a digit's cell.
double digitCell(const QFont &font);

} // namespace embedscope
