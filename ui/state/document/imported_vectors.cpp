#include "ui/state/document/imported_vectors.h"

#include "core/analyse/cosine.h"

#include <array>
#include <span>

namespace embedscope {

namespace {

constexpr std::string_view kPrefix = "imported:";
/// The same model in other arithmetic (float16, another library) stays above it, another model far below.
constexpr double kSameModel = 0.999;

Text textOf(const ImportedVectors::Row &row)
{
    Text text;
    text.id = row.id;
    text.text = row.text;
    return text;
}

} // namespace

std::string importedModelKey(std::string_view modelName, std::size_t dimensions)
{
    return std::string(kPrefix) + std::string(modelName) + "@" + std::to_string(dimensions);
}

bool isImportedModel(std::string_view model)
{
    return model.starts_with(kPrefix);
}

std::string modelNameOf(std::string_view model)
{
    if (!isImportedModel(model))
        return std::string(model);
    model.remove_prefix(kPrefix.size());
    return std::string(model.substr(0, model.rfind('@')));
}

bool mayBeLocalModel(std::string_view modelName)
{
    return !modelName.empty() && modelName.find_first_of("/\\:") == std::string_view::npos && modelName.front() != '.';
}

VectorStore storeOf(const ImportedVectors &vectors, const Embedder *accepted)
{
    VectorStore store(accepted ? accepted->identity() : std::string(), vectors.modelName, vectors.dimensions);
    for (const ImportedVectors::Row &row : vectors.rows) {
        const Text text = textOf(row);
        if (const Status status = store.putImported(text, row.vector); !status)
            store.fail(text, status.error());
    }
    return store;
}

Status checkSameModel(const ImportedVectors &vectors, const Embedder &embedder, const RunControl &control)
{
    const Error mismatch = makeError(Errc::ModelMismatch, vectors.modelName);
    if (vectors.rows.empty() || embedder.dimensions() != vectors.dimensions)
        return mismatch;
    const std::array<std::size_t, 3> picked = {0, vectors.rows.size() / 2, vectors.rows.size() - 1};
    std::vector<std::string_view> texts;
    for (const std::size_t row : picked)
        texts.push_back(vectors.rows[row].text);

    std::array<bool, 3> same = {};
    const auto sink = [&](const EmbeddedRow &row) {
        if (!row.vector || row.index >= same.size())
            return;
        const std::span<const float> imported = vectors.rows[picked[row.index]].vector->values;
        const Similarity similarity = cosineSimilarity(*row.vector, imported);
        same[row.index] = similarity && *similarity >= kSameModel;
    };
    if (const auto usage = embedder.embed(texts, Role::Plain, sink, control); !usage)
        return usage.error();
    return same[0] && same[1] && same[2] ? Status() : Status(mismatch);
}

} // namespace embedscope
