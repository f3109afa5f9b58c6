#pragma once

#include "core/base/result.h"
#include "core/explore/recipe.h"
#include "core/scene/view_state.h"

#include <QString>
#include <QVector>

namespace embedscope {

/// A corpus that comes with the program.
struct Sample
{
    QString id;          ///< "cats"
    QString title;       ///< "Four sentences about cats"
    QString description; ///< a sentence
    QString file;        ///< its whole path
    ColourMode colour = ColourMode::Similarity;
    ClusterRecipe clusters = {};
};

/// The samples that `folder`/index.json names, in its order. Entries that are not well-formed, or whose file is not a
/// plain name in that folder, are left out. Errors: FileMissing, FileUnreadable, BadJson, BadRecord.
Result<QVector<Sample>> readSamples(const QString &folder);

} // namespace embedscope
