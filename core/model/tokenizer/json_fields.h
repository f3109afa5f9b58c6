#pragma once

// Reading a tokenizer.json, the file format of the package `tokenizers`: what its readers for the kinds of tokenizers
// have in common.

#include "core/base/result.h"
#include "core/model/tokenizer/added_tokens.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope::tokenizer_json {

using Json = nlohmann::json;

/// Larger files are refused.
inline constexpr std::size_t kMaximumBytes = std::size_t{32} << 20;

/// Errors with "tokenizer.json: " before the detail.
Error damaged(std::string detail);
Error unsupported(std::string detail);
/// In quotation marks, as well-formed UTF-8, cut after some 200 bytes.
std::string inQuotes(std::string_view text);

/// A field of another type than the format says. Thrown by the readers below and caught by guarded(): each of some
/// thirty reads would otherwise be a branch of its own.
struct WrongType
{
    std::string field;
    const char *expected;
};

/// The member, or null where there is none; of nothing there is nothing.
const Json &member(const Json &object, const char *name);
const Json::array_t &arrayMember(const Json &object, const char *name);
std::string stringMember(const Json &object, const char *name);
std::string stringOr(const Json &object, const char *name, const char *otherwise);
bool boolOr(const Json &object, const char *name, bool otherwise);
/// The member `type`, or "none".
std::string typeOf(const Json &object);
/// An id as the package keeps it, or nothing for what is none.
std::optional<std::int32_t> idOf(const Json &value);

/// A document that is an object and not nested too deep: ModelDamaged, TooLarge.
Result<Json> parse(std::string_view text);

/// The special tokens around one text.
struct Template
{
    std::vector<std::int32_t> before = {};
    std::vector<std::int32_t> after = {};
};
/// From post_processor: BertProcessing or TemplateProcessing, every id below `count`.
Result<Template> templateOf(const Json &document, std::size_t count);

/// What added_tokens says.
struct AddedTokens
{
    std::vector<AddedToken> tokens = {};
    std::vector<std::int32_t> notInModel = {}; ///< ids of those that the model does not have, sorted
};
/// `idInModel` tells the id that the model has for a text, if any; `take` is told of each token beyond those.
Status readAddedTokens(const Json &document,
                       const std::function<std::optional<std::int32_t>(const std::string &)> &idInModel,
                       const std::function<Status(const std::string &, std::int32_t)> &take, AddedTokens &added);

/// Runs a reader; what it throws becomes an Error.
template <class T, class Reader> Result<T> guarded(Reader &&reader)
try {
    return reader();
} catch (const std::bad_alloc &) {
    return makeError(Errc::OutOfMemory, "tokenizer.json");
} catch (const WrongType &fault) {
    return damaged(fault.field + " is not " + fault.expected);
} catch (const Json::exception &exception) {
    return damaged(exception.what());
}

} // namespace embedscope::tokenizer_json
