#pragma once

#include <QLocale>
#include <QString>

#include <cstddef>

namespace embedscope {

/// "10,003": how many, as the person's language writes it.
inline QString countText(std::size_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

} // namespace embedscope
