#include "ui/state/picture_file.h"

#include "core/io/picture_metadata.h"
#include "core/system/atomic_file.h"
#include "ui/state/document/document.h"
#include "ui/state/document/document_commands.h"
#include "ui/state/model_choice.h"

#include <utility>

namespace embedscope {

PictureRecipe pictureRecipeOf(const Document &document, const ViewState &view)
{
    PictureRecipe picture;
    picture.title = document.title().toStdString();
    picture.corpus.groupName = document.corpus().groupName;
    for (const Text &text : document.corpus().texts) {
        Text plain;
        plain.id = text.id;
        plain.text = text.text;
        plain.group = text.group;
        picture.corpus.texts.edit().push_back(std::move(plain));
    }
    picture.recipe = document.recipe();
    picture.recipe.model = ModelChoice::of(modelNameOf(document.recipe().model)).name;
    picture.view = view;
    return picture;
}

Status writePicture(const std::string &path, const Scene &scene, PictureFormat format, double scale,
                    const PictureWords &words, const std::optional<PictureRecipe> &recipe)
{
    std::string carried = recipe ? formatPictureRecipe(*recipe) : std::string();
    if (carried.size() > kMostRecipeBytes)
        carried.clear();
    const Result<QByteArray> drawn = renderPicture(scene, format, scale, words);
    if (!drawn) {
        Error error = drawn.error();
        error.path = path;
        return error;
    }
    std::string_view bytes(drawn->constData(), static_cast<std::size_t>(drawn->size()));
    if (carried.empty())
        return writeFileAtomically(path, bytes);
    return writeFileAtomically(path, withPictureMetadata(bytes, carried));
}

void Document::openPicture(const PictureRecipe &picture)
{
    Corpus corpus = picture.corpus;
    ViewState view = m_view;
    const ViewState &seen = picture.view;
    view.camera = seen.camera;
    view.alignment = seen.alignment;
    view.ramp = seen.ramp;
    view.stretchRamp = seen.stretchRamp;
    view.truthLines = seen.truthLines;
    view.showLabels = seen.showLabels;
    view.hiddenGroups = seen.hiddenGroups;
    giveFreshIds(corpus);
    const auto fresh = [&](TextId id) {
        const auto index = picture.corpus.indexOf(id);
        return index ? corpus.texts[*index].id : TextId{};
    };
    const auto freshAxis = [&](AxisRecipe &axis) {
        for (AxisEnd *end : {&axis.low, &axis.high})
            for (TextId &id : end->texts)
                id = fresh(id);
    };
    view.anchor = fresh(seen.anchor);
    ColourChoice colour = seen.colour();
    freshAxis(colour.spectrum);
    view.setColour(colour);
    view.clusterTitles = seen.clusterTitles;
    for (ClusterTitle &title : view.clusterTitles)
        for (TextId &id : title.texts)
            id = fresh(id);
    Recipe recipe = picture.recipe;
    if (auto *axes = std::get_if<AxesRecipe>(&recipe.projection)) {
        freshAxis(axes->x);
        freshAxis(axes->y);
    }
    const QString title = QString::fromStdString(picture.title);
    const std::uint64_t fingerprint = fingerprintOf(corpus);
    m_undo.push(new ReplaceContentCommand(*this, tr("Open %1").arg(title), std::move(corpus), std::move(recipe),
                                          std::move(view), title, fingerprint));
}

} // namespace embedscope
