#pragma once

#include "core/base/result.h"
#include "core/io/picture_recipe.h"
#include "core/scene/scene.h"
#include "ui/render/export_picture.h"

#include <optional>
#include <string>

namespace embedscope {

class Document;

/// What a picture of the document carries along, seen as `view`.
PictureRecipe pictureRecipeOf(const Document &document, const ViewState &view);

/// exportPicture() with a recipe inside, where it is not too long to be carried (kMostRecipeBytes).
Status writePicture(const std::string &path, const Scene &scene, PictureFormat format, double scale,
                    const PictureWords &words, const std::optional<PictureRecipe> &recipe);

} // namespace embedscope
