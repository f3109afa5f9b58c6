#pragma once

#include "core/base/error.h"

#include <QString>

namespace embedscope {

/// Part of errorText(): what went wrong on the way to a service, or there, and what to do. Neither ends with a full
/// stop but the advice.
struct ServiceSentences
{
    QString what;
    QString advice;
};

/// `detail`: the error's, as one line of plain text.
ServiceSentences serviceSentences(const Error &error, const QString &detail);

} // namespace embedscope
