#include "core/analyse/neighbours.h"

#include "core/analyse/cosine.h"
#include "core/analyse/largest.h"
#include "core/analyse/rows.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr std::size_t kRowBlock = 8;
constexpr double kNever = -2; // below every cosine

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
        : m_vectors(vectors), m_squares(squaredLengths(vectors)), m_k(k), m_control(control), m_found(vectors.rows)
    {
    }

    std::vector<std::vector<Neighbour>> &found() { return m_found; }

    void rows(std::size_t begin, std::size_t end)
    {
        const std::size_t n = m_vectors.rows;
        std::vector<double> similarities((end - begin) * n);
        cosinesWithAll(m_vectors, m_squares, m_vectors.row(begin).data(), m_squares.data() + begin, end - begin, kNever,
                       similarities.data(), m_control);
        Largest largest;
        for (std::size_t i = begin; i < end && !m_control.stopRequested(); ++i) {
            double *row = similarities.data() + (i - begin) * n;
            row[i] = kNever;
            for (const std::size_t j : largest.find(row, n, m_k))
                if (row[j] >= -1)
                    m_found[i].push_back({static_cast<std::uint32_t>(j), row[j]});
        }
    }

private:
    MatrixView m_vectors;
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
