#pragma once

#include <QString>

#include <optional>

namespace embedscope {

struct StoredVector;

/// "0.597": three digits, always with a point, whatever the locale; never "−0.000". A minus is U+2212, as people read
/// it. An undefined one is "–".
QString similarityText(std::optional<double> similarity);

/// "cut at 256 of 1,003 tokens"; empty where the model read the whole text.
QString cutText(const StoredVector &vector);

} // namespace embedscope
