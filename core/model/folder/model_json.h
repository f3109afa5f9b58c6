#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace embedscope {

/// A JSON document of a few levels from a file that nobody vouches for: at most 1 MB and 32 levels, well-formed UTF-8,
/// no exception. ModelDamaged.
Result<nlohmann::json> parseModelJson(std::string_view text);

/// The whole number `name` of an object, within [least, most]; ModelDamaged naming the field otherwise.
Result<std::size_t> sizeField(const nlohmann::json &object, const char *name, std::size_t least, std::size_t most);

/// The string `name`; empty where there is none or it is something else.
std::string stringField(const nlohmann::json &object, const char *name);

} // namespace embedscope
