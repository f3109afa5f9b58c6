#pragma once

#include "core/explore/explore.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace embedscope {

/// An exploration of the texts that have a vector by now: its rows, nothing made of them yet. `vectors`: by position in
/// the corpus, null for none. Memory: they are copied into one matrix unless they lie in one already, and the texts
/// that have one unless all have.
Exploration gatherRows(const ExploreInput &input, std::vector<std::shared_ptr<const StoredVector>> vectors);

/// A first look while many texts are being embedded: from time to time PCA of those that have a vector, up to kMost.
/// Not where few are missing: the map before, or the one that is soon there, says more.
class GrowingMap
{
public:
    static constexpr std::size_t kLeast = 64;
    static constexpr std::size_t kMost = 20'000; ///< more would cost memory beside those that are being embedded
    static constexpr auto kFirstAfter = std::chrono::milliseconds(400);

    /// `known`: how many texts of input's corpus have a vector before. Looks at `input`. `show` may be none.
    GrowingMap(const ExploreInput &input, std::size_t known, std::function<void(FormingMapPtr)> show);

    /// So many more texts have a vector in `vectors` (as gatherRows() has them). Shows the map of all of them where
    /// half as many again have come since the last, on this thread alone.
    void added(std::size_t texts, const std::vector<std::shared_ptr<const StoredVector>> &vectors,
               const RunControl &control);

private:
    const ExploreInput &m_input;
    std::function<void(FormingMapPtr)> m_show;
    std::size_t m_ready;
    std::size_t m_next; ///< is shown when so many are ready
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

} // namespace embedscope
