#pragma once

#include <string>
#include <vector>

namespace embedscope {

/// The window with these files open, until it is closed. Without a display: one line, and a failure.
int openWindow(int argc, char **argv, const std::vector<std::string> &files);

} // namespace embedscope
