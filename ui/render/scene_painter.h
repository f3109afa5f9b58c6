#pragma once

#include "core/scene/scene.h"
#include "ui/render/halo.h"
#include "ui/render/point_splatter.h"

#include <QImage>

class QPainter;

namespace embedscope {

/// Paints a Scene: on the screen, on images, SVG and PDF, from the command line. Adds no choice of its own. The
/// painter's unit is the logical pixel. Keeps small images of marks and halos between calls; not thread-safe.
class ScenePainter
{
public:
    void paint(QPainter &painter, const Scene &scene) const;

private:
    mutable PointSplatter m_splatter;
    mutable HaloPainter m_halos;
};

/// The scene as an image of `scale` device pixels a logical pixel; null where there is no memory for it.
QImage renderImage(const Scene &scene, double scale);

} // namespace embedscope
