#pragma once

#include "core/base/large_vector.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace embedscope {

struct NeighbourCandidate
{
    float atMost; ///< ComparedRows::productOf() the similarity is not greater
    std::uint32_t row;
};

/// A list of candidates for each of some rows. All have the same room in one piece of memory, which many of them make
/// quick to give back; a list that grows beyond moves to memory of its own. Different lists may be changed from several
/// threads.
class NeighbourCandidates
{
public:
    NeighbourCandidates() = default;
    /// Empty lists with `room` each. Throws std::bad_alloc.
    NeighbourCandidates(std::size_t lists, std::size_t room);

    std::size_t size() const { return m_counts.size(); }
    std::span<NeighbourCandidate> operator[](std::size_t list)
    {
        if (!m_listAt.empty())
            list = m_listAt[list];
        return {m_beyond[list].empty() ? m_slots.data() + list * m_room : m_beyond[list].data(), m_counts[list]};
    }
    /// In all lists.
    std::size_t total() const;

    void add(std::size_t list, NeighbourCandidate candidate)
    {
        if (m_beyond[list].empty() && m_counts[list] < m_room)
            m_slots[list * m_room + m_counts[list]++] = candidate;
        else
            addBeyond(list, candidate);
    }
    /// Lets go all but the first `count`.
    void shorten(std::size_t list, std::size_t count);
    /// What was list order[i] is list i from now on; `order` is a permutation. No more add() or shorten() after it.
    void reorder(std::vector<std::uint32_t> order) { m_listAt = std::move(order); }

private:
    void addBeyond(std::size_t list, NeighbourCandidate candidate);

    std::size_t m_room = 0;
    LargeVector<NeighbourCandidate> m_slots; ///< untouched until a list needs them
    std::vector<std::uint32_t> m_listAt;     ///< empty: as they are
    std::vector<std::uint32_t> m_counts;
    std::vector<std::vector<NeighbourCandidate>> m_beyond; ///< of lists that outgrew their room
};

} // namespace embedscope
