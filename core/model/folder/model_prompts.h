#pragma once

#include "core/base/result.h"
#include "core/model/folder/folder_reader.h"

#include <string>

namespace embedscope {

/// What a model wants before a text; empty where it wants nothing.
struct ModelPrompts
{
    std::string plain = {};   ///< before a text of no particular role
    std::string query = {};   ///< before what is searched for
    std::string passage = {}; ///< before what is searched in

    bool any() const { return !plain.empty() || !query.empty() || !passage.empty(); }
    bool operator==(const ModelPrompts &) const = default;
};

/// From config_sentence_transformers.json, where there is one: its prompt "query"; the first of "document", "passage",
/// "corpus" that is not empty; and for a plain text the one that default_prompt_name names. ModelDamaged with the
/// field.
Result<ModelPrompts> readPrompts(FolderReader &folder);

} // namespace embedscope
