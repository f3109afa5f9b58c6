#pragma once

#include "core/explore/exploration.h"

#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

namespace embedscope {

/// A text's most similar others, by falling similarity, ties by row: what "show the truth" draws.
struct TrueNeighbour
{
    std::size_t row = 0;
    double similarity = 0; ///< cosine, of the real vectors
};

/// Finds them, and remembers those of the row asked for last: panning and zooming ask for the same one each time.
/// Thread-safe.
class TrueNeighbours
{
public:
    TrueNeighbours() = default;
    ~TrueNeighbours() = default;
    /// A copy remembers nothing yet: so that what holds one can be copied (a map whose marks are on their way).
    TrueNeighbours(const TrueNeighbours &) {}
    TrueNeighbours &operator=(const TrueNeighbours &) = delete;

    /// At most `count`; fewer where similarities are undefined. The same `count` each time.
    std::vector<TrueNeighbour> of(const Exploration &exploration, std::size_t row, std::size_t count) const;

private:
    mutable std::mutex m_mutex;
    mutable std::optional<std::size_t> m_row;
    mutable std::vector<TrueNeighbour> m_found;
};

} // namespace embedscope
