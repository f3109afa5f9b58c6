#include "core/scene/true_neighbours.h"

#include "core/analyse/cosine.h"

#include <algorithm>

namespace embedscope {

std::vector<TrueNeighbour> TrueNeighbours::of(const Exploration &exploration, std::size_t row, std::size_t count) const
{
    const std::lock_guard lock(m_mutex);
    if (m_row == row)
        return m_found;
    m_row = row;
    m_found.clear();
    const MatrixView vectors(exploration.vectors);
    if (vectors.rows != exploration.size() || row >= exploration.size())
        return m_found;
    const std::vector<Similarity> similarity = similaritiesTo(vectors, vectors.row(row));
    for (std::size_t other = 0; other < similarity.size(); ++other)
        if (other != row && similarity[other])
            m_found.push_back({other, *similarity[other]});
    const std::size_t kept = std::min(count, m_found.size());
    std::partial_sort(m_found.begin(), m_found.begin() + static_cast<std::ptrdiff_t>(kept), m_found.end(),
                      [](const TrueNeighbour &a, const TrueNeighbour &b) {
                          return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
                      });
    m_found.resize(kept);
    m_found.shrink_to_fit();
    return m_found;
}

} // namespace embedscope
