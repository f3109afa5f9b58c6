#include "core/scene/hit_index.h"

#include "core/scene/scene.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace embedscope {

namespace {

/// About this many marks share a cell of the grid.
constexpr double kMarksPerCell = 4;
constexpr std::size_t kMaxCellsAside = 1024;

std::size_t cellIndex(double value, double low, double high, std::size_t count)
{
    if (!(value > low) || !(high > low))
        return 0;
    if (value >= high)
        return count - 1;
    const auto cell = static_cast<std::size_t>((value - low) / (high - low) * static_cast<double>(count));
    return std::min(cell, count - 1);
}

bool insideEvenOdd(std::span<const WorldPoint> polygon, double x, double y)
{
    bool inside = false;
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
        const WorldPoint &a = polygon[i];
        const WorldPoint &b = polygon[j];
        if ((a.y > y) != (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x)
            inside = !inside;
    }
    return inside;
}

} // namespace

HitIndex::HitIndex(std::shared_ptr<const PointLayer> layer) : m_layer(std::move(layer))
{
    const std::size_t n = m_layer ? m_layer->x.size() : 0;
    if (n == 0)
        return;
    const auto [minX, maxX] = std::minmax_element(m_layer->x.begin(), m_layer->x.end());
    const auto [minY, maxY] = std::minmax_element(m_layer->y.begin(), m_layer->y.end());
    m_bounds = {*minX, *minY, *maxX, *maxY};
    const double aside = std::ceil(std::sqrt(static_cast<double>(n) / kMarksPerCell));
    m_columns = m_rows = std::clamp<std::size_t>(static_cast<std::size_t>(aside), 1, kMaxCellsAside);
    m_start.assign(m_columns * m_rows + 1, 0);
    for (std::size_t i = 0; i < n; ++i)
        ++m_start[cellOf(m_layer->x[i], m_layer->y[i]) + 1];
    for (std::size_t c = 1; c < m_start.size(); ++c)
        m_start[c] += m_start[c - 1];
    m_entries.resize(n);
    std::vector<std::uint32_t> next(m_start.begin(), m_start.end() - 1);
    for (std::size_t i = 0; i < n; ++i)
        m_entries[next[cellOf(m_layer->x[i], m_layer->y[i])]++] = static_cast<std::uint32_t>(i);
}

std::size_t HitIndex::cellOf(double x, double y) const
{
    return cellIndex(y, m_bounds.bottom, m_bounds.top, m_rows) * m_columns +
           cellIndex(x, m_bounds.left, m_bounds.right, m_columns);
}

std::vector<std::size_t> HitIndex::within(const WorldRect &rect) const
{
    std::vector<std::size_t> found;
    if (m_entries.empty() || rect.right < m_bounds.left || rect.left > m_bounds.right || rect.top < m_bounds.bottom ||
        rect.bottom > m_bounds.top)
        return found;
    const std::size_t firstColumn = cellIndex(rect.left, m_bounds.left, m_bounds.right, m_columns);
    const std::size_t lastColumn = cellIndex(rect.right, m_bounds.left, m_bounds.right, m_columns);
    const std::size_t firstRow = cellIndex(rect.bottom, m_bounds.bottom, m_bounds.top, m_rows);
    const std::size_t lastRow = cellIndex(rect.top, m_bounds.bottom, m_bounds.top, m_rows);
    for (std::size_t row = firstRow; row <= lastRow; ++row) {
        for (std::size_t column = firstColumn; column <= lastColumn; ++column) {
            const std::size_t cell = row * m_columns + column;
            for (std::uint32_t e = m_start[cell]; e < m_start[cell + 1]; ++e) {
                const std::uint32_t i = m_entries[e];
                const double x = m_layer->x[i];
                const double y = m_layer->y[i];
                if (x >= rect.left && x <= rect.right && y >= rect.bottom && y <= rect.top)
                    found.push_back(i);
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::optional<std::size_t> HitIndex::nearest(WorldPoint at, double radius) const
{
    std::optional<std::size_t> best;
    double bestSquare = radius * radius;
    for (const std::size_t i : within({at.x - radius, at.y - radius, at.x + radius, at.y + radius})) {
        const double dx = m_layer->x[i] - at.x;
        const double dy = m_layer->y[i] - at.y;
        const double square = dx * dx + dy * dy;
        if (square <= bestSquare) { // ascending positions: of equals the later painted one, which is on top
            bestSquare = square;
            best = i;
        }
    }
    return best;
}

std::vector<std::size_t> HitIndex::inside(std::span<const WorldPoint> polygon) const
{
    if (polygon.size() < 3)
        return {};
    WorldRect box{polygon[0].x, polygon[0].y, polygon[0].x, polygon[0].y};
    for (const WorldPoint &p : polygon) {
        box.left = std::min(box.left, p.x);
        box.right = std::max(box.right, p.x);
        box.bottom = std::min(box.bottom, p.y);
        box.top = std::max(box.top, p.y);
    }
    std::vector<std::size_t> found = within(box);
    std::erase_if(found, [&](std::size_t i) { return !insideEvenOdd(polygon, m_layer->x[i], m_layer->y[i]); });
    return found;
}

std::optional<std::size_t> HitIndex::towards(std::size_t from, double dx, double dy) const
{
    if (from >= m_entries.size())
        return std::nullopt;
    std::optional<std::size_t> best;
    double bestSquare = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const double x = double(m_layer->x[i]) - m_layer->x[from];
        const double y = double(m_layer->y[i]) - m_layer->y[from];
        const double along = x * dx + y * dy;
        const double across = x * dy - y * dx;
        const double square = x * x + y * y;
        if (along > 0 && along >= std::abs(across) && square < bestSquare) {
            bestSquare = square;
            best = i;
        }
    }
    return best;
}

} // namespace embedscope
