#pragma once

#include "core/model/precision.h"

#include <string>
#include <string_view>

namespace embedscope {

/// What Recipe::model says in the window: a name or folder as --model takes it, with what other options say on the
/// command line. key() is "all-MiniLM-L6-v2", "int8:all-MiniLM-L6-v2", "/a/folder", "noise", "api:NAME" (OpenAI's) or
/// "api:NAME https://address". Never a service's key.
struct ModelChoice
{
    enum class Kind { Local, Service };
    Kind kind = Kind::Local;
    std::string name = {};                    ///< a name, a folder, or what the service calls it
    Precision precision = Precision::Float32; ///< of a local one
    std::string base = {};                    ///< of a service; empty: OpenAI's

    std::string key() const;
    static ModelChoice of(std::string_view key);
    bool operator==(const ModelChoice &) const = default;
};

} // namespace embedscope
