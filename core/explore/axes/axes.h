#pragma once

#include "core/analyse/project/axes.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/explore/exploration.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// The typed examples of a map's axes, each different one once: what has to be embedded besides the corpus. Looks into
/// the recipe. Empty for other maps.
std::vector<std::string_view> axisPhrases(const ProjectionRecipe &projection);

/// An end's examples in words, as the map shows them: its phrases, then its texts. Ids that are no rows are left out.
std::string axisEndWords(const AxisEnd &end, const Exploration &exploration);

/// The vectors of phrases, from `store`, or of a row of the same words. Errors: EmptyText, the error of a phrase that
/// could not be embedded, ModelMismatch where no embedder is open that could (the vectors came with a file; detail: of
/// which model).
Result<Matrix> vectorsOfPhrases(const std::vector<std::string> &phrases, const Exploration &exploration,
                                const VectorStore &store);

/// The vectors of both ends' examples; texts that are no rows are left out. Errors: as above.
Result<AxisExamples> axisExamples(const AxisRecipe &axis, const Exploration &exploration, const VectorStore &store);

/// The map on those axes, without faithfulness. Errors: as above, and of projectAxes().
Result<MapStage> mapOnAxes(const Exploration &exploration, const AxesRecipe &axes, const VectorStore &store,
                           const RunControl &control = {});

} // namespace embedscope
