#pragma once

#include "core/model/tokenizer/wordpiece_tokenizer.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <string>

// The files that the tokenizer's tests read: the model's own vocabulary, and a tokenizer.json made around it.
namespace embedscope::test {

using Json = nlohmann::json;

inline std::string readFile(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline const std::string &vocabulary()
{
    static const std::string text = readFile(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2/vocab.txt");
    return text;
}

inline const WordPieceTokenizer &tokenizer()
{
    static const auto made = WordPieceTokenizer::fromVocabulary(vocabulary());
    return *made.value();
}

/// The tokenizer.json of the model, as much of it as counts, with the changes of one variant.
inline Json tokenizerJson(const Json &changes = Json::object())
{
    Json vocab = Json::object();
    for (std::size_t id = 0; id < tokenizer().vocabularySize(); ++id)
        vocab[std::string(tokenizer().piece(static_cast<std::int32_t>(id)))] = id;
    Json added = Json::array();
    for (const char *token : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) {
        added.push_back({{"id", vocab[token]},
                         {"content", token},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
    }
    Json document = {{"version", "1.0"},
                     {"truncation", {{"max_length", 128}, {"strategy", "LongestFirst"}, {"stride", 0}}},
                     {"padding", {{"strategy", {{"Fixed", 128}}}, {"pad_id", 0}}},
                     {"added_tokens", added},
                     {"normalizer",
                      {{"type", "BertNormalizer"},
                       {"clean_text", true},
                       {"handle_chinese_chars", true},
                       {"strip_accents", nullptr},
                       {"lowercase", true}}},
                     {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
                     {"model",
                      {{"type", "WordPiece"},
                       {"unk_token", "[UNK]"},
                       {"continuing_subword_prefix", "##"},
                       {"max_input_chars_per_word", 100},
                       {"vocab", vocab}}}};
    document["post_processor"] = Json::parse(R"({"type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                   {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
        "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [101], "tokens": ["[CLS]"]},
                           "[SEP]": {"id": "[SEP]", "ids": [102], "tokens": ["[SEP]"]}}})");
    for (const char *part : {"normalizer", "model"}) {
        if (changes.contains(part))
            document[part].update(changes[part]);
    }
    for (const Json &token : changes.value("added_tokens", Json::array()))
        document["added_tokens"].push_back(token);
    return document;
}

} // namespace embedscope::test
