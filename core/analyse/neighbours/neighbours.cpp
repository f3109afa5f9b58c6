#include "core/analyse/neighbours/neighbours.h"

#include "core/analyse/cosine.h"
#include "core/analyse/distinct_rows.h"
#include "core/analyse/largest.h"
#include "core/analyse/neighbours/compared_rows.h"
#include "core/analyse/neighbours/neighbours_filter.h"
#include "core/analyse/rows.h"
#include "core/base/cpu.h"
#include "core/base/gemm/gemm_int8.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace embedscope {

namespace {

constexpr std::size_t kRowBlock = 8;
constexpr std::size_t kSpeakerBlock = 32;
constexpr std::size_t kFewRows = 400;      // up to here comparing in double at once is as fast
constexpr std::size_t kManyNeighbours = 8; // more than this share of the rows, and hardly any can be ruled out
constexpr double kNever = -2;              // below every cosine
constexpr double kSelf = -std::numeric_limits<double>::infinity();

bool closer(const Neighbour &a, const Neighbour &b)
{
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.index < b.index;
}

// The k best of `candidates`, in order.
void keepBest(std::vector<Neighbour> &candidates, std::size_t k)
{
    if (candidates.size() > k) {
        std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(k), candidates.end(),
                         closer);
        candidates.resize(k);
    }
    std::sort(candidates.begin(), candidates.end(), closer);
}

using Lists = std::vector<std::vector<Neighbour>>;

// Every pair in double: for few rows, for many neighbours, and where nothing rougher could rule pairs out.
class PlainSearch
{
public:
    PlainSearch(MatrixView vectors, NeighbourMetric metric, std::size_t k, const RunControl &control, ThreadPool &pool)
        : m_vectors(vectors),
          m_rows(vectors, metric, control, pool),
          m_metric(metric),
          m_squares(squaredLengths(vectors, control, pool)),
          m_k(k),
          m_control(control),
          m_found(vectors.rows)
    {
        for (std::uint32_t i = 0; i < vectors.rows && metric == NeighbourMetric::Euclidean; ++i)
            m_all.push_back(i);
    }

    Lists &found() { return m_found; }

    void rows(std::size_t begin, std::size_t end)
    {
        const std::size_t n = m_vectors.rows;
        std::vector<double> similarities((end - begin) * n);
        if (m_metric == NeighbourMetric::Cosine)
            cosinesWithAll(m_vectors, m_squares, m_vectors.row(begin).data(), m_squares.data() + begin, end - begin,
                           kNever, similarities.data(), m_control);
        Largest largest;
        for (std::size_t i = begin; i < end && !m_control.stopRequested(); ++i) {
            double *row = similarities.data() + (i - begin) * n;
            if (m_metric == NeighbourMetric::Euclidean)
                m_rows.similarities(i, m_all, row);
            row[i] = kSelf;
            for (const std::size_t j : largest.find(row, n, m_k))
                if (m_rows.takesPart(i) && m_rows.takesPart(j) && j != i)
                    m_found[i].push_back({static_cast<std::uint32_t>(j), row[j]});
        }
    }

private:
    MatrixView m_vectors;
    ComparedRows m_rows;
    NeighbourMetric m_metric;
    std::vector<double> m_squares;
    std::vector<std::uint32_t> m_all;
    std::size_t m_k;
    const RunControl &m_control;
    Lists m_found;
};

// Of each group of equal rows the first speaks for all: candidates by rough products, then similarities in double.
class FilteredSearch
{
public:
    FilteredSearch(const ComparedRows &rows, const DistinctRows &distinct, std::size_t k)
        : m_rows(rows), m_distinct(distinct), m_k(k), m_found(rows.rows())
    {
        for (std::size_t group = 0; group < distinct.groups(); ++group)
            if (const std::uint32_t row = distinct.of(group).front(); rows.takesPart(row))
                m_speakers.push_back(row);
    }

    Lists &found() { return m_found; }

    /// False: pairs cannot be ruled out by products in float32 here.
    Result<bool> run(NeighbourProducts products, const RunControl &control, ThreadPool &pool)
    {
        Result<std::optional<NeighbourCandidates>> candidates = filtered(products, control, pool);
        if (!candidates)
            return candidates.error();
        if (!*candidates)
            return false;
        const Status status =
            parallelBlocks(pool, control, m_speakers.size(), kSpeakerBlock, [&](std::size_t begin, std::size_t end) {
                for (std::size_t at = begin; at < end; ++at)
                    settle(m_speakers[at], (**candidates)[at]);
            });
        if (!status)
            return status.error();
        return true;
    }

private:
    Result<std::optional<NeighbourCandidates>> filtered(NeighbourProducts products, const RunControl &control,
                                                        ThreadPool &pool)
    {
        if (m_speakers.size() <= m_k + 1)
            return std::optional(allPairs());
        FilterOptions options;
        options.k = m_k;
        const bool bytes =
            products == NeighbourProducts::Bytes || (products == NeighbourProducts::Chosen && hasByteProducts());
        if (bytes && m_rows.cols() <= Int8Matrix::kMostInputs) {
            options.products = RoughProducts::Bytes;
            auto candidates = filterNeighbours(m_rows, m_speakers, options, control, pool);
            if (!candidates || *candidates)
                return candidates;
        }
        options.products = RoughProducts::Floats;
        return filterNeighbours(m_rows, m_speakers, options, control, pool);
    }

    NeighbourCandidates allPairs() const
    {
        NeighbourCandidates all(m_speakers.size(), m_speakers.size());
        for (std::size_t i = 0; i < m_speakers.size(); ++i)
            for (std::size_t j = 0; j < m_speakers.size(); ++j)
                if (i != j)
                    all.add(i, {2, m_speakers[j]});
        return all;
    }

    void settle(std::uint32_t speaker, std::span<NeighbourCandidate> candidates)
    {
        const std::vector<Neighbour> nearest = nearestSpeakers(speaker, candidates);
        if (m_distinct.groups() == m_rows.rows()) {
            m_found[speaker] = nearest;
            return;
        }
        // The k + 1 best of all rows that the speakers speak for; no group has more than k + 1 among them.
        const std::span<const std::uint32_t> own = m_distinct.of(m_distinct.groupOf[speaker]);
        std::vector<Neighbour> best;
        const auto add = [&](std::span<const std::uint32_t> group, double similarity) {
            for (const std::uint32_t row : group.first(std::min(group.size(), m_k + 1)))
                best.push_back({row, similarity});
        };
        add(own, m_rows.greatest());
        for (const Neighbour &other : nearest)
            add(m_distinct.of(m_distinct.groupOf[other.index]), other.similarity);
        keepBest(best, m_k + 1);
        for (const std::uint32_t row : own) {
            std::vector<Neighbour> &found = m_found[row];
            for (const Neighbour &neighbour : best)
                if (neighbour.index != row && found.size() < m_k)
                    found.push_back(neighbour);
        }
    }

    // By falling similarity in double; who can be at most less similar than the k-th is not looked at.
    std::vector<Neighbour> nearestSpeakers(std::uint32_t speaker, std::span<NeighbourCandidate> candidates) const
    {
        constexpr std::size_t kAtOnce = 8;
        std::ranges::sort(candidates, [](const NeighbourCandidate &a, const NeighbourCandidate &b) {
            return a.atMost != b.atMost ? a.atMost > b.atMost : a.row < b.row;
        });
        std::uint32_t others[kAtOnce];
        double similarities[kAtOnce];
        std::vector<Neighbour> best;
        for (std::size_t at = 0; at < candidates.size(); at += kAtOnce) {
            if (best.size() == m_k &&
                static_cast<double>(candidates[at].atMost) < m_rows.productOf(best.back().similarity))
                break;
            const std::size_t count = std::min(kAtOnce, candidates.size() - at);
            for (std::size_t c = 0; c < count; ++c)
                others[c] = candidates[at + c].row;
            m_rows.similarities(speaker, {others, count}, similarities);
            for (std::size_t c = 0; c < count; ++c)
                best.push_back({others[c], similarities[c]});
            keepBest(best, m_k);
        }
        return best;
    }

    const ComparedRows &m_rows;
    const DistinctRows &m_distinct;
    std::vector<std::uint32_t> m_speakers;
    std::size_t m_k;
    Lists m_found;
};

Result<Lists> searchPlainly(MatrixView vectors, const NeighboursOptions &options, std::size_t k,
                            const RunControl &control, ThreadPool &pool)
{
    PlainSearch search(vectors, options.metric, k, control, pool);
    const Status status = parallelBlocks(pool, control, vectors.rows, kRowBlock,
                                         [&](std::size_t begin, std::size_t end) { search.rows(begin, end); });
    if (!status)
        return status.error();
    return std::move(search.found());
}

Result<Lists> search(MatrixView vectors, const NeighboursOptions &options, const RunControl &control, ThreadPool &pool)
{
    const std::size_t k = std::min(options.k, vectors.rows - 1);
    const bool chosen = options.products == NeighbourProducts::Chosen;
    if (options.products == NeighbourProducts::Doubles ||
        (chosen && (vectors.rows < kFewRows || k > vectors.rows / kManyNeighbours)))
        return searchPlainly(vectors, options, k, control, pool);
    const Result<DistinctRows> distinct = findDistinctRows(vectors, control, pool);
    if (!distinct)
        return distinct.error();
    const ComparedRows rows(vectors, options.metric, control, pool);
    FilteredSearch filtered(rows, *distinct, k);
    const Result<bool> done = filtered.run(options.products, control, pool);
    if (!done)
        return done.error();
    if (!*done)
        return searchPlainly(vectors, options, k, control, pool);
    return std::move(filtered.found());
}

std::vector<Similarity> minusDistancesTo(MatrixView rows, std::span<const float> query, ThreadPool &pool)
{
    std::vector<Similarity> similarities(rows.rows);
    pool.parallelFor(rows.rows, 256, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            if (const auto distance = euclideanDistance(rows.row(i), query))
                similarities[i] = 0 - *distance;
    });
    return similarities;
}

} // namespace

Result<NeighboursResult> findNeighbours(MatrixView vectors, const NeighboursOptions &options, const RunControl &control,
                                        ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<NeighboursResult> {
        if (const Status status = checkFinite(vectors, control, pool); !status)
            return status.error();
        NeighboursResult result;
        result.offsets.assign(vectors.rows + 1, 0);
        result.metric = options.metric;
        if (vectors.rows < 2 || options.k == 0 || vectors.cols == 0)
            return result;
        const auto found = search(vectors, options, control, pool);
        if (!found)
            return found.error();
        for (std::size_t i = 0; i < vectors.rows; ++i)
            result.offsets[i + 1] = result.offsets[i] + (*found)[i].size();
        result.entries.reserve(result.offsets.back());
        const Status status = eachInOrder(vectors.rows, control, [&](std::size_t i) {
            result.entries.insert(result.entries.end(), (*found)[i].begin(), (*found)[i].end());
        });
        if (!status)
            return status.error();
        return result;
    });
}

Result<NeighboursResult> firstNeighbours(const NeighboursResult &all, std::size_t count, const RunControl &control)
{
    return withoutExceptions([&]() -> Result<NeighboursResult> {
        NeighboursResult some;
        some.metric = all.metric;
        some.offsets.reserve(all.offsets.size());
        some.offsets.push_back(0);
        for (std::size_t i = 0; i < all.rows(); ++i)
            some.offsets.push_back(some.offsets.back() + std::min(count, all.of(i).size()));
        some.entries.reserve(some.offsets.back());
        const Status status = eachInOrder(all.rows(), control, [&](std::size_t i) {
            const std::span<const Neighbour> near = all.of(i);
            some.entries.insert(some.entries.end(), near.begin(),
                                near.begin() + static_cast<std::ptrdiff_t>(std::min(count, near.size())));
        });
        if (!status)
            return status.error();
        return some;
    });
}

Result<std::vector<Neighbour>> nearestTo(MatrixView rows, std::span<const float> query, std::size_t k,
                                         const RunControl &control, ThreadPool &pool, NeighbourMetric metric)
{
    if (rows.rows > 0 && rows.cols != query.size())
        return makeError(Errc::DimensionMismatch);
    return withoutExceptions([&]() -> Result<std::vector<Neighbour>> {
        const std::vector<Similarity> similarities =
            metric == NeighbourMetric::Cosine ? similaritiesTo(rows, query, pool) : minusDistancesTo(rows, query, pool);
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        std::vector<Neighbour> candidates;
        for (std::size_t i = 0; i < similarities.size(); ++i)
            if (similarities[i])
                candidates.push_back({static_cast<std::uint32_t>(i), *similarities[i]});
        keepBest(candidates, k);
        return candidates;
    });
}

} // namespace embedscope
