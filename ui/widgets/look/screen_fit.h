#pragma once

#include <QScreen>
#include <QSize>
#include <QWidget>

namespace embedscope {

/// Gives a window that size, or what of it fits on its screen beside a frame: at a scale of 2 many a screen is small.
inline void resizeWithinScreen(QWidget &window, QSize size)
{
    constexpr QSize kFrame{16, 48};
    if (const QScreen *screen = window.screen())
        size = size.boundedTo(screen->availableGeometry().size() - kFrame);
    window.resize(size);
}

} // namespace embedscope
