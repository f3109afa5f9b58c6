#pragma once

#include <QString>

#include <optional>

namespace embedscope {

/// "0.597": three digits, always with a point, whatever the locale; never "-0.000". An undefined one is "–".
QString similarityText(std::optional<double> similarity);

} // namespace embedscope
