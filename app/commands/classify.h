#pragma once

#include "app/load.h"
#include "app/options.h"

#include <cstddef>
#include <cstdint>

namespace embedscope {

/// The texts of `classify`: those to learn from, then those of --apply.
struct ClassifyTexts
{
    LoadedTexts loaded = {};
    std::size_t own = 0; ///< how many are not of --apply
    std::uint64_t seed = 1;
};

/// The two kinds of `classify`, and their exit statuses.
int runGroupClassifier(const ClassifyCommandOptions &options, ClassifyTexts &texts);
int runNumberPredictor(const ClassifyCommandOptions &options, ClassifyTexts &texts);

} // namespace embedscope
