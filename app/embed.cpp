#include "app/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "core/io/write_texts.h"

namespace embedscope {

namespace {

/// What was used of a service; of a model on this computer, nothing.
std::string withUsage(const std::string &items, const Explored &explored)
{
    const EmbedUsage spent = explored.embedder ? explored.embedder->spent() : EmbedUsage{};
    const std::string host = explored.embedder ? explored.embedder->host() : std::string();
    JsonWriter json;
    json.open('{').member("model", explored.exploration->modelName);
    json.member("dimensions", explored.exploration->vectors.cols());
    json.member("host", host.empty() ? std::optional<std::string>() : host);
    json.key("usage").open('{').member("texts", spent.texts).member("tokens", spent.tokens);
    json.member("tokens_estimated", spent.tokensEstimated).member("requests", spent.requests);
    json.member("model", spent.model.empty() ? std::optional<std::string>() : spent.model).close('}');
    std::string text = json.key("items").take();
    text.pop_back();
    return text + items.substr(0, items.find_last_of(']') + 1) + "}\n";
}

} // namespace

int runEmbed(const EmbedOptions &options)
{
    Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    // Row i of what is written is text i: nothing may be missing.
    const Result<Explored> explored = exploreTexts(options.common, *loaded, {}, Extent::Vectors, Missing::Refused);
    if (!explored)
        return fail(explored.error());

    TextFileKind kind = options.json ? TextFileKind::Json : TextFileKind::Jsonl;
    if (!options.out.empty()) {
        const Result<TextFileKind> chosen = textFileKind(options.out);
        if (!chosen)
            return fail(chosen.error());
        kind = *chosen;
    }
    if (kind == TextFileKind::Json || kind == TextFileKind::Jsonl) {
        loaded->corpus.groupName.clear();
        loaded->corpus.columnNames.clear();
        for (Text &text : loaded->corpus.texts) {
            text.group.clear();
            text.columns.clear();
        }
    }
    const Exploration &exploration = *explored->exploration;
    TextsToWrite what;
    what.texts = loaded->corpus.texts;
    what.columnNames = loaded->corpus.columnNames;
    what.groupName = loaded->corpus.groupName;
    what.vectors = exploration.vectors;
    what.model = exploration.modelName;
    for (const auto &stored : exploration.stored) {
        what.tokens.push_back(stored->tokens);
        what.truncated.push_back(stored->truncated);
    }
    const Result<std::string> bytes = formatTexts(what, kind);
    if (!bytes)
        return fail(bytes.error());
    if (options.json)
        return printOrFail(withUsage(*bytes, *explored));
    return options.out.empty() ? printOrFail(*bytes) : writeOrFail(options.out, *bytes);
}

} // namespace embedscope
