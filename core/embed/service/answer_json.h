#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace embedscope {

/// The JSON of a service's answer, of at most 64 levels, so that it may be walked and copied without care. Error
/// BadAnswer, whose detail says what came where JSON with `wanted` ("vectors") was to come: nothing, a web page, half
/// of it, NaN, or levels without end.
Result<nlohmann::json> parseAnswer(std::string_view body, std::string_view wanted);

} // namespace embedscope
