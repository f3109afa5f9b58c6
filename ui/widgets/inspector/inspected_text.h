#pragma once

#include "ui/state/document/document.h"

namespace embedscope {

/// The text that the pages about one text show: the selected one (the first in the list), else the anchor; 0 for none.
TextId inspectedText(const Document &document);

} // namespace embedscope
