#pragma once

#include <functional>

class QWidget;

namespace embedscope {

/// Calls `then` when `bar`, or a button of it, hides while the focus is in it: Qt gives the focus to whatever comes
/// next, which nobody asked for. Not when the window hides.
void whenFocusHides(QWidget *bar, std::function<void()> then);

} // namespace embedscope
