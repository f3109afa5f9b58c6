#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/embed/embedder.h"
#include "core/explore/exploration.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"
#include "core/text/corpus.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace embedscope {

/// A snapshot of everything the work reads.
struct ExploreInput
{
    Corpus corpus = {};
    VectorStore store = {};                        ///< what is embedded already; of the same embedder
    std::shared_ptr<const Embedder> embedder = {}; ///< may be none: then only what the store has is shown
    Recipe recipe = {};

    /// What happens where a method cannot do the recipe (MDS with too many texts).
    enum class Fallback : std::uint8_t {
        Allowed, ///< the next best is done, and ExplorationNote says so: the window
        Refused, ///< explore() returns the method's error: scripts
    };
    Fallback fallback = Fallback::Allowed;
    TextId anchor = {}; ///< what all are compared with: has its vector before the others do; 0: the first of them
    TextId query = {};  ///< a text of the corpus that is a query, the others its passages; 0: all are alike
};

/// What is told while the work goes on, on the thread of explore() or of its pool, one call at a time.
struct ExploreHooks
{
    /// A text got its vector, or failed to: to be put into the caller's own store, also if the work is cancelled later.
    std::function<void(const Text &, const VectorEntry &)> row = {};
    /// A further stage is done: vectors, then vectors + map, then all.
    std::function<void(ExplorationPtr)> stage = {};
    /// The map while it forms: a first look at those that have a vector while many texts are being embedded
    /// (GrowingMap); then, for methods that work in epochs (UMAP), at most every 50 ms, before the map's stage.
    std::function<void(FormingMapPtr)> forming = {};
};

/// The conductor: embeds what is missing, then maps, then groups. Zero texts with vectors give an Exploration without
/// rows. Errors: Cancelled; those of the methods. A single text that cannot be embedded is not an error: it is no row.
Result<ExplorationPtr> explore(const ExploreInput &input, const ExploreHooks &hooks = {},
                               const RunControl &control = {});

} // namespace embedscope
