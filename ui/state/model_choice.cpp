#include "ui/state/model_choice.h"

#include "core/embed/service/presets.h"

namespace embedscope {

namespace {

constexpr std::string_view kService = "api:";
constexpr std::string_view kInt8 = "int8:";

} // namespace

std::string ModelChoice::key() const
{
    if (kind == Kind::Local)
        return std::string(precision == Precision::Int8 ? kInt8 : std::string_view()) + name;
    const bool usual = base.empty() || base == presetNamed("openai")->base;
    // An address has no space in it, a name may have one.
    return std::string(kService) + name + (usual ? std::string() : " " + base);
}

ModelChoice ModelChoice::of(std::string_view key)
{
    ModelChoice choice;
    if (key.starts_with(kService)) {
        key.remove_prefix(kService.size());
        choice.kind = Kind::Service;
        const std::size_t space = key.rfind(' ');
        if (space != std::string_view::npos && key.find("://", space) != std::string_view::npos) {
            choice.base = key.substr(space + 1);
            key = key.substr(0, space);
        }
    } else if (key.starts_with(kInt8)) {
        key.remove_prefix(kInt8.size());
        choice.precision = Precision::Int8;
    }
    choice.name = key;
    return choice;
}

} // namespace embedscope
