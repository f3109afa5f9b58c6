#pragma once

#include "core/base/result.h"
#include "core/model/bert_encoder.h"
#include "core/model/folder/folder_reader.h"
#include "core/model/tokenizer/tokenizer.h"

#include <cstddef>
#include <memory>
#include <string>

namespace embedscope {

/// The tokenizer in the transformer's folder `path`, and how much of a text it gives the model.
struct FolderTokenizer
{
    std::unique_ptr<Tokenizer> tokenizer = {};
    std::size_t maxTokens = 0; ///< special tokens included
};

/// From tokenizer.json, else vocab.txt, with the flags of tokenizer_config.json; the longest input from
/// sentence_bert_config.json or tokenizer_config.json, never more than the model has positions. ModelMissing,
/// ModelUnsupported, ModelDamaged, with the file's path and the field.
Result<FolderTokenizer> readTokenizer(FolderReader &folder, const std::string &path, const BertConfig &config);

} // namespace embedscope
