#pragma once

#include "core/explore/exploration.h"
#include "core/scene/scene.h"

#include <string>

namespace embedscope {

/// The scene as text, one thing a line, numbers rounded: for golden tests, and to be read aloud.
std::string describeScene(const Scene &scene, const Exploration &exploration);

/// One row as a screen reader says it: "3 of 40: Cats are adorable!, similarity 0.59, cluster 2".
std::string describePoint(const Exploration &exploration, std::size_t row, std::size_t anchorRow);

/// The map in a sentence: "4 points, 2 clusters, selected: …".
std::string describeMapForReader(const Exploration &exploration, const ViewState &view);

} // namespace embedscope
