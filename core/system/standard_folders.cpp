#include "core/system/standard_folders.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include <climits>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {

namespace {

constexpr std::string_view kName = "embedscope";

struct Place
{
    const char *variable;
    const char *belowHome;
};

Place placeOf(StandardFolder folder)
{
    switch (folder) {
    case StandardFolder::Config:
        return {"XDG_CONFIG_HOME", "/.config"};
    case StandardFolder::Data:
        return {"XDG_DATA_HOME", "/.local/share"};
    case StandardFolder::Cache:
        return {"XDG_CACHE_HOME", "/.cache"};
    case StandardFolder::State:
        break;
    }
    return {"XDG_STATE_HOME", "/.local/state"};
}

/// An absolute path from the environment, without a slash at its end; empty if there is none.
std::string absoluteFromEnvironment(const char *variable)
{
    const char *value = std::getenv(variable);
    if (!value || value[0] != '/')
        return {};
    std::string path = value;
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

std::string homeFolder()
{
    if (std::string home = absoluteFromEnvironment("HOME"); !home.empty())
        return home;
    std::vector<char> buffer(16384);
    struct passwd entry = {};
    struct passwd *found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found && found->pw_dir &&
        found->pw_dir[0] == '/')
        return found->pw_dir;
    return {};
}

bool isFolder(const std::string &path)
{
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string parentOf(std::string_view path)
{
    while (path.size() > 1 && path.back() == '/')
        path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos)
        return ".";
    return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

} // namespace

std::string standardFolder(StandardFolder folder)
{
    const Place place = placeOf(folder);
    if (const std::string base = absoluteFromEnvironment(place.variable); !base.empty())
        return base + '/' + std::string(kName);
    if (const std::string home = homeFolder(); !home.empty())
        return (home == "/" ? std::string() : home) + place.belowHome + '/' + std::string(kName);
    std::string temporary = absoluteFromEnvironment("TMPDIR");
    if (temporary.empty())
        temporary = "/tmp";
    return temporary + '/' + std::string(kName) + '-' + std::to_string(::geteuid()) + place.belowHome;
}

Status makeFolder(const std::string &path)
{
    // From the first slash on: each prefix in turn. An existing one fails with EEXIST (or EROFS, EACCES above a mount
    // point), which only matters if it is no folder afterwards.
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string prefix = path.substr(0, end);
        if (::mkdir(prefix.c_str(), 0700) != 0) {
            const int reason = errno;
            if (!isFolder(prefix)) {
                const bool full = reason == ENOSPC || reason == EDQUOT;
                const bool notFolder = reason == EEXIST || reason == ENOTDIR;
                Error error = makeError(full        ? Errc::DiskFull
                                        : notFolder ? Errc::NotAFolder
                                                    : Errc::FileUnwritable,
                                        {}, path);
                error.systemError = reason;
                return error;
            }
        }
        if (end == std::string::npos)
            return {};
    }
}

Result<std::string> ensureStandardFolder(StandardFolder folder)
{
    std::string path = standardFolder(folder);
    if (Status made = makeFolder(path); !made)
        return made.error();
    return path;
}

std::string executablePath()
{
    std::array<char, PATH_MAX> buffer = {};
    const ssize_t length = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
    return length > 0 ? std::string(buffer.data(), static_cast<std::size_t>(length)) : std::string();
}

std::string executableFolder()
{
    const std::string path = executablePath();
    return path.empty() ? std::string() : parentOf(path);
}

Result<std::string> resourcesFolder()
{
    return resourcesFolder(executableFolder());
}

Result<std::string> resourcesFolder(std::string_view executableFolderPath)
{
    if (std::string told = absoluteFromEnvironment("EMBEDSCOPE_RESOURCES"); !told.empty() && isFolder(told))
        return told;
    std::string installed;
    if (!executableFolderPath.empty()) {
        const std::string parent = parentOf(executableFolderPath);
        installed = (parent == "/" ? std::string() : parent) + "/share/" + std::string(kName);
        if (isFolder(installed))
            return installed;
    }
#ifdef EMBEDSCOPE_BUILD_RESOURCES
    if (isFolder(EMBEDSCOPE_BUILD_RESOURCES))
        return std::string(EMBEDSCOPE_BUILD_RESOURCES);
#endif
    return makeError(Errc::FileMissing, {}, installed);
}

} // namespace embedscope
