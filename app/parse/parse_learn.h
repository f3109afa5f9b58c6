#pragma once

#include "app/options.h"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace embedscope {

/// The subcommands that learn from examples and score texts: `spectrum`, `labels`, `classify`, `outliers`.
CLI::App *addSpectrumCommand(CLI::App &app, SpectrumOptions &options);
CLI::App *addLabelsCommand(CLI::App &app, LabelsOptions &options);
CLI::App *addClassifyCommand(CLI::App &app, ClassifyCommandOptions &options);
CLI::App *addOutliersCommand(CLI::App &app, OutliersOptions &options);

/// --axis-x, --axis-y and --oblique.
void addAxisOptions(CLI::App &app, MapOptions &map);
/// What is wrong with them together, once all is read; chooses the projection that they ask for.
std::optional<std::string> axisMisuse(MapOptions &map);

} // namespace embedscope
