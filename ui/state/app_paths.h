#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace embedscope {

/// Where the program finds what it was installed with, as Qt's strings. Errors as resourcesFolder().
Result<QString> resourcesPath();
/// resources/samples; empty if there are no resources.
QString samplesPath();
/// Unsaved texts live here; made if it is missing. Errors as ensureStandardFolder().
Result<QString> statePath();

} // namespace embedscope
