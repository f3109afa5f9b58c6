#include "core/model/folder/model_json.h"

#include <cstdint>
#include <utility>

namespace embedscope {

Result<nlohmann::json> parseModelJson(std::string_view text)
{
    constexpr std::size_t kLongest = 1 << 20;
    constexpr int kDeepest = 32;
    if (text.size() > kLongest)
        return makeError(Errc::ModelDamaged, "longer than 1 MB");
    int depth = 0;
    bool tooDeep = false;
    // Deeper levels are thrown away while parsing, so nothing of them is built or has to be taken down again.
    const auto filter = [&](int level, nlohmann::json::parse_event_t event, nlohmann::json &) {
        depth = level;
        if (depth > kDeepest && (event == nlohmann::json::parse_event_t::object_start ||
                                 event == nlohmann::json::parse_event_t::array_start)) {
            tooDeep = true;
            return false;
        }
        return true;
    };
    nlohmann::json value = nlohmann::json::parse(text.begin(), text.end(), filter, false);
    if (tooDeep)
        return makeError(Errc::ModelDamaged, "nested too deeply");
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
