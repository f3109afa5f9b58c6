#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/embed/embedder.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"

#include <string>
#include <vector>

namespace embedscope {

/// The vectors of typed words that stand beside texts and are none themselves: the ends of a spectrum, labels. Each
/// different one is embedded once, as a text of the corpus would be (Role::Plain); one that fails is kept with its
/// error, which VectorStore::entry() tells. Errors: those of Embedder::embed().
Result<VectorStore> embedPhrases(const Embedder &embedder, const std::vector<std::string> &phrases,
                                 const RunControl &control = {}, Priority priority = Priority::Interactive);

/// The examples of both ends that were typed.
std::vector<std::string> typedExamples(const AxisRecipe &axis);

} // namespace embedscope
