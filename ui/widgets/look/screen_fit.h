#pragma once

#include <QScreen>
#include <QSize>
#include <QWidget>

namespace embedscope {

/// What a desktop puts around a window, about.
inline constexpr QSize kFrameOfWindow{16, 48};

/// Gives a window that size, or what of it fits on its screen beside a frame: at a scale of 2 many a screen is small.
inline void resizeWithinScreen(QWidget &window, QSize size)
{
    if (const QScreen *screen = window.screen())
        size = size.boundedTo(screen->availableGeometry().size() - kFrameOfWindow);
    window.resize(size);
}

} // namespace embedscope
