#pragma once

#include "core/scene/colour.h"
#include "core/scene/viewport.h"

#include <QColor>
#include <QPointF>
#include <QRectF>

namespace embedscope {

inline QColor toQt(Colour c)
{
    return QColor(c.r, c.g, c.b, c.a);
}
inline QPointF toQt(ScreenPoint p)
{
    return {p.x, p.y};
}
inline QRectF toQt(const ScreenRect &r)
{
    return {r.x, r.y, r.width, r.height};
}

} // namespace embedscope
