#include "core/analyse/neighbours/neighbours_filter.h"

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/rows.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <numeric>

namespace embedscope {

namespace {

constexpr float kBelowAll = -3;    // below every similarity and what rounding makes of it
constexpr std::size_t kSpare = 32; // candidates beside 4k

// How many candidates a row gathers before it looks which of them it can do without.
std::size_t roomOf(const FilterOptions &options)
{
    return 4 * options.k + kSpare;
}

// Shuffled: however the texts are sorted, a row soon knows how similar its neighbours are.
std::vector<std::uint32_t> shuffled(std::size_t count)
{
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    PortableRandom random(1);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

std::vector<std::uint32_t> rowsAt(const std::vector<std::uint32_t> &order, std::span<const std::uint32_t> members)
{
    std::vector<std::uint32_t> rows;
    rows.reserve(order.size());
    for (const std::uint32_t place : order)
        rows.push_back(members[place]);
    return rows;
}

class Filter : public PairVisitor
{
public:
    Filter(const ComparedRows &rows, std::span<const std::uint32_t> members, const FilterOptions &options)
        : m_options(options),
          m_order(shuffled(members.size())),
          m_pairs(rows, rowsAt(m_order, members), options.products, options.blockRows),
          m_least(m_pairs.padded(), kBelowAll),
          m_limits(members.size(), roomOf(options)),
          m_candidates(members.size(), roomOf(options))
    {
    }

    /// False: too many candidates.
    Result<bool> compare(const RunControl &control, ThreadPool &pool)
    {
        if (const Status status = m_pairs.pack(control, pool); !status)
            return status.error();
        return m_pairs.visit(*this, control, pool);
    }

    Result<NeighbourCandidates> finish(const RunControl &control, ThreadPool &pool)
    {
        const Status status =
            parallelBlocks(pool, control, m_order.size(), 256, [&](std::size_t begin, std::size_t end) {
                for (std::size_t at = begin; at < end; ++at) {
                    thin(at);
                    for (NeighbourCandidate &candidate : m_candidates[at])
                        candidate.row = m_pairs.order()[candidate.row];
                }
            });
        if (!status)
            return status.error();
        std::vector<std::uint32_t> placeOf(m_order.size());
        for (std::size_t at = 0; at < m_order.size(); ++at)
            placeOf[m_order[at]] = static_cast<std::uint32_t>(at);
        m_candidates.reorder(std::move(placeOf));
        return std::move(m_candidates);
    }

    void row(std::size_t at, const float *products, PlaceRange others) override
    {
        static thread_local std::vector<std::uint32_t> passing;
        passing.resize(others.count);
        const float besides = m_pairs.besides(at);
        const std::size_t count = analyseKernels().passing(products, besides, m_least[at],
                                                           m_least.data() + others.first, others.count, passing.data());
        for (std::size_t hit = 0; hit < count; ++hit) {
            const std::size_t other = others.first + passing[hit];
            if (other <= at) // of the same block: met already
                continue;
            const float atMost = products[passing[hit]] + besides;
            if (atMost >= m_least[at])
                keep(at, other, atMost);
            if (atMost >= m_least[other])
                keep(other, at, atMost);
        }
    }

    /// False: too many candidates.
    bool goesOn() const override
    {
        return m_candidates.total() <= m_candidates.size() * (m_options.mostCandidates + roomOf(m_options));
    }

private:
    void keep(std::size_t at, std::size_t other, float atMost)
    {
        m_candidates.add(at, {atMost, static_cast<std::uint32_t>(other)});
        if (m_candidates[at].size() >= m_limits[at])
            m_limits[at] = std::max(roomOf(m_options), 2 * thin(at));
    }

    // Finds out how similar the k-th best is at least and lets go who cannot be as similar. How many are left.
    std::size_t thin(std::size_t at)
    {
        const std::span<NeighbourCandidate> candidates = m_candidates[at];
        if (candidates.size() < m_options.k)
            return candidates.size();
        static thread_local std::vector<float> atLeast;
        atLeast.clear();
        for (const NeighbourCandidate &candidate : candidates)
            atLeast.push_back(candidate.atMost - 2 * (m_pairs.error(at) + m_pairs.error(candidate.row)));
        const auto kth = atLeast.begin() + static_cast<std::ptrdiff_t>(m_options.k - 1);
        std::nth_element(atLeast.begin(), kth, atLeast.end(), std::greater<>());
        m_least[at] = std::max(m_least[at], *kth);
        const auto gone =
            std::ranges::remove_if(candidates, [&](const NeighbourCandidate &c) { return c.atMost < m_least[at]; });
        const std::size_t left = candidates.size() - gone.size();
        m_candidates.shorten(at, left);
        return left;
    }

    const FilterOptions &m_options;
    std::vector<std::uint32_t> m_order; ///< place among the pairs -> place in `members`
    RoughPairs m_pairs;
    // By place among the pairs:
    std::vector<float> m_least;        ///< the k-th most similar's similarity is at least this
    std::vector<std::size_t> m_limits; ///< how many candidates before thin()
    NeighbourCandidates m_candidates;  ///< their `row` is a place, too, until finish()
};

} // namespace

Result<std::optional<NeighbourCandidates>> filterNeighbours(const ComparedRows &rows,
                                                            std::span<const std::uint32_t> members,
                                                            const FilterOptions &options, const RunControl &control,
                                                            ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<std::optional<NeighbourCandidates>> {
        Filter filter(rows, members, options);
        const Result<bool> compared = filter.compare(control, pool);
        if (!compared)
            return compared.error();
        if (!*compared)
            return std::optional<NeighbourCandidates>();
        Result<NeighbourCandidates> candidates = filter.finish(control, pool);
        if (!candidates)
            return candidates.error();
        return std::optional<NeighbourCandidates>(std::move(*candidates));
    });
}

} // namespace embedscope
