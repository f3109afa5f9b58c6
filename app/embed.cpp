#include "app/commands.h"
#include "app/console.h"
#include "app/load.h"
#include "core/io/write_texts.h"

namespace embedscope {

int runEmbed(const EmbedOptions &options)
{
    Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    // Row i of what is written is text i: nothing may be missing.
    const Result<Explored> explored = exploreTexts(options.common, *loaded, {}, Extent::Vectors, Missing::Refused);
    if (!explored)
        return fail(explored.error());

    TextFileKind kind = TextFileKind::Jsonl;
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
    return options.out.empty() ? printOrFail(*bytes) : writeOrFail(options.out, *bytes);
}

} // namespace embedscope
