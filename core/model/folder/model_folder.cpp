#include "core/model/folder/model_folder.h"

#include "core/model/folder/model_json.h"
#include "core/model/tokenizer/wordpiece_tokenizer.h"
#include "core/system/mapped_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <new>
#include <utility>

namespace embedscope {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kLongestTextFile = std::size_t{32} << 20;

// The folder's files, each read once; remembers their bytes for the model's identity.
class FolderReader
{
public:
    explicit FolderReader(std::string root) : m_root(std::move(root)) {}

    std::string settings;

    std::string pathOf(const std::string &name) const { return m_root + "/" + name; }
    bool has(const std::string &name) const
    {
        std::error_code ignored;
        return fs::exists(pathOf(name), ignored);
    }

    Result<std::string> text(const std::string &name)
    {
        auto bytes = readSmallFile(pathOf(name), kLongestTextFile);
        if (!bytes) {
            Error error = bytes.error();
            if (error.code == Errc::FileMissing)
                error = makeError(Errc::ModelMissing, name, pathOf(name));
            return error;
        }
        settings += name + '\0' + std::to_string(bytes->size()) + '\0' + *bytes;
        return bytes;
    }

    Result<json> object(const std::string &name) { return parsed(name, json::value_t::object); }
    Result<json> list(const std::string &name) { return parsed(name, json::value_t::array); }

    Error at(const std::string &name, Error error) const
    {
        if (error.path.empty())
            error.path = pathOf(name);
        return error;
    }

    // A folder named in modules.json: relative, without "..", and where it leads (links followed) still inside.
    bool isInside(const std::string &name) const
    {
        const fs::path relative(name);
        if (relative.is_absolute() || name.find('\\') != std::string::npos || name.find(':') != std::string::npos)
            return false;
        if (std::find(relative.begin(), relative.end(), "..") != relative.end())
            return false;
        std::error_code fault;
        const fs::path root = fs::weakly_canonical(m_root, fault);
        const fs::path target = fault ? fs::path() : fs::weakly_canonical(fs::path(m_root) / relative, fault);
        return !fault && std::mismatch(root.begin(), root.end(), target.begin(), target.end()).first == root.end();
    }

private:
    Result<json> parsed(const std::string &name, json::value_t type)
    {
        const auto bytes = text(name);
        if (!bytes)
            return bytes.error();
        auto value = parseModelJson(*bytes);
        if (value && value->type() != type)
            value =
                makeError(Errc::ModelDamaged, type == json::value_t::object ? "not a JSON object" : "not a JSON list");
        if (!value)
            return at(name, value.error());
        return value;
    }

    std::string m_root;
};

std::string joined(const std::string &folder, const std::string &file)
{
    return folder.empty() ? file : folder + "/" + file;
}

// "this is a RoBERTa model": the names that people know, for the types that config.json uses.
std::string knownModelName(const std::string &type)
{
    static const std::map<std::string, std::string> names{{"roberta", "RoBERTa"},
                                                          {"xlm-roberta", "XLM-RoBERTa"},
                                                          {"mpnet", "MPNet"},
                                                          {"distilbert", "DistilBERT"},
                                                          {"albert", "ALBERT"},
                                                          {"t5", "T5"},
                                                          {"gpt2", "GPT-2"},
                                                          {"llama", "Llama"},
                                                          {"qwen2", "Qwen2"},
                                                          {"qwen3", "Qwen3"},
                                                          {"mistral", "Mistral"},
                                                          {"modernbert", "ModernBERT"},
                                                          {"nomic_bert", "Nomic BERT"},
                                                          {"clip", "CLIP"},
                                                          {"deberta-v2", "DeBERTa"},
                                                          {"electra", "ELECTRA"}};
    const auto found = names.find(type);
    return found == names.end() ? "\"" + type.substr(0, 60) + "\"" : found->second;
}

struct Modules
{
    std::string transformer;
    std::string pooling;
    bool normalise = false;
};

Result<Modules> readModules(FolderReader &folder)
{
    const std::string file = "modules.json";
    const auto list = folder.list(file);
    if (!list)
        return list.error();
    Modules modules;
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
        const std::string kind = type.substr(type.rfind('.') + 1);
        if (kind == "Transformer" && !seenTransformer && !seenPooling) {
            modules.transformer = path;
            seenTransformer = true;
        } else if (kind == "Pooling" && seenTransformer && !seenPooling) {
            modules.pooling = path;
            seenPooling = true;
        } else if (kind == "Normalize" && seenPooling && !modules.normalise) {
            modules.normalise = true;
        } else {
            return folder.at(file,
                             makeError(Errc::ModelUnsupported, "a module of type \"" + type.substr(0, 100) + "\""));
        }
    }
    if (!seenTransformer || !seenPooling)
        return folder.at(
            file, makeError(Errc::ModelDamaged, seenTransformer ? "no Pooling module" : "no Transformer module"));
    return modules;
}

Status checkPooling(FolderReader &folder, const std::string &path, std::size_t hidden)
{
    const std::string file = joined(path, "config.json");
    const auto config = folder.object(file);
    if (!config)
        return config.error();
    const auto dimension = sizeField(*config, "word_embedding_dimension", hidden, hidden);
    if (!dimension)
        return folder.at(file, dimension.error());
    for (const auto &[name, value] : config->items())
        if (name.starts_with("pooling_mode_") && name != "pooling_mode_mean_tokens" && value != json(false))
            return folder.at(file, makeError(Errc::ModelUnsupported, "pooling by " + name.substr(0, 60)));
    const auto mean = config->find("pooling_mode_mean_tokens");
    if (mean == config->end() || *mean != json(true))
        return folder.at(file, makeError(Errc::ModelUnsupported, "pooling other than the mean over tokens"));
    return {};
}

Result<std::unique_ptr<Tokenizer>> readTokenizer(FolderReader &folder, const std::string &path, std::size_t vocabulary)
{
    std::string file = joined(path, "vocab.txt");
    Result<std::unique_ptr<WordPieceTokenizer>> tokenizer = makeError(Errc::Internal);
    const std::string jsonFile = joined(path, "tokenizer.json");
    if (folder.has(jsonFile)) {
        file = jsonFile;
        const auto text = folder.text(file);
        if (!text)
            return text.error();
        tokenizer = WordPieceTokenizer::fromTokenizerJson(*text);
    } else {
        const auto text = folder.text(file);
        if (!text)
            return text.error();
        WordPieceOptions options;
        const std::string settings = joined(path, "tokenizer_config.json");
        if (folder.has(settings)) {
            const auto config = folder.object(settings);
            if (!config)
                return config.error();
            const auto flag = [&](const char *name, bool otherwise) {
                const auto found = config->find(name);
                return found != config->end() && found->is_boolean() ? found->get<bool>() : otherwise;
            };
            options.normalizer.lowercase = flag("do_lower_case", true);
            options.normalizer.handleChineseChars = flag("tokenize_chinese_chars", true);
            if (const auto accents = config->find("strip_accents"); accents != config->end() && accents->is_boolean())
                options.normalizer.stripAccents = accents->get<bool>();
        }
        tokenizer = WordPieceTokenizer::fromVocabulary(*text, options);
    }
    if (!tokenizer)
        return folder.at(file, tokenizer.error());
    if ((*tokenizer)->vocabularySize() != vocabulary)
        return folder.at(file,
                         makeError(Errc::ModelDamaged, std::to_string((*tokenizer)->vocabularySize()) +
                                                           " pieces; vocab_size is " + std::to_string(vocabulary)));
    return std::unique_ptr<Tokenizer>(std::move(*tokenizer));
}

Result<std::size_t> readMaxTokens(FolderReader &folder, const std::string &path, std::size_t positions)
{
    const std::string file = joined(path, "sentence_bert_config.json");
    if (!folder.has(file))
        return positions;
    const auto config = folder.object(file);
    if (!config)
        return config.error();
    const auto found = config->find("max_seq_length");
    if (found == config->end() || found->is_null())
        return positions;
    const auto length = sizeField(*config, "max_seq_length", 3, 1 << 20);
    if (!length)
        return folder.at(file, length.error());
    return std::min(*length, positions);
}

Result<std::optional<SelfTest>> readSelfTest(FolderReader &folder, std::size_t hidden)
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
        vector->size() > hidden)
        return fault;
    for (const json &number : *vector) {
        if (!number.is_number())
            return fault;
        test.vector.push_back(number.get<float>());
    }
    return std::optional<SelfTest>(std::move(test));
}

Result<SafetensorsFile> readWeights(FolderReader &folder, const std::string &path)
{
    const std::string file = joined(path, "model.safetensors");
    if (!folder.has(file)) {
        if (folder.has(file + ".index.json"))
            return makeError(Errc::ModelUnsupported, "weights split over several files",
                             folder.pathOf(file + ".index.json"));
        if (const std::string pickle = joined(path, "pytorch_model.bin"); folder.has(pickle))
            return makeError(Errc::ModelUnsupported,
                             "weights as a Python pickle, which can run code; only safetensors are read",
                             folder.pathOf(pickle));
        return makeError(Errc::ModelMissing, file, folder.pathOf(file));
    }
    return openSafetensors(folder.pathOf(file));
}

Result<ModelFolder> openChecked(const std::string &path)
{
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return makeError(Errc::ModelMissing, "no such folder", path);
    if (!fs::is_directory(path, ignored))
        return makeError(Errc::ModelMissing, "not a folder", path);

    FolderReader folder(path);
    ModelFolder model;
    model.path = path;
    const fs::path full = fs::weakly_canonical(path, ignored);
    model.name = full.filename().empty() ? full.parent_path().filename().string() : full.filename().string();

    // config.json before modules.json: a folder of another kind is told by its type.
    const std::string top = folder.has("config.json") || !folder.has("modules.json") ? "config.json" : "";
    Result<BertConfig> config = makeError(Errc::Internal);
    if (!top.empty()) {
        const auto text = folder.text(top);
        if (!text)
            return text.error();
        config = parseBertConfig(*text);
        if (!config)
            return folder.at(top, config.error());
    }
    const auto modules = readModules(folder);
    if (!modules)
        return modules.error();
    if (top.empty() || !modules->transformer.empty()) {
        const std::string file = joined(modules->transformer, "config.json");
        const auto text = folder.text(file);
        if (!text)
            return text.error();
        config = parseBertConfig(*text);
        if (!config)
            return folder.at(file, config.error());
    }
    model.config = *config;
    model.normalise = modules->normalise;
    if (const Status status = checkPooling(folder, modules->pooling, config->hidden); !status)
        return status.error();
    const auto maxTokens = readMaxTokens(folder, modules->transformer, config->positions);
    if (!maxTokens)
        return maxTokens.error();
    model.maxTokens = *maxTokens;
    auto tokenizer = readTokenizer(folder, modules->transformer, config->vocabulary);
    if (!tokenizer)
        return tokenizer.error();
    model.tokenizer = std::move(*tokenizer);
    auto selfTest = readSelfTest(folder, config->hidden);
    if (!selfTest)
        return selfTest.error();
    model.selfTest = std::move(*selfTest);
    auto weights = readWeights(folder, modules->transformer);
    if (!weights)
        return weights.error();
    model.weights = std::move(*weights);
    model.settings = std::move(folder.settings);
    return model;
}

} // namespace

Result<BertConfig> parseBertConfig(std::string_view text)
{
    const auto parsed = parseModelJson(text);
    if (!parsed)
        return parsed.error();
    const json &object = *parsed;
    if (!object.is_object())
        return makeError(Errc::ModelDamaged, "not an object");
    const std::string type = stringField(object, "model_type");
    if (type.empty())
        return makeError(Errc::ModelDamaged, "model_type is missing");
    if (type != "bert")
        return makeError(Errc::ModelUnsupported, "this is a " + knownModelName(type) + " model");
    if (const std::string activation = stringField(object, "hidden_act"); activation != "gelu")
        return makeError(Errc::ModelUnsupported,
                         "hidden_act is \"" + activation.substr(0, 60) + "\"; only \"gelu\" is known");
    if (const auto found = object.find("position_embedding_type"); found != object.end() && *found != json("absolute"))
        return makeError(Errc::ModelUnsupported, "position_embedding_type is not \"absolute\"");

    BertConfig config;
    struct Field
    {
        const char *name;
        std::size_t BertConfig::*member;
        std::size_t most;
    };
    constexpr std::array<Field, 7> fields{{{"hidden_size", &BertConfig::hidden, 16384},
                                           {"num_hidden_layers", &BertConfig::layers, 256},
                                           {"num_attention_heads", &BertConfig::heads, 1024},
                                           {"intermediate_size", &BertConfig::intermediate, 131072},
                                           {"vocab_size", &BertConfig::vocabulary, 10'000'000},
                                           {"max_position_embeddings", &BertConfig::positions, 131072},
                                           {"type_vocab_size", &BertConfig::types, 1024}}};
    for (const Field &field : fields) {
        const auto value = sizeField(object, field.name, 1, field.most);
        if (!value)
            return value.error();
        config.*field.member = *value;
    }
    if (config.hidden % config.heads != 0)
        return makeError(Errc::ModelDamaged, "num_attention_heads (" + std::to_string(config.heads) +
                                                 ") does not divide hidden_size (" + std::to_string(config.hidden) +
                                                 ")");
    const auto epsilon = object.find("layer_norm_eps");
    if (epsilon != object.end()) {
        const double value = epsilon->is_number() ? epsilon->get<double>() : -1;
        if (!(value > 0 && value < 1))
            return makeError(Errc::ModelDamaged, "layer_norm_eps is not a number between 0 and 1");
        config.epsilon = static_cast<float>(value);
    }
    return config;
}

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
