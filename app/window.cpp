#include "app/window.h"

#include "app/console.h"
#include "app/display.h"
#include "app/program.h"

#ifdef EMBEDSCOPE_HAS_WINDOW
#include "ui/widgets/window/run_window.h"
#endif

#include <QFile>
#include <QStringList>

namespace embedscope {

int openWindow(int argc, char **argv, const std::vector<std::string> &files)
{
    if (!displayReachable()) {
        complain("there is no display to open a window on; the commands need none: embedscope --help");
        return kFailed;
    }
#ifdef EMBEDSCOPE_HAS_WINDOW
    QStringList names;
    for (const std::string &file : files)
        names.append(QFile::decodeName(file.c_str()));
    return runWindow(argc, argv, names, QStringLiteral(EMBEDSCOPE_VERSION));
#else
    static_cast<void>(argc);
    static_cast<void>(argv);
    static_cast<void>(files);
    complain("this build has no window; the commands are there: embedscope --help");
    return kFailed;
#endif
}

} // namespace embedscope
