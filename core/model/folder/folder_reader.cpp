#include "core/model/folder/folder_reader.h"

#include "core/base/sha256.h"
#include "core/model/folder/model_json.h"
#include "core/system/mapped_file.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <utility>

namespace embedscope {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kLongestTextFile = std::size_t{32} << 20;

} // namespace

bool FolderReader::has(const std::string &name) const
{
    std::error_code ignored;
    return fs::exists(pathOf(name), ignored);
}

Result<std::string> FolderReader::text(const std::string &name)
{
    auto bytes = readSmallFile(pathOf(name), kLongestTextFile);
    if (!bytes) {
        Error error = bytes.error();
        if (error.code == Errc::FileMissing)
            error = makeError(Errc::ModelMissing, name, pathOf(name));
        return error;
    }
    addToSettings(name, *bytes);
    return bytes;
}

Result<json> FolderReader::object(const std::string &name)
{
    return parsed(name, json::value_t::object);
}

Result<json> FolderReader::list(const std::string &name)
{
    return parsed(name, json::value_t::array);
}

Result<json> FolderReader::objectOrNothing(const std::string &name)
{
    return has(name) ? object(name) : Result<json>(json::object());
}

Result<json> FolderReader::parsed(const std::string &name, json::value_t type)
{
    const auto bytes = text(name);
    if (!bytes)
        return bytes.error();
    auto value = parseModelJson(*bytes);
    if (value && value->type() != type)
        value = makeError(Errc::ModelDamaged, type == json::value_t::object ? "not a JSON object" : "not a JSON list");
    if (!value)
        return at(name, value.error());
    return value;
}

Error FolderReader::at(const std::string &name, Error error) const
{
    if (error.path.empty())
        error.path = pathOf(name);
    return error;
}

bool FolderReader::isInside(const std::string &name) const
{
    const fs::path relative(name);
    if (relative.is_absolute() || name.find('\\') != std::string::npos || name.find(':') != std::string::npos ||
        name.find('\0') != std::string::npos)
        return false;
    if (std::find(relative.begin(), relative.end(), "..") != relative.end())
        return false;
    std::error_code fault;
    const fs::path root = fs::weakly_canonical(m_root, fault);
    const fs::path target = fault ? fs::path() : fs::weakly_canonical(fs::path(m_root) / relative, fault);
    return !fault && std::mismatch(root.begin(), root.end(), target.begin(), target.end()).first == root.end();
}

void FolderReader::addToSettings(const std::string &name, std::string_view bytes)
{
    m_settings += name + '\0' + std::to_string(bytes.size()) + '\0';
    // A vocabulary of 250,000 pieces is 17 MB, which nobody has to keep.
    constexpr std::size_t kKeptWhole = std::size_t{1} << 20;
    if (bytes.size() > kKeptWhole)
        m_settings += Sha256::hex(Sha256::of(bytes));
    else
        m_settings += bytes;
}

std::string joined(const std::string &folder, const std::string &file)
{
    return folder.empty() ? file : folder + "/" + file;
}

} // namespace embedscope
