#include "core/embed/open_embedder.h"

#include "core/embed/cache/cached_embedder.h"
#include "core/embed/local_embedder.h"
#include "core/embed/noise_embedder.h"
#include "core/embed/service/api_embedder.h"
#include "core/model/folder/model_folder.h"
#include "core/system/standard_folders.h"

#include <filesystem>
#include <set>

namespace embedscope {

namespace fs = std::filesystem;

std::vector<std::string> standardModelFolders()
{
    std::vector<std::string> folders;
    if (const auto resources = resourcesFolder())
        folders.push_back(*resources + "/models");
    folders.push_back(standardFolder(StandardFolder::Data) + "/models");
    return folders;
}

std::vector<std::string> listEmbedders(const std::vector<std::string> &modelFolders)
{
    std::set<std::string> names{"noise"};
    for (const std::string &folder : modelFolders) {
        std::error_code fault;
        for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault))
            if (!entry->path().filename().string().starts_with('.') && looksLikeModelFolder(entry->path().string()))
                names.insert(entry->path().filename().string());
    }
    return {names.begin(), names.end()};
}

namespace {

Result<std::shared_ptr<const Embedder>> openWithoutCache(const std::string &nameOrFolder,
                                                         const std::vector<std::string> &modelFolders,
                                                         const EmbedderOptions &options)
{
    if (nameOrFolder == "noise")
        return makeNoiseEmbedder();
    if (constexpr std::string_view kService = "api:"; nameOrFolder.starts_with(kService)) {
        if (options.services == Services::Refused)
            return makeError(Errc::ModelUnsupported,
                             nameOrFolder + " is a service, to which no texts may be sent here");
        return openApiEmbedder(nameOrFolder.substr(kService.size()), options.api);
    }
    std::error_code ignored;
    const bool isName = !nameOrFolder.empty() && nameOrFolder.find('/') == std::string::npos && nameOrFolder != "." &&
                        nameOrFolder != "..";
    if (isName)
        for (const std::string &folder : modelFolders)
            if (const std::string path = folder + "/" + nameOrFolder; looksLikeModelFolder(path))
                return openLocalEmbedder(path, ThreadPool::shared(), options);
    if (!nameOrFolder.empty() && fs::is_directory(nameOrFolder, ignored))
        return openLocalEmbedder(nameOrFolder, ThreadPool::shared(), options);
    std::string known;
    for (const std::string &name : listEmbedders(modelFolders))
        known += (known.empty() ? "" : ", ") + name;
    return makeError(Errc::ModelMissing, "no model \"" + nameOrFolder + "\"; there are: " + known, nameOrFolder);
}

} // namespace

Result<std::shared_ptr<const Embedder>> openEmbedder(const std::string &nameOrFolder,
                                                     const std::vector<std::string> &modelFolders,
                                                     const EmbedderOptions &options)
{
    Result<std::shared_ptr<const Embedder>> opened = openWithoutCache(nameOrFolder, modelFolders, options);
    if (!opened || !options.cache)
        return opened;
    return withCache(std::move(*opened), options.cache);
}

} // namespace embedscope
