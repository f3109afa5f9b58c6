#include "core/model/folder/model_folder.h"

#include "core/model/folder/folder_reader.h"
#include "core/model/folder/model_json.h"
#include "core/model/folder/model_modules.h"
#include "core/model/folder/model_tokenizer.h"
#include "core/model/folder/model_weights.h"

#include <filesystem>
#include <new>
#include <utility>

namespace embedscope {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Result<std::optional<SelfTest>> readSelfTest(FolderReader &folder, std::size_t dimensions)
{
    const std::string file = "embedscope.json";
    if (!folder.has(file))
        return std::optional<SelfTest>();
    const auto config = folder.object(file);
    if (!config)
        return config.error();
    const Error fault = folder.at(file, makeError(Errc::ModelDamaged, "self_test"));
    const auto entry = config->find("self_test");
    if (entry == config->end() || !entry->is_object())
        return fault;
    SelfTest test;
    test.text = stringField(*entry, "text");
    const auto vector = entry->find("vector");
    if (test.text.empty() || vector == entry->end() || !vector->is_array() || vector->empty() ||
        vector->size() > dimensions)
        return fault;
    for (const json &number : *vector) {
        if (!number.is_number())
            return fault;
        test.vector.push_back(number.get<float>());
    }
    return std::optional<SelfTest>(std::move(test));
}

Result<BertConfig> readConfig(FolderReader &folder, const std::string &file)
{
    const auto text = folder.text(file);
    if (!text)
        return text.error();
    auto config = parseBertConfig(*text);
    if (!config)
        return folder.at(file, config.error());
    return config;
}

// A folder that has neither of the files that every model has, but the one file of another program's model.
Status refuseOtherKinds(const FolderReader &folder)
{
    if (folder.has("config.json") || folder.has("modules.json"))
        return {};
    std::error_code fault;
    for (fs::directory_iterator entry(folder.root(), fault), end; !fault && entry != end; entry.increment(fault))
        if (entry->path().extension() == ".gguf")
            return makeError(
                Errc::ModelUnsupported,
                "this is a GGUF model, for llama.cpp; the folder that sentence-transformers saves is needed",
                entry->path().string());
    return {};
}

// config.json and modules.json with all that follows from them but tokenizer and weights.
Status readArchitecture(FolderReader &folder, ModelFolder &model, std::string &transformer)
{
    // config.json before modules.json: a folder of another kind is told by its type.
    const bool hasTop = folder.has("config.json") || !folder.has("modules.json");
    if (hasTop) {
        auto config = readConfig(folder, "config.json");
        if (!config)
            return config.error();
        model.config = std::move(*config);
    }
    const auto list = readModuleList(folder);
    if (!list)
        return list.error();
    transformer = list->transformer;
    if (!hasTop || !transformer.empty()) {
        auto config = readConfig(folder, joined(transformer, "config.json"));
        if (!config)
            return config.error();
        model.config = std::move(*config);
    }
    auto prompts = readPrompts(folder);
    if (!prompts)
        return prompts.error();
    model.prompts = std::move(*prompts);
    if (!list->isPlain) {
        auto pooling = readPooling(folder, list->pooling, model.config.hidden);
        if (!pooling)
            return pooling.error();
        if (!pooling->includesPrompt && model.prompts.any())
            return folder.at(joined(list->pooling, "config.json"),
                             makeError(Errc::ModelUnsupported, "include_prompt is false: pooling without the prompt"));
        model.config.pooling = std::move(pooling->modes);
    }
    model.dimensions = model.config.vectorSize();
    auto modules = readVectorModules(folder, list->after, model.dimensions);
    if (!modules)
        return modules.error();
    model.modules = std::move(*modules);
    return {};
}

Result<ModelFolder> openChecked(const std::string &path)
{
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return makeError(Errc::ModelMissing, "no such folder", path);
    if (!fs::is_directory(path, ignored))
        return makeError(Errc::ModelMissing, "not a folder", path);

    FolderReader folder(path);
    if (const Status status = refuseOtherKinds(folder); !status)
        return status.error();
    ModelFolder model;
    model.path = path;
    const fs::path full = fs::weakly_canonical(path, ignored);
    model.name = full.filename().empty() ? full.parent_path().filename().string() : full.filename().string();
    std::string transformer;
    if (const Status status = readArchitecture(folder, model, transformer); !status)
        return status.error();
    auto tokenizer = readTokenizer(folder, transformer, model.config);
    if (!tokenizer)
        return tokenizer.error();
    model.tokenizer = std::move(tokenizer->tokenizer);
    model.maxTokens = tokenizer->maxTokens;
    auto selfTest = readSelfTest(folder, model.dimensions);
    if (!selfTest)
        return selfTest.error();
    model.selfTest = std::move(*selfTest);
    auto weights = readWeights(folder, transformer);
    if (!weights)
        return weights.error();
    model.weights = std::move(weights->tensors);
    model.weightsPath = std::move(weights->path);
    model.settings = folder.settings();
    return model;
}

} // namespace

bool looksLikeModelFolder(const std::string &path)
{
    std::error_code ignored;
    return fs::is_regular_file(fs::path(path) / "config.json", ignored) ||
           fs::is_regular_file(fs::path(path) / "modules.json", ignored);
}

Result<ModelFolder> openModelFolder(const std::string &path)
{
    try {
        return openChecked(path);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory, {}, path);
    } catch (const std::exception &fault) {
        return makeError(Errc::ModelDamaged, fault.what(), path);
    }
}

} // namespace embedscope
