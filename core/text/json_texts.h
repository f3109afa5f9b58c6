#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"

#include <cstddef>
#include <string_view>

namespace embedscope {

/// Where the texts are in a JSON document: the list with the most strings and records among those that are reached
/// through objects alone; the first of equals.
struct JsonTexts
{
    std::size_t begin = 0; ///< of the list, in bytes
    std::size_t end = 0;
    std::size_t items = 0;    ///< strings and records in it; 0: there is no list
    bool rootHasText = false; ///< the root is itself a record
    bool anyItem = false;     ///< there was something in the root
};

/// Errors: BadJson, as readJson(); Cancelled.
Result<JsonTexts> findJsonTexts(std::string_view text, const RunControl &control);

} // namespace embedscope
