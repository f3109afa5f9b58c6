#pragma once

#include "core/base/result.h"
#include "core/explore/recipe.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// Phrases as people type them: "sad, unhappy, \"tired, but fine\"": commas between, blanks around them do not count,
/// and a phrase that holds a comma stands in quotation marks (two of them for one within). Error: InvalidArgument, the
/// detail being a sentence for people.
Result<std::vector<std::string>> parsePhrases(std::string_view text);

/// A meaning axis: "sad, unhappy .. happy, joyful", phrases, two dots between blanks, phrases. Error: as above.
Result<AxisRecipe> parseAxis(std::string_view text);

/// Phrases in that notation: parsePhrases() gives them back.
std::string formatPhrases(const std::vector<std::string> &phrases);

} // namespace embedscope
