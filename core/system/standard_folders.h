#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace embedscope {

/// The program's own folders, by the XDG base directory specification 0.8.
enum class StandardFolder {
    Config, ///< settings
    Data,   ///< models and other things the person keeps
    Cache,  ///< may be deleted at any time
    State,  ///< unsaved texts, window layout
};

/// Where the folder is, "embedscope" included; it need not exist. From XDG_CONFIG_HOME and so on (ignored unless
/// absolute, as the specification says), else below HOME, else below the home of the password file, else below a folder
/// of this user in the temporary folder. Never empty.
std::string standardFolder(StandardFolder folder);

/// The same, made if it is missing (private to its owner). Errors: FileUnwritable, NotAFolder, DiskFull.
Result<std::string> ensureStandardFolder(StandardFolder folder);

/// Makes a folder and those above it. A folder that is there already is no error.
Status makeFolder(const std::string &path);

/// The running program's file, links followed; empty if the system does not say.
std::string executablePath();
/// The folder that it is in.
std::string executableFolder();

/// What the program was installed with (models, samples): `../share/embedscope` seen from the executable's folder, then
/// the source tree's `resources` of the build. EMBEDSCOPE_RESOURCES in the environment goes before both. Errors:
/// FileMissing with the folder that was looked for first.
Result<std::string> resourcesFolder();
/// The same for a program that lies elsewhere.
Result<std::string> resourcesFolder(std::string_view executableFolderPath);

} // namespace embedscope
