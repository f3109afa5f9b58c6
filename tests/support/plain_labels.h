#pragma once

#include "core/scene/label_layout.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace embedscope {

inline bool liesOnMark(const ScreenRect &r, const std::vector<LabelMark> &marks)
{
    return std::any_of(marks.begin(), marks.end(), [&](const LabelMark &m) {
        const double dx = std::max({r.x - m.at.x, 0.0, m.at.x - r.right()});
        const double dy = std::max({r.y - m.at.y, 0.0, m.at.y - r.bottom()});
        return std::hypot(dx, dy) < m.radius;
    });
}

/// The plain placer that ours is held against: each label in turn at the first free of eight places around its mark.
/// It leaves no room between labels, which ours must.
inline std::vector<ScreenRect> placeGreedily(const LabelLayout &layout)
{
    std::vector<ScreenRect> placed;
    const ScreenRect &bounds = layout.bounds;
    for (const LabelRequest &q : layout.requests) {
        const double r = q.radius + 3;
        const double d = r * 0.72;
        const double w = q.width;
        const double h = q.height;
        const ScreenRect places[8] = {{q.at.x - w / 2, q.at.y + r, w, h},     {q.at.x + r, q.at.y - h / 2, w, h},
                                      {q.at.x - r - w, q.at.y - h / 2, w, h}, {q.at.x - w / 2, q.at.y - r - h, w, h},
                                      {q.at.x + d, q.at.y + d, w, h},         {q.at.x + d, q.at.y - d - h, w, h},
                                      {q.at.x - d - w, q.at.y + d, w, h},     {q.at.x - d - w, q.at.y - d - h, w, h}};
        for (const ScreenRect &p : places) {
            const auto hits = [&](const ScreenRect &o) { return o.intersects(p); };
            if (p.x < bounds.x || p.y < bounds.y || p.right() > bounds.right() || p.bottom() > bounds.bottom() ||
                liesOnMark(p, layout.marks) || std::any_of(layout.obstacles.begin(), layout.obstacles.end(), hits) ||
                std::any_of(placed.begin(), placed.end(), hits))
                continue;
            placed.push_back(p);
            break;
        }
    }
    return placed;
}

/// How often something that must not be touched is: another label, a mark, an obstacle, the border.
inline std::size_t countOverlaps(const std::vector<ScreenRect> &labels, const LabelLayout &layout)
{
    std::size_t overlaps = 0;
    const ScreenRect &b = layout.bounds;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const ScreenRect &r = labels[i];
        overlaps += r.x < b.x || r.y < b.y || r.right() > b.right() || r.bottom() > b.bottom();
        overlaps += liesOnMark(r, layout.marks);
        for (const ScreenRect &o : layout.obstacles)
            overlaps += o.intersects(r);
        for (std::size_t j = 0; j < i; ++j)
            overlaps += labels[j].intersects(r);
    }
    return overlaps;
}

inline std::vector<ScreenRect> placedRects(const std::vector<LabelPlacement> &placements)
{
    std::vector<ScreenRect> rects;
    for (const LabelPlacement &p : placements)
        if (p.placed)
            rects.push_back(p.rect);
    return rects;
}

} // namespace embedscope
