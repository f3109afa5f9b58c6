#pragma once

#include "tests/support/fake_embedder.h"

#include <QStringList>

namespace embedscope::test {

/// drawnTexts() as the window takes them.
inline QStringList drawnLines(std::size_t count)
{
    QStringList lines;
    for (const std::string &text : drawnTexts(count))
        lines += QString::fromStdString(text);
    return lines;
}

} // namespace embedscope::test
