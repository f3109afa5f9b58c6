#include "core/model/tokenizer/piece_trie.h"

#include <algorithm>

namespace embedscope {

PieceTrie::PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces)
{
    std::sort(pieces.begin(), pieces.end());
    // Breadth first, so that a node's children come one after another. A node stands for the pieces [begin, end) that
    // share the first `depth` bytes.
    struct Open
    {
        std::size_t begin;
        std::size_t end;
        std::size_t depth;
    };
    std::vector<Open> level{{0, pieces.size(), 0}};
    std::vector<Open> nextLevel;
    std::size_t node = 0;
    while (!level.empty()) {
        nextLevel.clear();
        for (const Open &open : level) {
            std::size_t i = open.begin;
            for (; i < open.end && pieces[i].first.size() == open.depth; ++i) { // sorted: the shortest come first
                if (open.depth > 0)
                    m_nodes[node].id = pieces[i].second;
            }
            m_nodes[node].firstChild = static_cast<std::uint32_t>(m_nodes.size());
            while (i < open.end) {
                const char byte = pieces[i].first[open.depth];
                std::size_t end = i + 1;
                while (end < open.end && pieces[end].first[open.depth] == byte)
                    ++end;
                m_nodes.push_back({});
                m_bytes.push_back(static_cast<std::uint8_t>(byte));
                ++m_nodes[node].children;
                nextLevel.push_back({i, end, open.depth + 1});
                i = end;
            }
            ++node;
        }
        level.swap(nextLevel);
    }
}

PieceTrie::Match PieceTrie::longest(std::string_view text) const
{
    Match best;
    forEachPrefix(text, [&](std::size_t size, std::int32_t id) { best = {size, id}; });
    return best;
}

} // namespace embedscope
