#pragma once

#include "core/base/result.h"
#include "core/model/bert_encoder.h"
#include "core/model/folder/model_config.h"
#include "core/model/folder/model_prompts.h"
#include "core/model/folder/safetensors.h"
#include "core/model/tokenizer/tokenizer.h"
#include "core/model/vector_modules.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

/// A sentence whose vector is known: proof that weights and program belong together.
struct SelfTest
{
    std::string text = {};
    std::vector<float> vector = {}; ///< the first numbers of its finished vector
    float tolerance = 1e-3F;        ///< per number
};

/// A folder of a model with BERT's encoder, as sentence-transformers 2 to 6 or transformers save it, read and checked:
/// config.json; tokenizer.json or vocab.txt, tokenizer_config.json; modules.json with its Pooling, Dense, LayerNorm and
/// Normalize (without it: the mean over tokens); sentence_bert_config.json; config_sentence_transformers.json;
/// model.safetensors, or several files with their index.
struct ModelFolder
{
    std::string path = {};
    std::string name = {}; ///< the folder's own name
    BertConfig config = {};
    std::size_t maxTokens = 256;            ///< longest text, special tokens included
    std::vector<VectorModule> modules = {}; ///< what follows the pooling
    std::size_t dimensions = 0;             ///< of the finished vector
    ModelPrompts prompts = {};              ///< what goes before a text
    std::unique_ptr<Tokenizer> tokenizer = {};
    SafetensorsFile weights = {};
    std::string weightsPath = {};          ///< the file that a fault in `weights` is said of
    std::optional<SelfTest> selfTest = {}; ///< from embedscope.json, which only our own folders have
    std::string settings = {}; ///< bytes or digests of all files but the weights: a part of the model's identity
};

/// Reads everything but the encoder's numbers. Errors: ModelMissing (no such folder; detail: the file that is not
/// there), ModelUnsupported (detail: what it is instead), ModelDamaged (detail: the file's field or tensor), with the
/// path of the file concerned. Files named inside the folder's own files must lie in it.
Result<ModelFolder> openModelFolder(const std::string &path);

/// Whether the folder looks like a model: it has a config.json.
bool looksLikeModelFolder(const std::string &path);

} // namespace embedscope
