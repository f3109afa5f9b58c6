#include "core/model/folder/model_config.h"

#include "core/model/folder/model_json.h"

#include <array>
#include <map>
#include <optional>
#include <string>

namespace embedscope {

namespace {

using nlohmann::json;

// "this is a RoBERTa model": the names that people know, for the types that config.json uses.
std::string knownModelName(const std::string &type)
{
    static const std::map<std::string, std::string> names{{"roberta", "RoBERTa"},
                                                          {"camembert", "CamemBERT"},
                                                          {"mpnet", "MPNet"},
                                                          {"albert", "ALBERT"},
                                                          {"t5", "T5"},
                                                          {"mt5", "mT5"},
                                                          {"gpt2", "GPT-2"},
                                                          {"gpt_neo", "GPT-Neo"},
                                                          {"llama", "Llama"},
                                                          {"qwen2", "Qwen2"},
                                                          {"qwen3", "Qwen3"},
                                                          {"mistral", "Mistral"},
                                                          {"gemma3_text", "Gemma 3"},
                                                          {"modernbert", "ModernBERT"},
                                                          {"nomic_bert", "Nomic BERT"},
                                                          {"new", "GTE \"new\""},
                                                          {"clip", "CLIP"},
                                                          {"deberta", "DeBERTa"},
                                                          {"deberta-v2", "DeBERTa"},
                                                          {"xlm-roberta-xl", "XLM-RoBERTa XL"},
                                                          {"xlnet", "XLNet"},
                                                          {"electra", "ELECTRA"}};
    const auto found = names.find(type);
    return found == names.end() ? "\"" + type.substr(0, 60) + "\"" : found->second;
}

// The fields' names: DistilBERT has its own.
struct FieldNames
{
    const char *hidden = "hidden_size";
    const char *layers = "num_hidden_layers";
    const char *heads = "num_attention_heads";
    const char *intermediate = "intermediate_size";
    const char *activation = "hidden_act";
};
constexpr FieldNames kDistilBertFields{"dim", "n_layers", "n_heads", "hidden_dim", "activation"};

std::optional<Activation> activationOf(const std::string &name)
{
    if (name == "gelu" || name == "gelu_python")
        return Activation::Gelu;
    if (name == "gelu_new" || name == "gelu_fast" || name == "gelu_pytorch_tanh")
        return Activation::GeluTanh;
    if (name == "relu")
        return Activation::Relu;
    return std::nullopt;
}

Status readSizes(const json &object, const FieldNames &names, bool hasTypes, BertConfig &config)
{
    struct Field
    {
        const char *name;
        std::size_t BertConfig::*member;
        std::size_t most;
    };
    const std::array<Field, 6> fields{{{names.hidden, &BertConfig::hidden, 16384},
                                       {names.layers, &BertConfig::layers, 256},
                                       {names.heads, &BertConfig::heads, 1024},
                                       {names.intermediate, &BertConfig::intermediate, 131072},
                                       {"vocab_size", &BertConfig::vocabulary, 10'000'000},
                                       {"max_position_embeddings", &BertConfig::positions, 131072}}};
    for (const Field &field : fields) {
        const auto value = sizeField(object, field.name, 1, field.most);
        if (!value)
            return value.error();
        config.*field.member = *value;
    }
    if (hasTypes) {
        const auto types = sizeField(object, "type_vocab_size", 1, 1024);
        if (!types)
            return types.error();
        config.types = *types;
    }
    if (config.hidden % config.heads != 0)
        return makeError(Errc::ModelDamaged, std::string(names.heads) + " (" + std::to_string(config.heads) +
                                                 ") does not divide " + names.hidden + " (" +
                                                 std::to_string(config.hidden) + ")");
    return {};
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
    const bool distil = type == "distilbert";
    const bool roberta = type == "xlm-roberta";
    if (type != "bert" && !distil && !roberta)
        return makeError(Errc::ModelUnsupported,
                         "this is a " + knownModelName(type) + " model; BERT, DistilBERT and XLM-RoBERTa are known");
    const FieldNames names = distil ? kDistilBertFields : FieldNames{};

    BertConfig config;
    const std::string activation = object.contains(names.activation) ? stringField(object, names.activation) : "gelu";
    const auto known = activationOf(activation);
    if (!known)
        return makeError(Errc::ModelUnsupported, std::string(names.activation) + " is \"" + activation.substr(0, 60) +
                                                     "\"; gelu, gelu_new and relu are known");
    config.activation = *known;
    if (const auto found = object.find("position_embedding_type");
        found != object.end() && !found->is_null() && *found != json("absolute"))
        return makeError(Errc::ModelUnsupported, "position_embedding_type is not \"absolute\"");
    if (const Status status = readSizes(object, names, !distil, config); !status)
        return status.error();
    if (distil) {
        config.types = 0;
        config.names = TensorNames::DistilBert;
        return config;
    }
    if (roberta) {
        const auto padding = object.contains("pad_token_id")
                                 ? sizeField(object, "pad_token_id", 0, config.vocabulary - 1)
                                 : Result<std::size_t>(std::size_t{1});
        if (!padding)
            return padding.error();
        config.paddingId = static_cast<std::int32_t>(*padding);
        if (config.longest() < 3)
            return makeError(Errc::ModelDamaged, "max_position_embeddings leaves no positions after pad_token_id " +
                                                     std::to_string(*padding));
    }
    if (const auto epsilon = object.find("layer_norm_eps"); epsilon != object.end()) {
        const double value = epsilon->is_number() ? epsilon->get<double>() : -1;
        if (!(value > 0 && value < 1))
            return makeError(Errc::ModelDamaged, "layer_norm_eps is not a number between 0 and 1");
        config.epsilon = static_cast<float>(value);
    }
    return config;
}

} // namespace embedscope
