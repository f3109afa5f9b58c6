#include "core/model/folder/model_prompts.h"

#include "core/model/folder/model_json.h"

namespace embedscope {

namespace {

using nlohmann::json;

constexpr std::size_t kLongestPrompt = 10'000; // bytes; the longest that models come with are a few hundred

} // namespace

Result<ModelPrompts> readPrompts(FolderReader &folder)
{
    const std::string file = "config_sentence_transformers.json";
    const auto config = folder.objectOrNothing(file);
    if (!config)
        return config.error();
    ModelPrompts result;
    const auto prompts = config->find("prompts");
    if (prompts == config->end() || prompts->is_null())
        return result;
    if (!prompts->is_object())
        return folder.at(file, makeError(Errc::ModelDamaged, "prompts is not an object"));
    for (const auto &[name, value] : prompts->items())
        if (!(value.is_null() || (value.is_string() && value.get_ref<const std::string &>().size() <= kLongestPrompt)))
            return folder.at(file, makeError(Errc::ModelDamaged, "prompts: \"" + name.substr(0, 60) +
                                                                     "\" is not a string of at most " +
                                                                     std::to_string(kLongestPrompt) + " bytes"));
    result.query = stringField(*prompts, "query");
    for (const char *name : {"document", "passage", "corpus"})
        if (result.passage.empty())
            result.passage = stringField(*prompts, name);
    if (const std::string name = stringField(*config, "default_prompt_name"); !name.empty()) {
        if (!prompts->contains(name))
            return folder.at(file, makeError(Errc::ModelDamaged, "default_prompt_name is \"" + name.substr(0, 60) +
                                                                     "\", which is no prompt"));
        result.plain = stringField(*prompts, name.c_str());
    }
    return result;
}

} // namespace embedscope
