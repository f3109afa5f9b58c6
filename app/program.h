#pragma once

namespace embedscope {

/// The exit statuses of the command line (docs/command-line.md).
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

/// The whole program: reads the command line, runs the subcommand or the window, returns the exit status.
int runProgram(int argc, char **argv);

} // namespace embedscope
