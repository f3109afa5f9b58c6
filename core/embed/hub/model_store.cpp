#include "core/embed/hub/model_store.h"

#include "core/embed/local_embedder.h"
#include "core/model/folder/model_folder.h"
#include "core/system/atomic_file.h"
#include "core/system/standard_folders.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace embedscope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOriginFile = "origin.json";
Error fileError(Errc code, int systemError, const std::string &path, std::string detail = {})
{
    Error error =
        makeError(systemError == ENOSPC || systemError == EDQUOT ? Errc::DiskFull : code, std::move(detail), path);
    error.systemError = systemError;
    return error;
}

bool allOf(std::string_view text, bool (*good)(char))
{
    return !text.empty() && std::all_of(text.begin(), text.end(), good);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::uint64_t sizeOf(const fs::path &folder)
{
    std::uint64_t bytes = 0;
    std::error_code fault;
    for (fs::recursive_directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
        std::error_code ignored;
        if (entry->is_regular_file(ignored))
            bytes += entry->file_size(ignored);
    }
    return bytes;
}

std::optional<ModelOrigin> readOrigin(const std::string &folder)
{
    std::ifstream file(folder + "/" + std::string(kOriginFile), std::ios::binary);
    std::string text(4096, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object())
        return std::nullopt;
    const auto word = [&](const char *key) {
        const auto at = json.find(key);
        return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
    };
    return ModelOrigin{word("id"), word("host"), word("licence"), word("revision")};
}

Status writeOrigin(const std::string &folder, const ModelOrigin &origin)
{
    const nlohmann::json json = {
        {"id", origin.id}, {"host", origin.host}, {"licence", origin.licence}, {"revision", origin.revision}};
    return writeFileAtomically(folder + "/" + std::string(kOriginFile),
                               json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

Status copyFile(const fs::path &from, const fs::path &to, const RunControl &control)
{
    std::ifstream in(from, std::ios::binary);
    if (!in)
        return fileError(Errc::FileUnreadable, errno, from.string());
    Result<AtomicFileWriter> out = AtomicFileWriter::open(to.string());
    if (!out)
        return out.error();
    std::vector<char> buffer(1 << 20);
    while (in) {
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        if (in.bad())
            return fileError(Errc::FileUnreadable, EIO, from.string());
        if (const Status written = out->write({buffer.data(), static_cast<std::size_t>(in.gcount())}); !written)
            return written;
    }
    return out->commit();
}

void syncFolder(const std::string &path)
{
    const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)::fsync(folder);
        ::close(folder);
    }
}

StoredModel describe(const std::string &path, bool own)
{
    StoredModel model;
    model.path = path;
    model.name = fs::path(path).filename().string();
    model.own = own;
    model.bytes = sizeOf(path);
    model.origin = readOrigin(path);
    if (const Result<ModelFolder> opened = openModelFolder(path)) {
        model.dimensions = opened->dimensions;
        model.maxTokens = opened->maxTokens;
    } else {
        model.fault = opened.error();
    }
    return model;
}

Error badName(const std::string &name)
{
    return makeError(Errc::InvalidArgument,
                     "\"" + name + "\" is no name for a model: letters, digits, \".\", \"_\" and \"-\"");
}

} // namespace

bool isModelFile(std::string_view path)
{
    constexpr std::array<std::string_view, 16> kNames = {"config.json",
                                                         "modules.json",
                                                         "sentence_bert_config.json",
                                                         "config_sentence_transformers.json",
                                                         "tokenizer.json",
                                                         "tokenizer_config.json",
                                                         "vocab.txt",
                                                         "special_tokens_map.json",
                                                         "model.safetensors",
                                                         "model.safetensors.index.json",
                                                         "embedscope.json",
                                                         "README.md",
                                                         "LICENSE",
                                                         "LICENSE.txt",
                                                         "LICENSE.md",
                                                         "NOTICE"};
    if (std::find(kNames.begin(), kNames.end(), path) != kNames.end())
        return true;
    // A part of weights that were too large for one file.
    constexpr std::string_view kPart = "model-";
    constexpr std::string_view kEnding = ".safetensors";
    if (path.starts_with(kPart) && path.ends_with(kEnding)) {
        const std::string_view middle = path.substr(kPart.size(), path.size() - kPart.size() - kEnding.size());
        const std::size_t of = middle.find("-of-");
        return of != std::string_view::npos && allOf(middle.substr(0, of), isDigit) &&
               allOf(middle.substr(of + 4), isDigit);
    }
    // A module of sentence-transformers: 2_Dense.
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos)
        return false;
    const std::string_view folder = path.substr(0, slash);
    const std::string_view file = path.substr(slash + 1);
    const std::size_t underline = folder.find('_');
    return underline != std::string_view::npos && allOf(folder.substr(0, underline), isDigit) &&
           allOf(folder.substr(underline + 1), isLetter) && (file == "config.json" || file == "model.safetensors");
}

std::optional<std::uint64_t> freeBytes(const std::string &folder)
{
    struct statvfs status = {};
    for (fs::path path = folder; !path.empty(); path = path.parent_path()) {
        if (::statvfs(path.c_str(), &status) == 0)
            return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
        if (path == path.parent_path())
            break;
    }
    return std::nullopt;
}

ModelStore::ModelStore(std::string folder) : m_folder(std::move(folder)) {}

std::string ModelStore::standardFolder()
{
    return embedscope::standardFolder(StandardFolder::Data) + "/models";
}

bool ModelStore::isGoodName(std::string_view name)
{
    return !name.empty() && name.size() <= 128 && name[0] != '.' && name[0] != '-' && name != "noise" &&
           allOf(name, [](char c) { return isDigit(c) || isLetter(c) || c == '.' || c == '_' || c == '-'; });
}

bool ModelStore::has(const std::string &name) const
{
    std::error_code ignored;
    return fs::exists(fs::symlink_status(m_folder + "/" + name, ignored));
}

std::vector<StoredModel> ModelStore::list(const std::vector<std::string> &modelFolders) const
{
    std::vector<StoredModel> models;
    std::set<std::string> names;
    for (const std::string &folder : modelFolders) {
        std::error_code fault;
        for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
            const std::string name = entry->path().filename().string();
            if (!name.starts_with('.') && looksLikeModelFolder(entry->path().string()) && names.insert(name).second)
                models.push_back(describe(entry->path().string(), folder == m_folder));
        }
    }
    std::sort(models.begin(), models.end(), [](const StoredModel &a, const StoredModel &b) { return a.name < b.name; });
    return models;
}

Result<std::string> ModelStore::workFolder(const std::string &name) const
{
    if (!isGoodName(name))
        return badName(name);
    std::string folder = m_folder + "/.get-" + name;
    if (const Status made = makeFolder(folder); !made)
        return made.error();
    return folder;
}

Status ModelStore::discard(const std::string &workFolder) const
{
    std::error_code fault;
    fs::remove_all(workFolder, fault);
    if (fault)
        return fileError(Errc::FileUnwritable, fault.value(), workFolder);
    return {};
}

Result<StoredModel> ModelStore::install(const std::string &workFolder, const std::string &name,
                                        const ModelOrigin &origin) const
{
    // Everything that opening it for work would check, down to the last tensor.
    if (const auto opened = openLocalEmbedder(workFolder); !opened)
        return opened.error();
    if (const Status written = writeOrigin(workFolder, origin); !written)
        return written.error();
    syncFolder(workFolder);
    const std::string target = m_folder + "/" + name;
    if (has(name))
        return makeError(Errc::InvalidArgument, "there is a model \"" + name + "\" already", target);
    if (::rename(workFolder.c_str(), target.c_str()) != 0)
        return fileError(Errc::FileUnwritable, errno, target);
    syncFolder(m_folder);
    return describe(target, true);
}

Result<StoredModel> ModelStore::add(const std::string &from, const std::string &name, const RunControl &control) const
{
    std::error_code fault;
    const fs::path source = fs::canonical(from, fault);
    if (fault)
        return fileError(Errc::ModelMissing, fault.value(), from);
    const std::string called = name.empty() ? source.filename().string() : name;
    if (!isGoodName(called))
        return badName(called);
    if (has(called))
        return makeError(Errc::InvalidArgument, "there is a model \"" + called + "\" already", m_folder + "/" + called);
    if (const Result<ModelFolder> opened = openModelFolder(source.string()); !opened)
        return opened.error();

    std::vector<std::pair<fs::path, std::uint64_t>> files;
    std::uint64_t total = 0;
    for (fs::recursive_directory_iterator entry(source, fault), end; !fault && entry != end; entry.increment(fault)) {
        const fs::path relative = entry->path().lexically_relative(source);
        if (entry.depth() > 1 || !isModelFile(relative.generic_string()) || !entry->is_regular_file(fault))
            continue;
        files.emplace_back(relative, entry->file_size(fault));
        total += files.back().second;
    }
    if (fault)
        return fileError(Errc::FileUnreadable, fault.value(), from);
    if (const auto room = freeBytes(m_folder); room && *room < total + kSpareBytes)
        return fileError(Errc::DiskFull, ENOSPC, m_folder);
    (void)discard(m_folder + "/.get-" + called); // what an interrupted download left is another model's, perhaps
    const Result<std::string> work = workFolder(called);
    if (!work)
        return work.error();
    std::uint64_t done = 0;
    const auto copy = [&]() -> Status {
        for (const auto &[relative, size] : files) {
            const fs::path to = fs::path(*work) / relative;
            if (const Status made = makeFolder(to.parent_path().string()); !made)
                return made;
            if (const Status copied = copyFile(source / relative, to, control); !copied)
                return copied;
            control.report(static_cast<std::size_t>(done += size), static_cast<std::size_t>(total));
        }
        return {};
    };
    if (const Status copied = copy(); !copied) {
        (void)discard(*work);
        return copied.error();
    }
    Result<StoredModel> installed = install(*work, called, {source.string(), {}, {}, {}});
    if (!installed)
        (void)discard(*work);
    return installed;
}

Status ModelStore::remove(const std::string &name) const
{
    if (!isGoodName(name))
        return badName(name);
    const std::string path = m_folder + "/" + name;
    std::error_code ignored;
    if (!fs::is_directory(fs::symlink_status(path, ignored))) {
        std::string known;
        for (const StoredModel &model : list({m_folder}))
            known += (known.empty() ? "" : ", ") + model.name;
        return makeError(Errc::ModelMissing,
                         "no model \"" + name + "\" of yours; there are: " + (known.empty() ? "none" : known), path);
    }
    // Out of sight in one step; then it may take its time.
    const std::string leaving = m_folder + "/.remove-" + name;
    (void)discard(leaving);
    if (::rename(path.c_str(), leaving.c_str()) != 0)
        return fileError(Errc::FileUnwritable, errno, path);
    return discard(leaving);
}

} // namespace embedscope
