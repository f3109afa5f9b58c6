#pragma once

#include "app/options.h"

#include <string>

namespace CLI {
class App;
}

namespace embedscope {

/// The subcommands that take no texts: `model list | add | get | remove` and `cache`.
CLI::App *addModelCommand(CLI::App &app, ModelOptions &options);
CLI::App *addCacheCommand(CLI::App &app, CacheOptions &options);

/// Help of a subcommand, or of the subcommand of it that was given.
std::string helpOf(CLI::App &command);

} // namespace embedscope
