#include "core/model/folder/model_weights.h"

#include "core/base/sha256.h"
#include "core/model/folder/model_json.h"
#include "core/system/mapped_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

namespace embedscope {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kLongestIndex = std::size_t{32} << 20;
constexpr std::size_t kMostShards = 1000;

// What stands in the folder instead of safetensors, as a refusal; nothing where there are no weights at all.
Result<ModelWeights> refuseOtherWeights(const FolderReader &folder, const std::string &path)
{
    const std::string missing = joined(path, "model.safetensors");
    std::error_code fault;
    std::vector<std::string> files;
    for (fs::directory_iterator entry(folder.pathOf(path), fault), end; !fault && entry != end; entry.increment(fault))
        files.push_back(entry->path().filename().string());
    std::sort(files.begin(), files.end());
    for (const std::string &name : files) {
        std::string why;
        if (name.ends_with(".bin") || name.ends_with(".pt") || name.ends_with(".pkl") || name.ends_with(".ckpt"))
            why = ", a Python pickle, which can run code; only safetensors are read";
        else if (name.ends_with(".gguf"))
            why = ", weights for llama.cpp; only safetensors are read";
        else if (name.ends_with(".onnx") || name.ends_with(".h5") || name.ends_with(".msgpack"))
            why = "; only safetensors are read";
        else
            continue;
        return makeError(Errc::ModelUnsupported, "has only " + name.substr(0, 100) + why,
                         folder.pathOf(joined(path, name)));
    }
    return makeError(Errc::ModelMissing, missing, folder.pathOf(missing));
}

// A file's name in an index: plain, and leading nowhere else.
bool isPlainName(const FolderReader &folder, const std::string &path, const std::string &name)
{
    return !name.empty() && name.size() <= 255 && name.find('/') == std::string::npos && name != "." && name != ".." &&
           folder.isInside(joined(path, name));
}

Result<ModelWeights> readShards(const FolderReader &folder, const std::string &path, const std::string &indexFile)
{
    const auto bytes = readSmallFile(folder.pathOf(indexFile), kLongestIndex);
    if (!bytes)
        return bytes.error();
    const auto fault = [&](std::string what) {
        return makeError(Errc::ModelDamaged, std::move(what), folder.pathOf(indexFile));
    };
    const auto index = parseModelJson(*bytes);
    if (!index)
        return folder.at(indexFile, index.error());
    const auto map = index->is_object() ? index->find("weight_map") : index->end();
    if (!index->is_object() || map == index->end() || !map->is_object() || map->empty())
        return fault("weight_map is missing");

    ModelWeights weights;
    weights.path = folder.pathOf(indexFile);
    std::map<std::string, SafetensorsFile, std::less<>> shards;
    for (const auto &[tensor, value] : map->items()) {
        const std::string quoted = tensor.substr(0, 200);
        if (!value.is_string())
            return fault(quoted + ": its file is not a name");
        const auto name = value.get<std::string>();
        auto shard = shards.find(name);
        if (shard == shards.end()) {
            if (!isPlainName(folder, path, name))
                return fault(quoted + ": its file \"" + name.substr(0, 200) + "\" leaves the folder");
            const std::string file = joined(path, name);
            if (!folder.has(file))
                return makeError(Errc::ModelMissing, file, folder.pathOf(file));
            if (shards.size() == kMostShards)
                return fault("more than " + std::to_string(kMostShards) + " files");
            auto opened = openSafetensors(folder.pathOf(file));
            if (!opened)
                return opened.error();
            weights.tensors.files.insert(weights.tensors.files.end(), opened->files.begin(), opened->files.end());
            shard = shards.emplace(name, std::move(*opened)).first;
        }
        const Tensor *found = shard->second.find(tensor);
        if (!found)
            return fault(quoted + " is not in " + name.substr(0, 200));
        weights.tensors.tensors.emplace(tensor, *found);
    }
    return weights;
}

} // namespace

Result<ModelWeights> readWeights(const FolderReader &folder, const std::string &path)
{
    const std::string file = joined(path, "model.safetensors");
    if (!folder.has(file)) {
        if (const std::string index = file + ".index.json"; folder.has(index))
            return readShards(folder, path, index);
        return refuseOtherWeights(folder, path);
    }
    auto opened = openSafetensors(folder.pathOf(file));
    if (!opened)
        return opened.error();
    return ModelWeights{std::move(*opened), folder.pathOf(file)};
}

Result<SafetensorsFile> readModuleWeights(FolderReader &folder, const std::string &path)
{
    auto weights = readWeights(folder, path);
    if (!weights)
        return weights.error();
    for (const auto &file : weights->tensors.files)
        folder.addToSettings(joined(path, "model.safetensors"), Sha256::hex(Sha256::of(file->bytes())));
    return std::move(weights->tensors);
}

} // namespace embedscope
