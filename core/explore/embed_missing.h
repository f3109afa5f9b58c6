#pragma once

#include "core/explore/explore.h"

#include <memory>
#include <vector>

namespace embedscope {

/// The vectors of what an exploration is made of, as far as they are known.
struct KnownVectors
{
    std::vector<std::shared_ptr<const StoredVector>> texts = {}; ///< by position in the corpus; null: none yet
    VectorStore phrases = {}; ///< the typed examples of meaning axes: their vectors, and why there are none
};

/// What input's store has.
KnownVectors knownVectors(const ExploreInput &input);

/// Embeds what is neither known nor failed or blank, each different text once, by input's embedder. Errors: those of
/// Embedder::embed().
Status embedMissing(KnownVectors &known, const ExploreInput &input, const ExploreHooks &hooks,
                    const RunControl &control);

} // namespace embedscope
