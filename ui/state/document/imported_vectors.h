#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/embed/embedder.h"
#include "core/explore/vector_store.h"
#include "core/text/corpus.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// Vectors that came with their texts from a file. Shared between the document, its undo steps and jobs, and never
/// changed once shared.
struct ImportedVectors
{
    struct Row
    {
        TextId id = {};
        std::string text = {}; ///< the vector belongs to this text only: an edit leaves it behind
        std::shared_ptr<const StoredVector> vector = {};
    };
    std::string modelName = {}; ///< as the file says; empty if it does not
    std::size_t dimensions = 0;
    std::vector<Row> rows = {};
};

/// What Recipe::model is for vectors that were imported: "imported:NAME@DIMENSIONS". Never a name that opens anything.
std::string importedModelKey(std::string_view modelName, std::size_t dimensions);
bool isImportedModel(std::string_view model);
/// NAME of an imported model's key; any other model as it is.
std::string modelNameOf(std::string_view model);
/// Whether a name that a file brought may be looked up among the models of this computer: no path, no service.
bool mayBeLocalModel(std::string_view modelName);

/// A store that knows these vectors; `accepted` is the embedder that was found to be theirs, if any.
VectorStore storeOf(const ImportedVectors &vectors, const Embedder *accepted);

/// Re-embeds three of the texts. Success if all have cosine ≥ .999 with what was imported, else Errc::ModelMismatch
/// (or Cancelled).
Status checkSameModel(const ImportedVectors &vectors, const Embedder &embedder, const RunControl &control = {});

} // namespace embedscope
