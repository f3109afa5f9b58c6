#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// Where a model came from, as its folder's origin.json says.
struct ModelOrigin
{
    std::string id = {};      ///< ORG/NAME, or the path that was added
    std::string host = {};    ///< empty: this computer
    std::string licence = {}; ///< as the hub names it; empty: not said
    std::string revision = {};
};

/// A model that can be named after --model.
struct StoredModel
{
    std::string name = {};
    std::string path = {};
    bool own = false;        ///< in the person's folder: can be removed
    std::uint64_t bytes = 0; ///< of its files
    std::size_t dimensions = 0;
    std::size_t maxTokens = 0;
    std::optional<ModelOrigin> origin = {};
    std::optional<Error> fault = {}; ///< why it does not open
};

/// The person's own models: a folder each, whole or not at all. Not for several processes at the same model at once:
/// the second finds it there.
class ModelStore
{
public:
    /// `folder` need not exist.
    explicit ModelStore(std::string folder);
    /// …/share/embedscope/models of the home.
    static std::string standardFolder();

    const std::string &folder() const { return m_folder; }

    /// Those of the folders (standardModelFolders()), by name; the first of a name counts. What does not open is listed
    /// with its fault. Folders that begin with a dot are work in progress.
    std::vector<StoredModel> list(const std::vector<std::string> &modelFolders) const;

    /// Copies what a model needs of `from`, checks it as openLocalEmbedder() does and puts it in place as `name`
    /// (empty: the folder's own name). Errors: InvalidArgument (the name: of a path, of what is there already),
    /// DiskFull, those of opening the model, of reading and of writing.
    Result<StoredModel> add(const std::string &from, const std::string &name = {},
                            const RunControl &control = {}) const;

    /// Errors: ModelMissing (detail: what there is), InvalidArgument (a name that is a path), FileUnwritable.
    Status remove(const std::string &name) const;

    /// A new or left-over folder to put files into before install(): .get-NAME.
    Result<std::string> workFolder(const std::string &name) const;
    /// Checks the model in a work folder and moves it into place in one step. `origin` is written into it.
    Result<StoredModel> install(const std::string &workFolder, const std::string &name,
                                const ModelOrigin &origin) const;
    /// Deletes a folder of the store, whatever is in it; links are not followed.
    Status discard(const std::string &workFolder) const;

    /// Whether a model may be called so: letters, digits, ". _ -", not beginning with "." or "-", at most 128, not
    /// "noise".
    static bool isGoodName(std::string_view name);
    bool has(const std::string &name) const;

private:
    std::string m_folder;
};

/// Whether a file of a model's repository or folder is needed to run it or to know its licence: "config.json",
/// "1_Pooling/config.json", "model-00001-of-00002.safetensors", "LICENSE", …
bool isModelFile(std::string_view relativePath);

/// Bytes that may still be written in a folder (or the nearest one above it that exists). Nothing if the system does
/// not say.
std::optional<std::uint64_t> freeBytes(const std::string &folder);

/// Bytes that a model that is got or added leaves free on a disk, for others.
inline constexpr std::uint64_t kSpareBytes = 16ULL << 20;

} // namespace embedscope
