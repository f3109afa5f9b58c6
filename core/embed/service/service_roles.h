#pragma once

#include "core/embed/embedder.h"

namespace embedscope {

/// Whether a text has other vectors as a query or a passage than as a plain text: false only for a service that is
/// told of no roles, whose answers are then the same request's.
bool tellsRolesApart(const Embedder &embedder);

} // namespace embedscope
