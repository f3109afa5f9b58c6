#include "app/display.h"

#include <QLibraryInfo>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <dlfcn.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace embedscope {

namespace {

std::string environment(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

bool connects(const std::string &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, path.data(), path.size());
    const int socketFile = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socketFile < 0)
        return false;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
    const bool ok = connect(socketFile, reinterpret_cast<const sockaddr *>(&address), length) == 0;
    close(socketFile);
    return ok;
}

/// Asks libxcb, which Qt's X plugin uses too: it knows every form of DISPLAY and whether we are let in.
bool xReachable()
{
    if (environment("DISPLAY").empty())
        return false;
    void *library = dlopen("libxcb.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return false;
    using Connect = void *(*)(const char *, int *);
    using HasError = int (*)(void *);
    using Disconnect = void (*)(void *);
    const auto xcbConnect = reinterpret_cast<Connect>(dlsym(library, "xcb_connect"));
    const auto xcbHasError = reinterpret_cast<HasError>(dlsym(library, "xcb_connection_has_error"));
    const auto xcbDisconnect = reinterpret_cast<Disconnect>(dlsym(library, "xcb_disconnect"));
    bool ok = false;
    if (xcbConnect && xcbHasError && xcbDisconnect) {
        void *connection = xcbConnect(nullptr, nullptr);
        ok = connection && xcbHasError(connection) == 0;
        xcbDisconnect(connection);
    }
    dlclose(library);
    return ok;
}

bool pluginInstalled(std::string_view prefix)
{
    const std::string folder = QLibraryInfo::path(QLibraryInfo::PluginsPath).toStdString() + "/platforms";
    DIR *entries = opendir(folder.c_str());
    if (!entries)
        return false;
    bool found = false;
    while (const dirent *entry = readdir(entries))
        found = found || std::string_view(entry->d_name).starts_with(prefix);
    closedir(entries);
    return found;
}

bool waylandReachable()
{
    const std::string name = environment("WAYLAND_DISPLAY");
    if (name.empty() || !pluginInstalled("libqwayland"))
        return false;
    return connects(name.front() == '/' ? name : environment("XDG_RUNTIME_DIR") + "/" + name);
}

} // namespace

bool displayReachable()
{
    const std::string platform = environment("QT_QPA_PLATFORM");
    if (platform.starts_with("xcb"))
        return xReachable();
    if (platform.starts_with("wayland"))
        return waylandReachable();
    if (!platform.empty())
        return true; // offscreen and the like need none
    if (xReachable()) {
        if (!waylandReachable())
            setenv("QT_QPA_PLATFORM", "xcb", 1);
        return true;
    }
    if (waylandReachable()) {
        setenv("QT_QPA_PLATFORM", "wayland", 1);
        return true;
    }
    return false;
}

} // namespace embedscope
