#pragma once

#include "ui/state/document/document.h"

#include <QString>
#include <QStringList>

#include <cstdint>

class QComboBox;

namespace embedscope {

// What a person chooses of a recipe and its colours, as boxes and menus say it.

/// What can be chosen for texts with these columns of numbers, as colourKey() says it.
QStringList colourKeys(const QStringList &columns);
/// A colour mode with its measure or column as a word, for boxes and menus: "similarity", "angle", "column:price".
QString colourKey(const ColourChoice &choice);
ColourChoice colourOfKey(const QString &key, ColourChoice now);
/// What people call it.
QString colourTitle(const QString &key);

/// What the Edit menu calls a number of clusters.
QString clustersText(const ClusterRecipe &clusters);
/// Finds clusters as asked, as one step; who switches them on also wants to see them in colours. From one space of
/// density to another the smallest size stays.
void chooseClusters(Document &document, const ClusterRecipe &clusters);
/// Fills a box with what can be chosen: none, a number, by density.
void addClusterChoices(QComboBox &box);
ClusterRecipe clusterChoice(const QComboBox &box, int index);
/// Where the recipe is in such a box.
int clusterChoiceIndex(const QComboBox &box, const ClusterRecipe &clusters);
/// Why MDS cannot draw these texts; empty if it can.
QString whyNoMds(const Document &document);
/// Another seed than this one, not too long to read out.
std::uint64_t rollSeed(std::uint64_t current);

} // namespace embedscope
