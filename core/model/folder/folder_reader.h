#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace embedscope {

/// The files of a model's folder, each read once; remembers their bytes, or of long
/// ones their digest, for the model's identity. Names are relative to
/// the folder, with "/" between.
class FolderReader
{
public:
    explicit FolderReader(std::string root) : m_root(std::move(root)) {}

    const std::string &root() const { return m_root; }
    std::string pathOf(const std::string &name) const { return m_root + "/" + name; }
    bool has(const std::string &name) const;

    /// A text file of at most 32 MiB. ModelMissing with the name where it is not there.
    Result<std::string> text(const std::string &name);
    /// Such a file as a JSON object, or list. ModelDamaged with the path.
    Result<nlohmann::json> object(const std::string &name);
    Result<nlohmann::json> list(const std::string &name);
    /// An object, or an empty one where there is no such file.
    Result<nlohmann::json> objectOrNothing(const std::string &name);

    /// The error with the file's path, unless it has one.
    Error at(const std::string &name, Error error) const;

    /// Whether a name that a file of the folder gives is relative, without "..", and leads (links followed) to a place
    /// inside the folder.
    bool isInside(const std::string &name) const;

    /// Adds to the identity what was not read through this class.
    void addToSettings(const std::string &name, std::string_view bytes);
    const std::string &settings() const { return m_settings; }

private:
    Result<nlohmann::json> parsed(const std::string &name, nlohmann::json::value_t type);

    std::string m_root;
    std::string m_settings;
};

/// "folder/file", or "file" where the folder's name is empty.
std::string joined(const std::string &folder, const std::string &file);

} // namespace embedscope
