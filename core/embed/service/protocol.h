#pragma once

#include "core/base/result.h"
#include "core/embed/embedder.h"
#include "core/embed/service/presets.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What every request of one call has in common.
struct ApiQuestion
{
    ApiDialect dialect = ApiDialect::OpenAi;
    std::string model = {};
    std::size_t dimensions = 0;       ///< 0: the model's own, and nothing is said about them
    std::string dimensionsField = {}; ///< as the service calls it
    bool base64 = false;              ///< ask for base64; either form is taken, whatever was asked
    bool inputType = false;           ///< say whether these are queries or documents
    Role role = Role::Plain;
};

/// The body of a request: only the fields that were set, bad UTF-8 replaced.
std::string requestBody(const ApiQuestion &question, std::span<const std::string_view> texts);

/// What came back, whole and checked.
struct ApiAnswer
{
    std::vector<std::vector<float>> vectors = {}; ///< in the order of the texts, all of one length
    std::optional<std::size_t> tokens = {};       ///< as the service counted
    std::string model = {};                       ///< as the service names it; empty: it does not
};

/// The answer to a request for `texts` texts, of any dialect: by `index` where there is one, as numbers or base64.
/// `dimensions`: that every vector must have; 0: as they come, but all the same. Error BadAnswer, whose detail says
/// what is wrong: no JSON, a web page, too few or too many vectors, an index twice, another length, null, NaN, a vector
/// of zeros.
Result<ApiAnswer> readApiAnswer(std::string_view body, std::size_t texts, std::size_t dimensions);

/// No decent answer is longer: 256 KiB a text (8,192 numbers) and some room.
constexpr std::uint64_t mostAnswerBytes(std::size_t texts)
{
    return (1ULL << 20) + (256ULL << 10) * texts;
}

} // namespace embedscope
