#pragma once

namespace embedscope {

/// Teaches Qt's accessibility that a MapWidget is a chart whose children are its points. Call once; further calls do
/// nothing.
void installMapAccessibility();

} // namespace embedscope
