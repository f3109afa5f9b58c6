#include "app/commands/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "app/program.h"
#include "core/analyse/unit_rows.h"
#include "core/io/write_texts.h"

namespace embedscope {

namespace {

/// The object of --json up to its items. What was used of a service; of a model on this computer, nothing.
std::string beforeItems(const Explored &explored)
{
    const EmbedUsage spent = explored.embedder ? explored.embedder->spent() : EmbedUsage{};
    const std::string host = explored.embedder ? explored.embedder->host() : std::string();
    JsonWriter json;
    json.open('{').member("model", explored.exploration->modelName);
    json.member("dimensions", explored.exploration->vectors.cols());
    json.member("unit_length", lengthsOf(explored.exploration->vectors).unit());
    json.member("host", host.empty() ? std::optional<std::string>() : host);
    json.key("usage").open('{').member("texts", spent.texts).member("tokens", spent.tokens);
    json.member("tokens_estimated", spent.tokensEstimated).member("requests", spent.requests);
    json.member("model", spent.model.empty() ? std::optional<std::string>() : spent.model).close('}');
    std::string text = json.key("items").take();
    text.pop_back();
    return text;
}

Status write(const std::string &out, const TextsToWrite &what, TextFileKind kind)
{
    if (out.empty())
        return streamTexts(what, kind, print);
    const Result<WriteReport> written = writeTexts(out, what, kind);
    return written ? Status() : Status(written.error());
}

Status writeObject(const Explored &explored, const TextsToWrite &what)
{
    Status printed = print(beforeItems(explored));
    if (printed)
        printed = streamTexts(what, TextFileKind::Json, print);
    return printed ? print("}\n") : printed;
}

} // namespace

int runEmbed(const EmbedOptions &options)
{
    Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
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
        for (Text &text : loaded->corpus.texts.edit()) {
            text.group.clear();
            text.columns.clear();
        }
    }
    // Row i of what is written is text i: nothing may be missing.
    const Result<Explored> explored = exploreTexts(options.common, *loaded, {}, Extent::Vectors, Missing::Refused);
    if (!explored)
        return fail(explored.error());
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
    const Status written = options.json ? writeObject(*explored, what) : write(options.out, what, kind);
    return written ? kDone : fail(written.error());
}

} // namespace embedscope
