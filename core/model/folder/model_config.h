#pragma once

#include "core/base/result.h"
#include "core/model/bert_encoder.h"

#include <string_view>

namespace embedscope {

/// A Hugging Face config.json of model_type "bert", "distilbert" or "xlm-roberta" (those that share BERT's encoder).
/// Errors: ModelUnsupported ("this is a RoBERTa model …"; a hidden_act or a kind of positions that is not known),
/// ModelDamaged with the field's name.
Result<BertConfig> parseBertConfig(std::string_view json);

} // namespace embedscope
