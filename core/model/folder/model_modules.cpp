#include "core/model/folder/model_modules.h"

#include "core/model/folder/model_json.h"
#include "core/model/folder/model_weights.h"

#include <array>
#include <utility>

namespace embedscope {

namespace {

using nlohmann::json;

constexpr std::size_t kMostModules = 16;
constexpr std::size_t kWidestVector = 1 << 17;

bool flagOr(const json &object, const char *name, bool otherwise)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

// Modules can be told to work on something else than the vector of the text.
Status checkNames(FolderReader &folder, const std::string &file, const json &config)
{
    for (const char *name : {"module_input_name", "module_output_name"})
        if (const std::string value = stringField(config, name); !value.empty() && value != "sentence_embedding")
            return folder.at(
                file, makeError(Errc::ModelUnsupported, std::string(name) + " is \"" + value.substr(0, 60) + "\""));
    return {};
}

Result<VectorModule> readDense(FolderReader &folder, const std::string &path, std::size_t &width)
{
    const std::string file = joined(path, "config.json");
    const auto config = folder.object(file);
    if (!config)
        return config.error();
    if (const Status status = checkNames(folder, file, *config); !status)
        return status.error();
    const auto inputs = sizeField(*config, "in_features", width, width);
    if (!inputs)
        return folder.at(file, inputs.error());
    const auto outputs = sizeField(*config, "out_features", 1, kWidestVector);
    if (!outputs)
        return folder.at(file, outputs.error());
    DenseShape shape{.inputs = width, .outputs = *outputs, .activation = DenseModule::Activation::Tanh};
    if (const std::string name = stringField(*config, "activation_function"); !name.empty()) {
        const auto activation = denseActivationOf(name);
        if (!activation)
            return folder.at(
                file, makeError(Errc::ModelUnsupported, "activation_function is \"" + name.substr(0, 100) + "\""));
        shape.activation = *activation;
    }
    shape.hasBias = flagOr(*config, "bias", true);
    shape.hasResidual = flagOr(*config, "use_residual", false);
    const auto weights = readModuleWeights(folder, path);
    if (!weights)
        return weights.error();
    auto dense = makeDense(*weights, shape);
    if (!dense)
        return folder.at(joined(path, "model.safetensors"), dense.error());
    width = *outputs;
    return VectorModule(std::move(*dense));
}

Result<VectorModule> readLayerNorm(FolderReader &folder, const std::string &path, std::size_t width)
{
    const std::string file = joined(path, "config.json");
    const auto config = folder.object(file);
    if (!config)
        return config.error();
    if (const auto dimension = sizeField(*config, "dimension", width, width); !dimension)
        return folder.at(file, dimension.error());
    const auto weights = readModuleWeights(folder, path);
    if (!weights)
        return weights.error();
    auto norm = makeLayerNorm(*weights, width);
    if (!norm)
        return folder.at(joined(path, "model.safetensors"), norm.error());
    return VectorModule(std::move(*norm));
}

Result<VectorModule> readNormalize(FolderReader &folder, const std::string &path)
{
    const std::string file = joined(path, "config.json");
    // Without a folder of its own the file is the transformer's.
    if (path.empty())
        return VectorModule(NormalizeModule{});
    const auto config = folder.objectOrNothing(file);
    if (!config)
        return config.error();
    if (const Status status = checkNames(folder, file, *config); !status)
        return status.error();
    return VectorModule(NormalizeModule{});
}

// The flags that sentence-transformers wrote before version 6, in the order in which several modes' vectors stand.
constexpr std::array<std::pair<const char *, PoolingMode>, 6> kPoolingFlags{
    {{"pooling_mode_cls_token", PoolingMode::Cls},
     {"pooling_mode_max_tokens", PoolingMode::Max},
     {"pooling_mode_mean_tokens", PoolingMode::Mean},
     {"pooling_mode_mean_sqrt_len_tokens", PoolingMode::MeanSqrtLength},
     {"pooling_mode_weightedmean_tokens", PoolingMode::WeightedMean},
     {"pooling_mode_lasttoken", PoolingMode::LastToken}}};

Result<std::vector<PoolingMode>> modesOf(const json &config)
{
    std::vector<PoolingMode> modes;
    const auto add = [&](const json &name) -> Status {
        const auto mode = name.is_string() ? poolingModeOf(name.get_ref<const std::string &>()) : std::nullopt;
        if (!mode)
            return makeError(Errc::ModelUnsupported, "pooling_mode is " + name.dump(-1, ' ', true).substr(0, 60));
        modes.push_back(*mode);
        return {};
    };
    if (const auto named = config.find("pooling_mode"); named != config.end()) {
        const json list = named->is_array() ? *named : json::array({*named});
        if (list.empty() || list.size() > kPoolingFlags.size())
            return makeError(Errc::ModelDamaged, "pooling_mode names " + std::to_string(list.size()) + " modes");
        for (const json &name : list)
            if (const Status status = add(name); !status)
                return status.error();
        return modes;
    }
    for (const auto &[name, mode] : kPoolingFlags)
        if (flagOr(config, name, false))
            modes.push_back(mode);
    for (const auto &[name, value] : config.items()) {
        bool known = !name.starts_with("pooling_mode_") || value == json(false);
        for (const auto &flag : kPoolingFlags)
            known = known || name == flag.first;
        if (!known)
            return makeError(Errc::ModelUnsupported, "pooling by " + name.substr(0, 60));
    }
    if (modes.empty())
        modes.push_back(PoolingMode::Mean);
    return modes;
}

} // namespace

Result<ModuleList> readModuleList(FolderReader &folder)
{
    const std::string file = "modules.json";
    ModuleList modules;
    if (!folder.has(file)) {
        modules.isPlain = true;
        return modules;
    }
    const auto list = folder.list(file);
    if (!list)
        return list.error();
    bool seenTransformer = false;
    bool seenPooling = false;
    for (const json &entry : *list) {
        if (!entry.is_object())
            return folder.at(file, makeError(Errc::ModelDamaged, "a module that is not an object"));
        const std::string type = stringField(entry, "type");
        const std::string path = stringField(entry, "path");
        if (!folder.isInside(path))
            return folder.at(file,
                             makeError(Errc::ModelDamaged, "path \"" + path.substr(0, 200) + "\" leaves the folder"));
        const bool own = type.starts_with("sentence_transformers.");
        const std::string kind = own ? type.substr(type.rfind('.') + 1) : std::string();
        if (kind == "Transformer" && !seenTransformer) {
            modules.transformer = path;
            seenTransformer = true;
        } else if (kind == "Pooling" && seenTransformer && !seenPooling) {
            modules.pooling = path;
            seenPooling = true;
        } else if (kind == "Normalize" && seenPooling) {
            modules.after.push_back({ListedModule::Kind::Normalize, path});
        } else if (kind == "Dense" && seenPooling) {
            modules.after.push_back({ListedModule::Kind::Dense, path});
        } else if (kind == "LayerNorm" && seenPooling) {
            modules.after.push_back({ListedModule::Kind::LayerNorm, path});
        } else if (kind != "Dropout" || !seenPooling) { // that one does nothing once a model is trained
            return folder.at(file,
                             makeError(Errc::ModelUnsupported, "a module of type \"" + type.substr(0, 100) + "\"" +
                                                                   (own ? "" : ", which brings a program of its own")));
        }
        if (modules.after.size() > kMostModules)
            return folder.at(
                file, makeError(Errc::ModelUnsupported, "more than " + std::to_string(kMostModules) + " modules"));
    }
    if (!seenTransformer || !seenPooling)
        return folder.at(
            file, makeError(Errc::ModelDamaged, seenTransformer ? "no Pooling module" : "no Transformer module"));
    return modules;
}

Result<PoolingSettings> readPooling(FolderReader &folder, const std::string &path, std::size_t hidden)
{
    const std::string file = joined(path, "config.json");
    const auto config = folder.object(file);
    if (!config)
        return config.error();
    const char *const size =
        config->contains("embedding_dimension") ? "embedding_dimension" : "word_embedding_dimension";
    if (const auto dimension = sizeField(*config, size, hidden, hidden); !dimension)
        return folder.at(file, dimension.error());
    PoolingSettings settings;
    auto modes = modesOf(*config);
    if (!modes)
        return folder.at(file, modes.error());
    settings.modes = std::move(*modes);
    settings.includesPrompt = flagOr(*config, "include_prompt", true);
    return settings;
}

Result<std::vector<VectorModule>> readVectorModules(FolderReader &folder, const std::vector<ListedModule> &list,
                                                    std::size_t &width)
{
    std::vector<VectorModule> modules;
    for (const ListedModule &entry : list) {
        auto module = entry.kind == ListedModule::Kind::Dense       ? readDense(folder, entry.path, width)
                      : entry.kind == ListedModule::Kind::LayerNorm ? readLayerNorm(folder, entry.path, width)
                                                                    : readNormalize(folder, entry.path);
        if (!module)
            return module.error();
        modules.push_back(std::move(*module));
    }
    return modules;
}

} // namespace embedscope
