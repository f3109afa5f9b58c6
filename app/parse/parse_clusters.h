#pragma once

#include "app/options.h"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace embedscope {

/// `cluster`, and what it shares with `plot` and `project`.
CLI::App *addClusterCommand(CLI::App &app, ClusterOptions &options);
/// What is wrong with its options together, once all are read.
std::optional<std::string> clusterMisuse(const CLI::App &app, const ClusterOptions &options);

/// -k, --method, --min-size, --space.
void addClusterChoice(CLI::App &app, ClusterChoice &choice);
/// Whether any of them was given.
bool asksForClusters(const CLI::App &app);

/// --projection and its settings.
void addProjection(CLI::App &app, MapOptions &map);
/// What is wrong with UMAP's settings together.
std::optional<std::string> spreadMisuse(const MapOptions &map);

} // namespace embedscope
