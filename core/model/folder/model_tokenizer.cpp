#include "core/model/folder/model_tokenizer.h"

#include "core/model/folder/model_json.h"
#include "core/model/tokenizer/tokenizer_json.h"
#include "core/model/tokenizer/wordpiece_tokenizer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace embedscope {

namespace {

using nlohmann::json;

// Rows of a lookup table that may have no piece: tables are often padded to a round number, and XLM-R's have room for
// tokens that its tokenizer does not have.
constexpr std::size_t kSpareRounding = 128;
constexpr std::size_t kSpareRows = 1024;

// Whether a tokenizer_class of tokenizer_config.json cuts texts as BERT's own does, from its vocab.txt alone.
bool isBertTokenizer(std::string_view name)
{
    constexpr std::array<std::string_view, 5> kNames{"", "BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer",
                                                     "DistilBertTokenizerFast"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// The flags of tokenizer_config.json, or their defaults, count for BERT's own tokenizer even against tokenizer.json:
// transformers' classes do so.
std::optional<BertNormalizerOptions> flagsOf(const json &config)
{
    if (!isBertTokenizer(stringField(config, "tokenizer_class")))
        return std::nullopt;
    const auto flag = [&](const char *field, bool otherwise) {
        const auto found = config.find(field);
        return found != config.end() && found->is_boolean() ? found->get<bool>() : otherwise;
    };
    BertNormalizerOptions options;
    options.lowercase = flag("do_lower_case", true);
    options.handleChineseChars = flag("tokenize_chinese_chars", true);
    if (const auto accents = config.find("strip_accents"); accents != config.end() && accents->is_boolean())
        options.stripAccents = accents->get<bool>();
    return options;
}

Status checkVocabulary(const Tokenizer &tokenizer, TokenizerKind kind, std::size_t vocabulary)
{
    const std::size_t pieces = tokenizer.vocabularySize();
    const std::size_t spare = vocabulary - std::min(vocabulary, pieces);
    const bool fits = kind == TokenizerKind::WordPiece ? spare == 0 || (spare < kSpareRounding && vocabulary % 8 == 0)
                                                       : spare <= kSpareRows;
    if (pieces > vocabulary || !fits)
        return makeError(Errc::ModelDamaged,
                         std::to_string(pieces) + " pieces; vocab_size is " + std::to_string(vocabulary));
    return {};
}

// sentence_bert_config.json, or one of the names that it had for other models.
Result<json> readTransformerSettings(FolderReader &folder, const std::string &path, std::string &file)
{
    for (const char *name : {"sentence_bert_config.json", "sentence_distilbert_config.json",
                             "sentence_xlm-roberta_config.json", "sentence_roberta_config.json"}) {
        file = joined(path, name);
        if (folder.has(file))
            break;
    }
    const auto config = folder.objectOrNothing(file);
    if (!config)
        return config.error();
    for (const auto &[name, expected] :
         {std::pair{"transformer_task", "feature-extraction"}, std::pair{"module_output_name", "token_embeddings"}})
        if (const std::string value = stringField(*config, name); !value.empty() && value != expected)
            return folder.at(
                file, makeError(Errc::ModelUnsupported, std::string(name) + " is \"" + value.substr(0, 60) + "\""));
    for (const char *name : {"query_length", "document_length", "query_expansion", "processing_kwargs"})
        if (const auto found = config->find(name); found != config->end() && !found->empty())
            return folder.at(file, makeError(Errc::ModelUnsupported, std::string(name) + " is set"));
    return config;
}

Result<std::size_t> longestInput(const FolderReader &folder, const json &transformer,
                                 const std::string &transformerFile, const json &tokenizer, std::size_t positions)
{
    if (const auto found = transformer.find("max_seq_length"); found != transformer.end() && !found->is_null()) {
        const auto length = sizeField(transformer, "max_seq_length", 3, 1 << 20);
        if (!length)
            return folder.at(transformerFile, length.error());
        return std::min(*length, positions);
    }
    // "No limit" is written as 10^30.
    if (const auto found = tokenizer.find("model_max_length"); found != tokenizer.end() && found->is_number())
        if (const double length = found->get<double>(); length >= 3 && length < static_cast<double>(positions))
            return static_cast<std::size_t>(length);
    return positions;
}

} // namespace

Result<FolderTokenizer> readTokenizer(FolderReader &folder, const std::string &path, const BertConfig &config)
{
    std::string transformerFile;
    const auto transformer = readTransformerSettings(folder, path, transformerFile);
    if (!transformer)
        return transformer.error();
    const auto settings = folder.objectOrNothing(joined(path, "tokenizer_config.json"));
    if (!settings)
        return settings.error();
    const auto longest = longestInput(folder, *transformer, transformerFile, *settings, config.longest());
    if (!longest)
        return longest.error();

    const std::string jsonFile = joined(path, "tokenizer.json");
    const bool hasJson = folder.has(jsonFile);
    const std::string file = hasJson ? jsonFile : joined(path, "vocab.txt");
    if (!hasJson && !folder.has(file) && folder.has(joined(path, "sentencepiece.bpe.model")))
        return makeError(Errc::ModelUnsupported,
                         "has its tokenizer only as sentencepiece.bpe.model; transformers writes it as tokenizer.json",
                         folder.pathOf(joined(path, "sentencepiece.bpe.model")));
    if (const std::string name = stringField(*settings, "tokenizer_class"); !hasJson && !isBertTokenizer(name))
        return makeError(Errc::ModelUnsupported,
                         "tokenizer_class is \"" + name.substr(0, 60) + "\", and there is no tokenizer.json",
                         folder.pathOf(joined(path, "tokenizer_config.json")));
    const auto text = folder.text(file);
    if (!text)
        return text.error();
    const auto flags = flagsOf(*settings);
    Result<LoadedTokenizer> loaded = makeError(Errc::Internal);
    if (hasJson) {
        loaded = readTokenizerJson(*text, flags);
    } else {
        WordPieceOptions options;
        options.normalizer = flags.value_or(BertNormalizerOptions{});
        auto tokenizer = WordPieceTokenizer::fromVocabulary(*text, options);
        if (tokenizer)
            loaded = LoadedTokenizer{std::move(*tokenizer), TokenizerKind::WordPiece, options.normalizer.lowercase};
        else
            loaded = std::move(tokenizer).error();
    }
    if (!loaded)
        return folder.at(file, loaded.error());
    if (const Status status = checkVocabulary(*loaded->tokenizer, loaded->kind, config.vocabulary); !status)
        return folder.at(file, status.error());
    if (const auto lower = transformer->find("do_lower_case");
        lower != transformer->end() && *lower == json(true) && !loaded->lowercases)
        return folder.at(transformerFile,
                         makeError(Errc::ModelUnsupported, "do_lower_case with a tokenizer that keeps capitals"));
    return FolderTokenizer{std::move(loaded->tokenizer), *longest};
}

} // namespace embedscope
