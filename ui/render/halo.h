#pragma once

#include "core/scene/colour.h"

#include <QFont>
#include <QPointF>
#include <QString>

class QPainter;

namespace embedscope {

/// Paints what lies within `width` logical pixels of the writing in one colour. On pixels; about ten times faster than
/// stroking the writing's outline. `at`: where the baseline begins.
void drawHalo(QPainter &painter, const QString &text, QPointF at, const QFont &font, double width, Colour colour);

} // namespace embedscope
