#include "core/analyse/project/umap/umap_blocks.h"

#include "core/analyse/rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace embedscope {

namespace {

// About so many points a block: fewer have hardly anything to do before threads wait for each other again.
constexpr std::size_t kBlock = 600;

class Cutting
{
public:
    Cutting(std::span<const float> places, std::size_t components, const RunControl &control)
        : m_places(places), m_components(components), m_control(control)
    {
        m_blocks.order.resize(places.size() / components);
        std::iota(m_blocks.order.begin(), m_blocks.order.end(), 0U);
    }

    Result<UmapBlocks> cut()
    {
        const std::size_t n = m_blocks.order.size();
        // An even number: two threads have as much to do.
        const std::size_t pairs = std::min((n + kBlock) / (2 * kBlock), UmapBlocks::kMost / 2);
        cut(0, n, std::max<std::size_t>(1, 2 * pairs));
        m_blocks.starts.push_back(n);
        if (m_control.stopRequested())
            return makeError(Errc::Cancelled);
        return std::move(m_blocks);
    }

private:
    void cut(std::size_t begin, std::size_t end, std::size_t parts)
    {
        if (m_control.stopRequested())
            return;
        const auto at = [&](std::size_t i) { return m_blocks.order.begin() + static_cast<std::ptrdiff_t>(i); };
        if (parts == 1) {
            std::sort(at(begin), at(end)); // cutting leaves them in an order of the library's own
            m_blocks.starts.push_back(begin);
            return;
        }
        const std::size_t first = parts / 2;
        const std::size_t middle = begin + (end - begin) * first / parts;
        const std::size_t widest = widestOf(begin, end);
        std::nth_element(at(begin), at(middle), at(end), [&](std::uint32_t a, std::uint32_t b) {
            return std::pair(m_places[a * m_components + widest], a) <
                   std::pair(m_places[b * m_components + widest], b);
        });
        cut(begin, middle, first);
        cut(middle, end, parts - first);
    }

    std::size_t widestOf(std::size_t begin, std::size_t end) const
    {
        std::size_t widest = 0;
        float width = -1;
        for (std::size_t k = 0; k < m_components; ++k) {
            float low = m_places[m_blocks.order[begin] * m_components + k];
            float high = low;
            for (std::size_t i = begin; i < end; ++i) {
                low = std::min(low, m_places[m_blocks.order[i] * m_components + k]);
                high = std::max(high, m_places[m_blocks.order[i] * m_components + k]);
            }
            if (high - low > width) {
                width = high - low;
                widest = k;
            }
        }
        return widest;
    }

    std::span<const float> m_places;
    std::size_t m_components;
    const RunControl &m_control;
    UmapBlocks m_blocks;
};

} // namespace

Result<UmapBlocks> umapBlocks(std::span<const float> places, std::size_t components, const RunControl &control)
{
    return Cutting(places, components, control).cut();
}

std::vector<float> inOrder(std::span<const float> places, std::span<const std::uint32_t> order)
{
    const std::size_t components = places.size() / order.size();
    std::vector<float> ordered;
    ordered.reserve(places.size());
    for (const std::uint32_t row : order)
        ordered.insert(ordered.end(), places.begin() + static_cast<std::ptrdiff_t>(row * components),
                       places.begin() + static_cast<std::ptrdiff_t>((row + 1) * components));
    return ordered;
}

Result<FuzzyGraph> inOrder(const FuzzyGraph &graph, std::span<const std::uint32_t> order, const RunControl &control)
{
    std::vector<std::uint32_t> now(order.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        now[order[i]] = static_cast<std::uint32_t>(i);
    FuzzyGraph ordered;
    ordered.offsets.reserve(graph.offsets.size());
    ordered.offsets.push_back(0);
    ordered.to.reserve(graph.edges());
    ordered.weights.reserve(graph.edges());
    const Status status = eachInOrder(order.size(), control, [&](std::size_t at) {
        for (std::size_t e = graph.offsets[order[at]]; e < graph.offsets[order[at] + 1]; ++e) {
            ordered.to.push_back(now[graph.to[e]]);
            ordered.weights.push_back(graph.weights[e]);
        }
        ordered.offsets.push_back(ordered.to.size());
    });
    if (!status)
        return status.error();
    return ordered;
}

} // namespace embedscope
