#pragma once

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
    /// The views need only live during the call. Empty pieces are left out; of equal ones, one is kept.
    explicit PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces);

    /// Takes as many steps as the longest piece with the same beginning has bytes.
    Match longest(std::string_view text) const;

private:
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
