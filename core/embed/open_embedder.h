#pragma once

#include "core/base/result.h"
#include "core/embed/embedder.h"
#include "core/embed/embedder_options.h"

#include <memory>
#include <string>
#include <vector>

namespace embedscope {

/// The name of the model that is shipped, and that is used unless another is asked for.
inline constexpr const char *kDefaultModel = "all-MiniLM-L6-v2";

/// Folders that models are looked for in: those installed with the program, then the person's own
/// (…/share/embedscope/models in the home). They need not exist.
std::vector<std::string> standardModelFolders();

/// What can be opened by name from those folders: "noise" and every model folder in them, sorted, each name once.
std::vector<std::string> listEmbedders(const std::vector<std::string> &modelFolders);

/// The embedder of that name: "noise", "api:NAME" (a service's model, if that is allowed; see openApiEmbedder()), a
/// model's name in one of the folders (the first that has it), or the path of a model folder. ModelMissing with what
/// there is in its detail; else as openLocalEmbedder().
Result<std::shared_ptr<const Embedder>> openEmbedder(const std::string &nameOrFolder,
                                                     const std::vector<std::string> &modelFolders,
                                                     const EmbedderOptions &options = {});

} // namespace embedscope
