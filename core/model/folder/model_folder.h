#pragma once

#include "core/base/result.h"
#include "core/model/bert_encoder.h"
#include "core/model/folder/safetensors.h"
#include "core/model/tokenizer/tokenizer.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// A sentence whose vector is known: proof that weights and program belong together.
struct SelfTest
{
    std::string text = {};
    std::vector<float> vector = {}; ///< the first numbers of its finished vector
    float tolerance = 1e-3F;        ///< per number
};

/// A sentence-transformers folder of BERT's architecture, read and checked: config.json, vocab.txt or tokenizer.json,
/// tokenizer_config.json, modules.json with its Pooling and Normalize, sentence_bert_config.json, model.safetensors.
struct ModelFolder
{
    std::string path = {};
    std::string name = {}; ///< the folder's own name
    BertConfig config = {};
    std::size_t maxTokens = 256; ///< longest text, special tokens included
    bool normalise = false;      ///< whether a Normalize module follows the pooling
    std::unique_ptr<Tokenizer> tokenizer = {};
    SafetensorsFile weights = {};
    std::optional<SelfTest> selfTest = {}; ///< from embedscope.json, which only our own folders have
    std::string settings = {};             ///< the bytes of all files but the weights: a part of the model's identity
};

/// Reads everything but the weights' numbers. Errors: ModelMissing (no such folder; detail: the file that is not
/// there), ModelUnsupported (detail: what it is instead), ModelDamaged (detail: the file's field or tensor), with the
/// path of the file concerned. Files named inside the folder's own files must lie in it.
Result<ModelFolder> openModelFolder(const std::string &path);

/// Whether the folder looks like a model: it has a config.json.
bool looksLikeModelFolder(const std::string &path);

/// config.json alone.
Result<BertConfig> parseBertConfig(std::string_view json);

} // namespace embedscope
