#include "core/analyse/neighbours/neighbour_candidates.h"

#include <new>
#include <numeric>

namespace embedscope {

NeighbourCandidates::NeighbourCandidates(std::size_t lists, std::size_t room)
    : m_room(room), m_counts(lists, 0), m_beyond(lists)
{
    if (room > 0 && lists > static_cast<std::size_t>(-1) / sizeof(NeighbourCandidate) / room)
        throw std::bad_alloc();
    m_slots.resize(lists * room);
}

std::size_t NeighbourCandidates::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), std::size_t{0});
}

void NeighbourCandidates::shorten(std::size_t list, std::size_t count)
{
    if (!m_beyond[list].empty())
        m_beyond[list].resize(count);
    m_counts[list] = static_cast<std::uint32_t>(count);
}

void NeighbourCandidates::addBeyond(std::size_t list, NeighbourCandidate candidate)
{
    std::vector<NeighbourCandidate> &beyond = m_beyond[list];
    if (beyond.empty()) {
        const std::span<const NeighbourCandidate> now = (*this)[list];
        beyond.assign(now.begin(), now.end());
    }
    beyond.push_back(candidate);
    ++m_counts[list];
}

} // namespace embedscope
