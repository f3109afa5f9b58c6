#pragma once

#include "core/explore/recipe.h"
#include "core/scene/view_state.h"
#include "ui/state/document/state_values.h"

// Recipe and view of the saved document as CBOR and back. What is read is as it was written, or the reader is not ok().
namespace embedscope {

QCborMap fromAxis(const AxisRecipe &axis);
QCborMap fromRecipe(const Recipe &recipe);
QCborMap fromView(const ViewState &view);

AxisRecipe readAxis(StateReader &reader, const QCborMap &map);
Recipe readRecipe(StateReader &reader, const QCborMap &map);
/// What the map does not have stays as it is in `view`.
void readView(StateReader &reader, const QCborMap &map, ViewState &view);

} // namespace embedscope
