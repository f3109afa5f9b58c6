// Where the map's camera stands, and how it gets elsewhere.
#include "ui/widgets/map/map_widget.h"

#include <QStyle>

#include <cmath>
#include <utility>

namespace embedscope {

namespace {

constexpr int kCameraMilliseconds = 300;

} // namespace

bool MapWidget::animates() const
{
    return style()->styleHint(QStyle::SH_Widget_Animate, nullptr, this) != 0 && isVisible();
}

Camera MapWidget::camera()
{
    if (m_document.view().camera)
        return *m_document.view().camera;
    const auto current = base();
    return current ? fittedCamera(*current, screenSize(), m_document.view().fontScale, m_reserved) : Camera{};
}

/// By equal factors of the scale in equal times.
Camera MapWidget::cameraInFlight(const CameraFlight &flight) const
{
    const double t = easeInOut(static_cast<double>(m_clock.elapsed()) / kCameraMilliseconds);
    const Camera &a = flight.from;
    const Camera &b = flight.to;
    return {{a.centre.x + t * (b.centre.x - a.centre.x), a.centre.y + t * (b.centre.y - a.centre.y)},
            a.scale * std::pow(b.scale / a.scale, t)};
}

/// A text that was chosen in a list, or walked to, is not left out of view on a map that is zoomed in.
void MapWidget::panToFocused()
{
    const TextId focused = m_document.view().focused;
    if (std::exchange(m_seenFocus, focused) == focused || !m_document.view().camera || m_travel || isForming())
        return;
    const std::optional<std::size_t> position = positionOf(focused);
    if (!position)
        return;
    const PointLayer &points = *base()->points;
    const WorldPoint place{points.x[*position], points.y[*position]};
    const Viewport now(m_flight ? m_flight->to : camera(), screenSize());
    const ScreenPoint at = now.toScreen(place);
    if (QRectF(rect()).contains(QPointF(at.x, at.y)))
        return;
    const Camera to{place, now.camera().scale};
    if (animates())
        fly(to, false);
    else
        setCamera(to);
}

/// The camera of another map means nothing here, and may show an empty place. One that came with the texts waits for
/// its map beyond the first look.
void MapWidget::leaveMap(const ProjectionRecipe &drawn, const ProjectionRecipe &now, bool firstLook)
{
    const std::optional<Camera> camera = m_document.view().camera;
    if (camera && drawn != now && !(firstLook && camera == m_cameraBeforeLook))
        m_document.setCamera(std::nullopt);
}

void MapWidget::nextFrame()
{
    const int limit = m_travel ? m_travel->milliseconds() : kCameraMilliseconds;
    if (m_clock.elapsed() >= limit || (!m_travel && !m_flight)) {
        m_frames.stop();
        m_travel.reset();
        if (m_flight) {
            const CameraFlight flight = *m_flight;
            m_flight.reset();
            m_document.setCamera(flight.thenFitted ? std::nullopt : std::optional(flight.to));
        }
    }
    dropScene();
}

void MapWidget::setCamera(const Camera &camera)
{
    m_flight.reset();
    m_travel.reset();
    m_document.setCamera(camera);
}

void MapWidget::fitAll(Motion motion)
{
    const auto current = base();
    if (!current)
        return;
    if (motion == Motion::Animated && animates() && m_document.view().camera) {
        fly(fittedCamera(*current, screenSize(), m_document.view().fontScale, m_reserved), true);
        return;
    }
    m_flight.reset();
    m_document.setCamera(std::nullopt);
}

void MapWidget::fly(const Camera &to, bool thenFitted)
{
    m_flight = CameraFlight{m_flight ? scene().viewport.camera() : camera(), to, thenFitted};
    m_travel.reset();
    m_clock.restart();
    m_frames.start();
    dropScene();
}

void MapWidget::zoomBy(double factor)
{
    if (base())
        setCamera(Viewport(camera(), screenSize()).zoomedAround({width() / 2.0, height() / 2.0}, factor));
}

} // namespace embedscope
