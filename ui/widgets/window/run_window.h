#pragma once

#include "ui/state/document/recovery.h"

#include <QStringList>

#include <vector>

namespace embedscope {

class MainWindow;

/// The window, until it is closed: with `files` opened, else with the texts of last time, else (the first start ever)
/// with the cats. Call only where there is a display. `version` is the program's. Returns the program's exit status.
int runWindow(int argc, char **argv, const QStringList &files, const QString &version);
/// A message that opens the first of what other windows left behind, then one for the next.
void offerKeptSessions(MainWindow &window, Recovery &recovery, std::vector<KeptSession> sessions);

} // namespace embedscope
