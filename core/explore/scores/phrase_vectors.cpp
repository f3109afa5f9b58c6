#include "core/explore/scores/phrase_vectors.h"

#include <memory>
#include <string_view>
#include <unordered_set>

namespace embedscope {

Result<VectorStore> embedPhrases(const Embedder &embedder, const std::vector<std::string> &phrases,
                                 const RunControl &control, Priority priority)
{
    VectorStore store(embedder.identity(), embedder.name(), embedder.dimensions());
    std::vector<std::string_view> texts;
    std::unordered_set<std::string_view> seen;
    for (const std::string &phrase : phrases)
        if (seen.insert(phrase).second)
            texts.push_back(phrase);
    if (texts.empty())
        return store;
    const auto keep = [&](const EmbeddedRow &row) {
        Text text;
        text.text = std::string(texts[row.index]);
        Status kept;
        if (row.vector) {
            auto vector = std::make_shared<StoredVector>();
            vector->values = *row.vector;
            kept = store.put(text, std::move(vector));
        } else {
            kept = row.vector.error();
        }
        if (!kept)
            store.fail(text, kept.error());
    };
    const Result<EmbedUsage> used = embedder.embed(texts, Role::Plain, keep, control, priority);
    if (!used)
        return used.error();
    return store;
}

std::vector<std::string> typedExamples(const AxisRecipe &axis)
{
    std::vector<std::string> phrases = axis.low.phrases;
    phrases.insert(phrases.end(), axis.high.phrases.begin(), axis.high.phrases.end());
    return phrases;
}

} // namespace embedscope
