#pragma once

#include "core/base/result.h"
#include "core/model/folder/folder_reader.h"
#include "core/model/pooling.h"
#include "core/model/vector_modules.h"

#include <cstddef>
#include <string>
#include <vector>

namespace embedscope {

/// A module that follows the pooling, as modules.json lists it.
struct ListedModule
{
    enum class Kind { Dense, Normalize, LayerNorm };
    Kind kind = Kind::Normalize;
    std::string path = {};
};

/// What modules.json says: the transformer's folder, the pooling's, and what follows.
struct ModuleList
{
    std::string transformer = {};
    std::string pooling = {};
    std::vector<ListedModule> after = {};
    bool isPlain =
        false; ///< there is no modules.json: the mean over tokens and nothing else, as sentence-transformers does
};

/// The class names of sentence-transformers 2 to 6 are known ("sentence_transformers.models.Pooling",
/// "sentence_transformers.sentence_transformer.modules.pooling.Pooling"). ModelDamaged, ModelUnsupported naming the
/// module.
Result<ModuleList> readModuleList(FolderReader &folder);

/// The Pooling module's modes: `pooling_mode`, or the flags pooling_mode_…_tokens that were written before it.
struct PoolingSettings
{
    std::vector<PoolingMode> modes = {PoolingMode::Mean};
    bool includesPrompt = true;
};
Result<PoolingSettings> readPooling(FolderReader &folder, const std::string &path, std::size_t hidden);

/// The modules that follow, with their weights; `width` is the pooled vectors' size before and the last one's after.
Result<std::vector<VectorModule>> readVectorModules(FolderReader &folder, const std::vector<ListedModule> &list,
                                                    std::size_t &width);

} // namespace embedscope
