#include "core/analyse/neighbours.h"

#include "core/analyse/cosine.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kRowBlock = 64;
constexpr std::size_t kColumnBlock = 1024;
constexpr float kNever = -2; // below every cosine

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

class Search
{
public:
    Search(MatrixView vectors, std::size_t k, const RunControl &control)
        : m_vectors(vectors),
          m_unit(unitRows(vectors)),
          m_squares(squaredLengths(vectors)),
          m_k(k),
          m_control(control),
          m_found(vectors.rows)
    {
    }

    std::vector<std::vector<Neighbour>> &found() { return m_found; }

    void rows(std::size_t begin, std::size_t end)
    {
        const std::size_t n = m_vectors.rows;
        Matrix rough(static_cast<Index>(end - begin), static_cast<Index>(n));
        for (std::size_t from = 0; from < n; from += kColumnBlock) {
            if (m_control.stopRequested())
                return;
            const auto first = static_cast<Index>(from);
            const auto width = static_cast<Index>(std::min(kColumnBlock, n - from));
            rough.middleCols(first, width).noalias() = m_unit.middleRows(static_cast<Index>(begin), rough.rows()) *
                                                       m_unit.middleRows(first, width).transpose();
        }
        std::vector<float> sorted(n);
        for (std::size_t i = begin; i < end && !m_control.stopRequested(); ++i) {
            if (m_squares[i] > 0)
                row(i, rough.data() + (i - begin) * n, sorted);
        }
    }

private:
    void row(std::size_t i, float *rough, std::vector<float> &sorted)
    {
        const std::size_t n = m_vectors.rows;
        rough[i] = kNever;
        for (std::size_t j = 0; j < n; ++j)
            if (!(m_squares[j] > 0))
                rough[j] = kNever;
        std::copy(rough, rough + n, sorted.begin());
        std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(m_k - 1), sorted.end(),
                         std::greater<>());
        // A float32 product of two unit rows is off by at most (d + 3) · 2^-24: whoever may be among the k by their
        // true similarity is above this.
        const float margin = static_cast<float>(2 * static_cast<double>(m_vectors.cols + 4) * 0x1.0p-24);
        const float floor = std::max(sorted[m_k - 1] - margin, -1.5f);
        std::vector<Neighbour> candidates;
        for (std::size_t j = 0; j < n; ++j)
            if (rough[j] >= floor)
                candidates.push_back(
                    {static_cast<std::uint32_t>(j),
                     cosineFrom(dotInDouble(m_vectors.row(i).data(), m_vectors.row(j).data(), m_vectors.cols),
                                m_squares[i], m_squares[j])});
        keepBest(candidates, m_k);
        m_found[i].assign(candidates.begin(), candidates.end());
    }

    MatrixView m_vectors;
    Matrix m_unit;
    std::vector<double> m_squares;
    std::size_t m_k;
    const RunControl &m_control;
    std::vector<std::vector<Neighbour>> m_found;
};

} // namespace

Result<NeighboursResult> findNeighbours(MatrixView vectors, const NeighboursOptions &options, const RunControl &control,
                                        ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<NeighboursResult> {
        if (const Status status = checkFinite(vectors); !status)
            return status.error();
        NeighboursResult result;
        result.offsets.assign(vectors.rows + 1, 0);
        const std::size_t k = vectors.rows == 0 ? 0 : std::min(options.k, vectors.rows - 1);
        if (k == 0 || vectors.cols == 0)
            return result;
        Search search(vectors, k, control);
        const Status status = parallelBlocks(pool, control, vectors.rows, kRowBlock,
                                             [&](std::size_t begin, std::size_t end) { search.rows(begin, end); });
        if (!status)
            return status.error();
        for (std::size_t i = 0; i < vectors.rows; ++i)
            result.offsets[i + 1] = result.offsets[i] + search.found()[i].size();
        result.entries.reserve(result.offsets.back());
        for (const std::vector<Neighbour> &row : search.found())
            result.entries.insert(result.entries.end(), row.begin(), row.end());
        return result;
    });
}

Result<std::vector<Neighbour>> nearestTo(MatrixView rows, std::span<const float> query, std::size_t k,
                                         const RunControl &control, ThreadPool &pool)
{
    if (rows.rows > 0 && rows.cols != query.size())
        return makeError(Errc::DimensionMismatch);
    return withoutExceptions([&]() -> Result<std::vector<Neighbour>> {
        const std::vector<Similarity> similarities = similaritiesTo(rows, query, pool);
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
