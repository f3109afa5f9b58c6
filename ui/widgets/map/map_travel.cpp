#include "ui/widgets/map/map_travel.h"

#include <algorithm>

namespace embedscope {

double easeInOut(double t)
{
    t = std::clamp(t, 0.0, 1.0);
    return t * t * (3 - 2 * t);
}

MapTravel::Places MapTravel::placesOf(const SceneBase &base, const Viewport &viewport)
{
    Places places;
    if (!base.points || !base.exploration)
        return places;
    places.reserve(base.points->x.size());
    for (std::size_t i = 0; i < base.points->x.size(); ++i) {
        const std::size_t row = base.points->row[i];
        if (row < base.exploration->rows.size())
            places[base.exploration->rows[row].id] =
                viewport.toScreen({static_cast<double>(base.points->x[i]), static_cast<double>(base.points->y[i])});
    }
    return places;
}

MapTravel::MapTravel(Places from, std::shared_ptr<const SceneBase> to, const Viewport &viewport, int milliseconds)
    : m_from(std::move(from)), m_to(std::move(to)), m_viewport(viewport), m_milliseconds(milliseconds)
{
}

SceneBase MapTravel::at(double progress) const
{
    const double t = easeInOut(progress);
    SceneBase base = *m_to;
    auto points = std::make_shared<PointLayer>(*m_to->points);
    for (std::size_t i = 0; i < points->x.size(); ++i) {
        const auto was = m_from.find(m_to->exploration->rows[points->row[i]].id);
        if (was == m_from.end())
            continue;
        const ScreenPoint target =
            m_viewport.toScreen({static_cast<double>(points->x[i]), static_cast<double>(points->y[i])});
        const WorldPoint now = m_viewport.toWorld(
            {was->second.x + t * (target.x - was->second.x), was->second.y + t * (target.y - was->second.y)});
        points->x[i] = static_cast<float>(now.x);
        points->y[i] = static_cast<float>(now.y);
    }
    base.points = std::move(points);
    return base;
}

} // namespace embedscope
