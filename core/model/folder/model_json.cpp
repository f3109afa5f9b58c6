#include "core/model/folder/model_json.h"

#include "core/base/json_depth.h"

#include <cstdint>
#include <utility>

namespace embedscope {

Result<nlohmann::json> parseModelJson(std::string_view text)
{
    constexpr std::size_t kLongest = 1 << 20;
    constexpr std::size_t kDeepest = 32;
    if (text.size() > kLongest)
        return makeError(Errc::ModelDamaged, "longer than 1 MB");
    if (jsonDepth(text) > kDeepest)
        return makeError(Errc::ModelDamaged, "nested too deeply");
    nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
    if (value.is_discarded())
        return makeError(Errc::ModelDamaged, "not well-formed JSON");
    return value;
}

Result<std::size_t> sizeField(const nlohmann::json &object, const char *name, std::size_t least, std::size_t most)
{
    const auto found = object.find(name);
    if (found == object.end())
        return makeError(Errc::ModelDamaged, std::string(name) + " is missing");
    if (!found->is_number_unsigned())
        return makeError(Errc::ModelDamaged, std::string(name) + " is not a whole number");
    const auto value = found->get<std::uint64_t>();
    if (value < least || value > most)
        return makeError(Errc::ModelDamaged, std::string(name) + " is " + std::to_string(value) + "; expected " +
                                                 std::to_string(least) + " to " + std::to_string(most));
    return static_cast<std::size_t>(value);
}

std::string stringField(const nlohmann::json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace embedscope
