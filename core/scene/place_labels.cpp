#include "core/scene/place_labels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace embedscope {

namespace {

constexpr double kGap = 3;         ///< between a mark's edge and its label
constexpr double kApart = 2;       ///< between a label and the one below it: halos must not eat letters
constexpr double kApartBeside = 8; ///< between neighbours on a line: they must not read as one
constexpr double kFarthest = 44;   ///< from a mark, for a label that does not insist
constexpr double kCell = 48;
constexpr int kRounds = 4;

struct Candidate
{
    ScreenRect rect = {};
    LabelSide side = LabelSide::Below;
    bool leader = false;
    ScreenPoint from = {};
    ScreenPoint to = {};
    double cost = 0;
    ScreenRect box() const ///< of label and leader
    {
        if (!leader)
            return rect;
        const double left = std::min(rect.x, from.x);
        const double top = std::min(rect.y, from.y);
        return {left, top, std::max(rect.right(), from.x) - left, std::max(rect.bottom(), from.y) - top};
    }
};

// Squares of distances: the roots were a third of the work.
double squareToRect(ScreenPoint p, const ScreenRect &r)
{
    const double dx = std::max(std::max(r.x - p.x, p.x - r.right()), 0.0);
    const double dy = std::max(std::max(r.y - p.y, p.y - r.bottom()), 0.0);
    return dx * dx + dy * dy;
}

double squareToSegment(ScreenPoint p, ScreenPoint a, ScreenPoint b)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double square = dx * dx + dy * dy;
    const double t = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0;
    const double offX = p.x - a.x - t * dx;
    const double offY = p.y - a.y - t * dy;
    return offX * offX + offY * offY;
}

constexpr double squared(double v)
{
    return v * v;
}

double side(ScreenPoint a, ScreenPoint b, ScreenPoint p)
{
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

bool segmentsCross(ScreenPoint a, ScreenPoint b, ScreenPoint c, ScreenPoint d)
{
    const double s1 = side(a, b, c);
    const double s2 = side(a, b, d);
    const double s3 = side(c, d, a);
    const double s4 = side(c, d, b);
    return ((s1 > 0) != (s2 > 0)) && ((s3 > 0) != (s4 > 0));
}

bool segmentMeets(ScreenPoint a, ScreenPoint b, const ScreenRect &r)
{
    if (std::max(a.x, b.x) < r.x || std::min(a.x, b.x) > r.right() || std::max(a.y, b.y) < r.y ||
        std::min(a.y, b.y) > r.bottom())
        return false;
    if (r.contains(a) || r.contains(b))
        return true;
    const ScreenPoint tl{r.x, r.y};
    const ScreenPoint tr{r.right(), r.y};
    const ScreenPoint bl{r.x, r.bottom()};
    const ScreenPoint br{r.right(), r.bottom()};
    return segmentsCross(a, b, tl, br) || segmentsCross(a, b, tr, bl);
}

ScreenRect roomAround(const ScreenRect &r)
{
    return {r.x - kApartBeside, r.y - kApart, r.width + 2 * kApartBeside, r.height + 2 * kApart};
}

bool conflict(const Candidate &a, const Candidate &b)
{
    if (roomAround(a.rect).intersects(b.rect))
        return true;
    if (a.leader && segmentMeets(a.from, a.to, b.rect))
        return true;
    if (b.leader && segmentMeets(b.from, b.to, a.rect))
        return true;
    return a.leader && b.leader && segmentsCross(a.from, a.to, b.from, b.to);
}

/// Which of a set of things may touch a rectangle: a grid of the picture.
class Grid
{
public:
    explicit Grid(const ScreenRect &bounds)
        : m_bounds(bounds), m_columns(count(bounds.width)), m_rows(count(bounds.height)), m_cells(m_columns * m_rows)
    {
    }
    void insert(std::size_t thing, const ScreenRect &box)
    {
        visit(box, [&](std::vector<std::uint32_t> &cell) { cell.push_back(static_cast<std::uint32_t>(thing)); });
    }
    void remove(std::size_t thing, const ScreenRect &box)
    {
        visit(box, [&](std::vector<std::uint32_t> &cell) { std::erase(cell, static_cast<std::uint32_t>(thing)); });
    }
    /// Calls `f(thing)` for each that may touch `box`, possibly more than once, until it returns true.
    template <class F> bool any(const ScreenRect &box, F f) const
    {
        const auto [c0, c1, r0, r1] = range(box);
        for (std::size_t r = r0; r <= r1; ++r)
            for (std::size_t c = c0; c <= c1; ++c)
                for (const std::uint32_t thing : m_cells[r * m_columns + c])
                    if (f(thing))
                        return true;
        return false;
    }

private:
    struct Range
    {
        std::size_t c0, c1, r0, r1;
    };
    static std::size_t count(double length)
    {
        return static_cast<std::size_t>(std::clamp(std::ceil(length / kCell), 1.0, 1000.0));
    }
    static std::size_t index(double offset, std::size_t cells)
    {
        return static_cast<std::size_t>(std::clamp(offset / kCell, 0.0, static_cast<double>(cells - 1)));
    }
    Range range(const ScreenRect &box) const
    {
        return {index(box.x - m_bounds.x, m_columns), index(box.right() - m_bounds.x, m_columns),
                index(box.y - m_bounds.y, m_rows), index(box.bottom() - m_bounds.y, m_rows)};
    }
    template <class F> void visit(const ScreenRect &box, F f)
    {
        const auto [c0, c1, r0, r1] = range(box);
        for (std::size_t r = r0; r <= r1; ++r)
            for (std::size_t c = c0; c <= c1; ++c)
                f(m_cells[r * m_columns + c]);
    }

    ScreenRect m_bounds;
    std::size_t m_columns;
    std::size_t m_rows;
    std::vector<std::vector<std::uint32_t>> m_cells;
};

/// The placing of one picture. Indices of requests throughout.
class Placer
{
public:
    Placer(std::span<const LabelRequest> requests, std::span<const LabelMark> marks,
           std::span<const ScreenRect> obstacles, std::span<const LabelLine> lines, const ScreenRect &bounds)
        : m_requests(requests),
          m_marks(marks),
          m_obstacles(obstacles),
          m_lines(lines),
          m_bounds(bounds),
          m_markGrid(bounds),
          m_labelGrid(bounds),
          m_candidates(requests.size()),
          m_chosen(requests.size(), kNone)
    {
        for (std::size_t i = 0; i < marks.size(); ++i)
            m_markGrid.insert(i, ScreenRect{marks[i].at.x, marks[i].at.y, 0, 0}.grown(marks[i].radius));
        for (std::size_t i = 0; i < requests.size(); ++i)
            makeCandidates(i);
    }

    std::vector<LabelPlacement> run()
    {
        std::vector<std::size_t> order(m_requests.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return m_requests[a].priority > m_requests[b].priority; });
        for (const std::size_t i : order)
            take(i, firstFree(i));
        for (int round = 0; round < kRounds; ++round) {
            bool moved = false;
            for (const std::size_t i : order)
                if (m_chosen[i] == kNone)
                    moved = squeezeIn(i) || moved;
            if (!moved)
                break;
        }
        settle(order);
        return result();
    }

private:
    static constexpr int kNone = -1;

    void makeCandidates(std::size_t i)
    {
        const LabelRequest &q = m_requests[i];
        const double w = q.width;
        const double h = q.height;
        for (const double off : {0.0, 11.0, 28.0, 44.0, 70.0, 100.0, 140.0}) {
            if (off > kFarthest && !q.insist)
                break;
            const double r = q.radius + kGap + off;
            const double d = r * 0.72;
            const double farther = off * 0.6;
            const auto add = [&](double x, double y, LabelSide where, double cost) {
                tryCandidate(i, {q.at.x + x, q.at.y + y, w, h}, where, cost + farther);
            };
            add(-w / 2, r, LabelSide::Below, 0);
            add(r, -h / 2, LabelSide::Right, 1);
            add(-r - w, -h / 2, LabelSide::Left, 2);
            add(-w / 2, -r - h, LabelSide::Above, 3);
            add(d, d - h * 0.2, LabelSide::BelowRight, 4);
            add(d, -d - h * 0.8, LabelSide::AboveRight, 5);
            add(-d - w, d - h * 0.2, LabelSide::BelowLeft, 6);
            add(-d - w, -d - h * 0.8, LabelSide::AboveLeft, 7);
            add(-w * 0.25, r, LabelSide::Below, 4.2);
            add(-w * 0.75, r, LabelSide::Below, 4.4);
            add(-w * 0.25, -r - h, LabelSide::Above, 5.2);
            add(-w * 0.75, -r - h, LabelSide::Above, 5.4);
        }
        std::stable_sort(m_candidates[i].begin(), m_candidates[i].end(),
                         [](const Candidate &a, const Candidate &b) { return a.cost < b.cost; });
    }

    void tryCandidate(std::size_t i, const ScreenRect &rect, LabelSide where, double cost)
    {
        if (rect.x < m_bounds.x || rect.y < m_bounds.y || rect.right() > m_bounds.right() ||
            rect.bottom() > m_bounds.bottom())
            return;
        Candidate c{rect, where, false, {}, {}, cost};
        const LabelRequest &q = m_requests[i];
        const double away = std::sqrt(squareToRect(q.at, rect)) - q.radius;
        if (away > kLeaderFrom) {
            c.leader = true;
            c.to = {std::clamp(q.at.x, rect.x, rect.right()), std::clamp(q.at.y, rect.y, rect.bottom())};
            const double length = std::hypot(c.to.x - q.at.x, c.to.y - q.at.y);
            c.from = {q.at.x + (c.to.x - q.at.x) * q.radius / length, q.at.y + (c.to.y - q.at.y) * q.radius / length};
            c.cost += 20;
        }
        for (const ScreenRect &o : m_obstacles)
            if (o.intersects(rect) || (c.leader && segmentMeets(c.from, c.to, o)))
                return;
        const bool onMark = m_markGrid.any(c.box().grown(kGap), [&](std::size_t m) {
            const LabelMark &mark = m_marks[m];
            if (squareToRect(mark.at, rect) < squared(mark.radius + 0.5))
                return true;
            // The own mark lies at the leader's beginning.
            return c.leader && !(mark.at == q.at) && squareToSegment(mark.at, c.from, c.to) < squared(mark.radius + 1);
        });
        if (onMark)
            return;
        for (const LabelLine &line : m_lines)
            if (segmentMeets(line.from, line.to, rect))
                c.cost += line.cost;
        m_candidates[i].push_back(c);
    }

    bool free(const Candidate &c) const
    {
        return !m_labelGrid.any(c.box().grown(kApartBeside), [&](std::size_t other) {
            return conflict(c, m_candidates[other][static_cast<std::size_t>(m_chosen[other])]);
        });
    }

    int firstFree(std::size_t i, int except = kNone) const
    {
        for (std::size_t c = 0; c < m_candidates[i].size(); ++c)
            if (static_cast<int>(c) != except && free(m_candidates[i][c]))
                return static_cast<int>(c);
        return kNone;
    }

    void take(std::size_t i, int candidate)
    {
        m_chosen[i] = candidate;
        if (candidate != kNone)
            m_labelGrid.insert(i, m_candidates[i][static_cast<std::size_t>(candidate)].box());
    }

    void release(std::size_t i)
    {
        m_labelGrid.remove(i, m_candidates[i][static_cast<std::size_t>(m_chosen[i])].box());
        m_chosen[i] = kNone;
    }

    /// Puts an unplaced label where at most two others lie that can lie elsewhere.
    bool squeezeIn(std::size_t i)
    {
        for (std::size_t c = 0; c < m_candidates[i].size(); ++c) {
            const Candidate &want = m_candidates[i][c];
            std::vector<std::size_t> blockers;
            const bool tooMany = m_labelGrid.any(want.box().grown(kApartBeside), [&](std::size_t other) {
                if (std::find(blockers.begin(), blockers.end(), other) == blockers.end() &&
                    conflict(want, m_candidates[other][static_cast<std::size_t>(m_chosen[other])]))
                    blockers.push_back(other);
                return blockers.size() > 2;
            });
            if (tooMany)
                continue;
            std::sort(blockers.begin(), blockers.end()); // the grid's order depends on earlier moves
            std::vector<int> before;
            for (const std::size_t b : blockers) {
                before.push_back(m_chosen[b]);
                release(b);
            }
            take(i, static_cast<int>(c));
            std::size_t settled = 0;
            for (; settled < blockers.size(); ++settled) {
                const int elsewhere = firstFree(blockers[settled]);
                if (elsewhere == kNone)
                    break;
                take(blockers[settled], elsewhere);
            }
            if (settled == blockers.size())
                return true;
            // Nobody is pushed out for good, unless one of them matters less.
            const std::size_t left = blockers.size() - settled;
            if (left == 1 && m_requests[blockers[settled]].priority < m_requests[i].priority)
                return true;
            for (std::size_t b = 0; b < settled; ++b)
                release(blockers[b]);
            release(i);
            for (std::size_t b = 0; b < blockers.size(); ++b)
                take(blockers[b], before[b]);
        }
        return false;
    }

    /// After the squeezing some have a better place free.
    void settle(const std::vector<std::size_t> &order)
    {
        for (const std::size_t i : order) {
            if (m_chosen[i] <= 0)
                continue;
            const int before = m_chosen[i];
            release(i);
            const int best = firstFree(i);
            take(i, best == kNone ? before : std::min(best, before));
        }
    }

    std::vector<LabelPlacement> result() const
    {
        std::vector<LabelPlacement> placements(m_requests.size());
        for (std::size_t i = 0; i < m_requests.size(); ++i) {
            if (m_chosen[i] == kNone)
                continue;
            const Candidate &c = m_candidates[i][static_cast<std::size_t>(m_chosen[i])];
            placements[i] = {true, c.rect, c.side, c.leader, c.from, c.to};
        }
        return placements;
    }

    std::span<const LabelRequest> m_requests;
    std::span<const LabelMark> m_marks;
    std::span<const ScreenRect> m_obstacles;
    std::span<const LabelLine> m_lines;
    ScreenRect m_bounds;
    Grid m_markGrid;
    Grid m_labelGrid;
    std::vector<std::vector<Candidate>> m_candidates; ///< per request, best first, free of everything that stays put
    std::vector<int> m_chosen;
};

} // namespace

std::vector<LabelPlacement> placeLabels(std::span<const LabelRequest> requests, std::span<const LabelMark> marks,
                                        std::span<const ScreenRect> obstacles, std::span<const LabelLine> lines,
                                        const ScreenRect &bounds)
{
    return Placer(requests, marks, obstacles, lines, bounds).run();
}

} // namespace embedscope
