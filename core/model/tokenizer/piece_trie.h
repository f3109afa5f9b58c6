#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace embedscope {

/// Pieces of a vocabulary by their bytes, to find the longest one that a text begins with.
class PieceTrie
{
public:
    struct Match
    {
        std::size_t size = 0; ///< bytes; 0: nothing fits
        std::int32_t id = -1;
    };

    PieceTrie() = default;
    /// The views need only live during the call. Empty pieces are left out; of equal ones, the greatest id is kept.
    explicit PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces);

    /// Takes as many steps as the longest piece with the same beginning has bytes.
    Match longest(std::string_view text) const;

    /// Calls visit(bytes, id) for every piece that the text begins with, the shortest first; as many steps.
    template <class Visit> void forEachPrefix(std::string_view text, Visit &&visit) const
    {
        std::size_t node = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            node = child(node, static_cast<std::uint8_t>(text[i]));
            if (node == 0)
                return;
            if (m_nodes[node].id >= 0)
                visit(i + 1, m_nodes[node].id);
        }
    }

private:
    /// 0 where there is none.
    std::size_t child(std::size_t node, std::uint8_t byte) const
    {
        const auto begin = m_bytes.begin() + m_nodes[node].firstChild;
        const auto end = begin + m_nodes[node].children;
        const auto found = std::lower_bound(begin, end, byte);
        return found == end || *found != byte ? 0 : static_cast<std::size_t>(found - m_bytes.begin());
    }

    /// Children stand together, in the order of their bytes; node 0 is the root.
    struct Node
    {
        std::uint32_t firstChild = 0;
        std::uint16_t children = 0;
        std::int32_t id = -1;
    };
    std::vector<Node> m_nodes{Node{}};
    std::vector<std::uint8_t> m_bytes{0}; ///< by node: the byte that leads to it
};

} // namespace embedscope
