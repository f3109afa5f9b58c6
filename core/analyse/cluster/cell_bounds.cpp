#include "core/analyse/cluster/cell_bounds.h"

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace embedscope {

namespace {

constexpr float kFarAway = -std::numeric_limits<float>::infinity();

/// Notes each place's greatest product with each cell; the cells' places follow each other.
class GreatestProducts : public PairVisitor
{
public:
    GreatestProducts(const RoughPairs &pairs, std::span<const std::size_t> firsts, std::span<const float> caps)
        : m_pairs(pairs),
          m_firsts(firsts),
          m_caps(caps),
          m_cellOf(pairs.padded(), static_cast<std::uint32_t>(firsts.size() - 2)),
          m_greatest((firsts.size() - 1) * pairs.padded(), kFarAway)
    {
        for (std::uint32_t cell = 0; cell + 1 < firsts.size(); ++cell)
            std::fill_n(m_cellOf.begin() + static_cast<std::ptrdiff_t>(firsts[cell]), firsts[cell + 1] - firsts[cell],
                        cell);
    }

    std::vector<float> &found() { return m_greatest; }

    bool wanted(PlaceRange a, PlaceRange b) const override
    {
        const std::uint32_t cell = m_cellOf[a.first];
        return m_cellOf[b.first] != cell || m_cellOf[a.first + a.count - 1] != cell ||
               m_cellOf[b.first + b.count - 1] != cell;
    }

    void row(std::size_t at, const float *products, PlaceRange others) override
    {
        const std::uint32_t own = m_cellOf[at];
        const std::size_t end = others.first + others.count;
        for (std::size_t first = others.first; first < end;) {
            const std::uint32_t cell = m_cellOf[first];
            const std::size_t last = cell + 2 < m_firsts.size() ? std::min(end, m_firsts[cell + 1]) : end;
            if (cell != own) {
                float &greatest = m_greatest[cell * m_pairs.padded() + at];
                const float here = analyseKernels().raise(products + (first - others.first), m_pairs.besides(at),
                                                          m_caps.data() + first, m_caps[at], last - first,
                                                          m_greatest.data() + own * m_pairs.padded() + first);
                greatest = std::max(greatest, here);
            }
            first = last;
        }
    }

private:
    const RoughPairs &m_pairs;
    std::span<const std::size_t> m_firsts;
    std::span<const float> m_caps; ///< no product counts for more: the core distance is further
    std::vector<std::uint32_t> m_cellOf;
    std::vector<float> m_greatest;
};

} // namespace

Result<CellBounds> CellBounds::make(MatrixView rows, const std::vector<std::uint32_t> &cellOf,
                                    const std::vector<double> &core, RoughProducts products, const RunControl &control,
                                    ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<CellBounds> {
        CellBounds bounds;
        bounds.m_order.resize(rows.rows);
        std::iota(bounds.m_order.begin(), bounds.m_order.end(), std::uint32_t{0});
        std::ranges::stable_sort(bounds.m_order, {}, [&](std::uint32_t point) { return cellOf[point]; });
        bounds.m_places.resize(rows.rows);
        for (std::size_t at = 0; at < rows.rows; ++at) {
            bounds.m_places[bounds.m_order[at]] = static_cast<std::uint32_t>(at);
            if (at == 0 || cellOf[bounds.m_order[at]] != cellOf[bounds.m_order[at - 1]])
                bounds.m_firsts.push_back(at);
        }
        bounds.m_firsts.push_back(rows.rows);

        const ComparedRows compared(rows, NeighbourMetric::Cosine, control, pool);
        RoughPairs pairs(compared, bounds.m_order, products);
        if (const Status status = pairs.pack(control, pool); !status)
            return status.error();
        std::vector<float> caps(pairs.padded(), 1);
        for (const double distance : core)
            bounds.m_squaredCore.push_back(static_cast<float>(distance * distance));
        for (std::size_t at = 0; at < rows.rows; ++at)
            caps[at] = 1 - bounds.m_squaredCore[bounds.m_order[at]] / 2;
        GreatestProducts greatest(pairs, bounds.m_firsts, caps);
        if (const Result<bool> done = pairs.visit(greatest, control, pool); !done)
            return done.error();

        bounds.m_padded = pairs.padded();
        bounds.m_products = std::move(greatest.found());
        for (std::size_t at = 0; at < rows.rows; ++at)
            bounds.m_errors.push_back(pairs.error(at));
        for (std::size_t cell = 0; cell < bounds.cells(); ++cell)
            bounds.m_cellErrors.push_back(
                *std::max_element(bounds.m_errors.begin() + static_cast<std::ptrdiff_t>(bounds.m_firsts[cell]),
                                  bounds.m_errors.begin() + static_cast<std::ptrdiff_t>(bounds.m_firsts[cell + 1])));
        // A sum of d products of numbers of two rows of length 1, and the few roundings after it.
        bounds.m_slack = static_cast<double>(rows.cols + 8) * 0x1p-24 * 1.01 + 2e-6;
        return bounds;
    });
}

std::span<const std::uint32_t> CellBounds::pointsOf(std::size_t cell) const
{
    return std::span(m_order).subspan(m_firsts[cell], m_firsts[cell + 1] - m_firsts[cell]);
}

CellBounds::Between CellBounds::between(std::size_t point, std::size_t cell) const
{
    const std::size_t at = m_places[point];
    const auto product = static_cast<double>(m_products[cell * m_padded + at]);
    const double error = 2 * (static_cast<double>(m_errors[at]) + static_cast<double>(m_cellErrors[cell]));
    const auto core = static_cast<double>(m_squaredCore[point]);
    return {std::max(core, 2 - 2 * (product + m_slack)), std::max(core, 2 - 2 * (product - error - m_slack))};
}

} // namespace embedscope
