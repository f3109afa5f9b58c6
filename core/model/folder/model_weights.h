#pragma once

#include "core/base/result.h"
#include "core/model/folder/folder_reader.h"
#include "core/model/folder/safetensors.h"

#include <string>

namespace embedscope {

/// A transformer's tensors and the file that a fault in them is said of.
struct ModelWeights
{
    SafetensorsFile tensors = {};
    std::string path = {}; ///< model.safetensors, or the index of several such files
};

/// model.safetensors in the module's folder `path`, or the files that model.safetensors.index.json names, which must
/// lie in the same folder and hold what it says. Errors: ModelUnsupported where there are weights of another kind only
/// ("has only pytorch_model.bin, which can run code …"), ModelMissing, ModelDamaged with file and tensor.
Result<ModelWeights> readWeights(const FolderReader &folder, const std::string &path);

/// The tensors of a smaller module (Dense), its bytes counted into the folder's settings.
Result<SafetensorsFile> readModuleWeights(FolderReader &folder, const std::string &path);

} // namespace embedscope
