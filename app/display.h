#pragma once

namespace embedscope {

/// Whether a window could open. Looked at before QApplication is made, which ends the process where there is no
/// display. Where only one of X and Wayland would work, tells Qt which (QT_QPA_PLATFORM).
bool displayReachable();

} // namespace embedscope
