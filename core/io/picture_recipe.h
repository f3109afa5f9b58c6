#pragma once

#include "core/base/result.h"
#include "core/explore/recipe.h"
#include "core/scene/view_state.h"
#include "core/text/corpus.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace embedscope {

/// What an exported picture carries so that its map can be made again: texts with their groups, recipe and view.
/// Never vectors, further columns, or where anything lay on the computer that made it.
struct PictureRecipe
{
    std::string title = {};
    Corpus corpus = {};  ///< ids from 1 in its order
    Recipe recipe = {};  ///< the model as a plain name
    ViewState view = {}; ///< camera, alignment, colours, anchor, hidden groups, lines and labels; the rest is default
};

/// Viewers refuse pictures whose chunks are longer (libpng: 8 MB); a longer recipe is left out.
inline constexpr std::size_t kMostRecipeBytes = 6'000'000;

/// As JSON, all ASCII and without < > &, so that it may stand in a PNG chunk and in XML as it is. Ids of the view that
/// are not in the corpus are left out.
std::string formatPictureRecipe(const PictureRecipe &recipe);
/// Errors: BadJson, BadRecord (another shape; detail names the field), UnknownFormat (a newer version's).
Result<PictureRecipe> parsePictureRecipe(std::string_view json);

/// A model's name without the folder or service it was taken from: what comes from a stranger's picture must never
/// open a path or reach a host.
std::string plainModelName(std::string_view model);

/// The recipe of a picture file. Errors: of MappedFile::open(), NoRecipe where it carries none, of parsing; all with
/// the path.
Result<PictureRecipe> readPictureRecipe(const std::string &path);

} // namespace embedscope
