#pragma once

#include <QStringList>

namespace embedscope {

/// The window, until it is closed: with `files` opened, else with the texts of last time, else (the first start ever)
/// with the cats. Call only where there is a display. `version` is the program's. Returns the program's exit status.
int runWindow(int argc, char **argv, const QStringList &files, const QString &version);

} // namespace embedscope
