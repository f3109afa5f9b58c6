#include "core/embed/service/answer_json.h"

#include "core/base/json_depth.h"

#include <string>

namespace embedscope {

namespace {

constexpr std::size_t kDeepest = 64;

/// Whether NaN or Infinity stands where a number should, as some writers of JSON have it.
bool holdsNoNumber(std::string_view body)
{
    for (const std::string_view word : {"NaN", "Infinity"}) {
        for (std::size_t at = body.find(word); at != std::string_view::npos; at = body.find(word, at + 1)) {
            const std::size_t before = body.substr(0, at).find_last_not_of(" \t\r\n-");
            if (before != std::string_view::npos && (body[before] == '[' || body[before] == ','))
                return true;
        }
    }
    return false;
}

std::string whatCame(std::string_view body, std::string_view wanted)
{
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return "nothing came";
    if (body[first] == '<')
        return "a web page came instead of " + std::string(wanted);
    if (body[first] != '{' && body[first] != '[')
        return "what came is no JSON";
    return holdsNoNumber(body) ? "it holds NaN or Infinity, which are no numbers"
                               : "its JSON is not well formed, or cut off";
}

} // namespace

Result<nlohmann::json> parseAnswer(std::string_view body, std::string_view wanted)
{
    if (jsonDepth(body) > kDeepest)
        return makeError(Errc::BadAnswer, "its JSON is nested too deeply");
    try {
        return nlohmann::json::parse(body);
    } catch (const nlohmann::json::out_of_range &) {
        return makeError(Errc::BadAnswer, "a number in it is too large");
    } catch (const nlohmann::json::parse_error &) {
        return makeError(Errc::BadAnswer, whatCame(body, wanted));
    }
}

} // namespace embedscope
