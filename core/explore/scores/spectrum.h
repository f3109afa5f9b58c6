#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/explore/exploration.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"

#include <optional>
#include <vector>

namespace embedscope {

/// Where every row of an exploration lies between two groups of examples.
struct Spectrum
{
    AxisStage axis = {};
    /// Of each row: 0 where the average of the low examples lies, 1 where that of the high ones does; none for a zero
    /// vector.
    std::vector<std::optional<double>> places = {};
};

/// Errors: of axisExamples() and makeMeaningAxis().
Result<Spectrum> spectrumOf(const Exploration &exploration, const AxisRecipe &ends, const VectorStore &store,
                            const RunControl &control = {});

} // namespace embedscope
