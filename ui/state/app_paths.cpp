#include "ui/state/app_paths.h"

#include "core/system/standard_folders.h"

#include <QFile>

namespace embedscope {

namespace {

Result<QString> decoded(const Result<std::string> &folder)
{
    if (!folder)
        return folder.error();
    return QFile::decodeName(folder->c_str());
}

} // namespace

Result<QString> resourcesPath()
{
    return decoded(resourcesFolder());
}

QString samplesPath()
{
    const Result<QString> resources = resourcesPath();
    return resources ? *resources + QStringLiteral("/samples") : QString();
}

Result<QString> statePath()
{
    return decoded(ensureStandardFolder(StandardFolder::State));
}

} // namespace embedscope
