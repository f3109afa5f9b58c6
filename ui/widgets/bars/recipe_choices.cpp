#include "ui/widgets/bars/recipe_choices.h"
#include "ui/state/count_text.h"

#include "core/analyse/project/mds.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLocale>
#include <QRandomGenerator>
#include <QUndoStack>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(embedscope::RecipeBar)
};

constexpr int kMostClusters = 20;

const QString kColumn = u"column:"_s;

struct NamedColour
{
    const char *key;
    ColourMode mode;
    Measure measure;
};
constexpr NamedColour kColours[] = {{"similarity", ColourMode::Similarity, Measure::Cosine},
                                    {"angle", ColourMode::Similarity, Measure::Angle},
                                    {"distance", ColourMode::Similarity, Measure::Euclidean},
                                    {"phrase", ColourMode::Phrase, Measure::Cosine},
                                    {"spectrum", ColourMode::Spectrum, Measure::Cosine},
                                    {"cluster", ColourMode::Cluster, Measure::Cosine},
                                    {"group", ColourMode::Group, Measure::Cosine},
                                    {"number", ColourMode::Component, Measure::Cosine},
                                    {"kept", ColourMode::Kept, Measure::Cosine},
                                    {"length", ColourMode::Length, Measure::Cosine},
                                    {"none", ColourMode::None, Measure::Cosine}};

} // namespace

QStringList colourKeys(const QStringList &columns)
{
    QStringList keys;
    for (const NamedColour &colour : kColours)
        keys += QString::fromLatin1(colour.key);
    for (const QString &column : columns)
        keys.insert(keys.size() - 1, kColumn + column); // before none
    return keys;
}

QString colourKey(const ColourChoice &choice)
{
    if (choice.mode == ColourMode::Column)
        return kColumn + QString::fromStdString(choice.column);
    for (const NamedColour &colour : kColours)
        if (colour.mode == choice.mode && (colour.mode != ColourMode::Similarity || colour.measure == choice.measure))
            return QString::fromLatin1(colour.key);
    return u"none"_s;
}

ColourChoice colourOfKey(const QString &key, ColourChoice now)
{
    if (key.startsWith(kColumn)) {
        now.mode = ColourMode::Column;
        now.column = key.mid(kColumn.size()).toStdString();
        return now;
    }
    for (const NamedColour &colour : kColours) {
        if (key != QLatin1String(colour.key))
            continue;
        now.mode = colour.mode;
        if (colour.mode == ColourMode::Similarity)
            now.measure = colour.measure;
    }
    return now;
}

QString colourTitle(const QString &key)
{
    if (key.startsWith(kColumn))
        return key.mid(kColumn.size()).left(40);
    if (key == "similarity"_L1)
        return Words::tr("Similarity");
    if (key == "angle"_L1)
        return Words::tr("Angle");
    if (key == "distance"_L1)
        return Words::tr("Distance");
    if (key == "phrase"_L1)
        return Words::tr("A phrase");
    if (key == "spectrum"_L1)
        return Words::tr("A spectrum");
    if (key == "cluster"_L1)
        return Words::tr("Cluster");
    if (key == "group"_L1)
        return Words::tr("Group");
    if (key == "number"_L1)
        return Words::tr("One number");
    if (key == "kept"_L1)
        return Words::tr("Neighbours kept");
    if (key == "length"_L1)
        return Words::tr("Length");
    return Words::tr("Nothing");
}

QString clustersText(const ClusterRecipe &clusters)
{
    if (clusters.method == ClusterRecipe::Method::None)
        return Words::tr("Off");
    if (clusters.method == ClusterRecipe::Method::Hdbscan)
        return clusters.space == ClusterRecipe::Space::Map             ? Words::tr("By density on the map")
               : clusters.space == ClusterRecipe::Space::AllDimensions ? Words::tr("By density, all dimensions")
                                                                       : Words::tr("By density");
    return clusters.k == 0 ? Words::tr("Automatic") : QString::number(clusters.k);
}

namespace {

constexpr int kOff = -1;
constexpr int kByDensity = -2; ///< and below: the spaces in turn

} // namespace

void addClusterChoices(QComboBox &box)
{
    using Space = ClusterRecipe::Space;
    box.addItem(Words::tr("Off"), kOff);
    box.addItem(Words::tr("Automatic"), 0);
    for (const Space space : {Space::Umap5, Space::AllDimensions, Space::Map}) {
        const ClusterRecipe recipe{ClusterRecipe::Method::Hdbscan, 0, 0, space};
        box.addItem(clustersText(recipe), kByDensity - static_cast<int>(space));
    }
    box.setItemData(2,
                    Words::tr("HDBSCAN on a UMAP of five dimensions: groups of any shape; what is in none stays grey"),
                    Qt::ToolTipRole);
    box.setItemData(3, Words::tr("HDBSCAN on the vectors as they are: stricter, more texts stay grey"),
                    Qt::ToolTipRole);
    box.setItemData(4, Words::tr("HDBSCAN on what is drawn: also where the map is wrong"), Qt::ToolTipRole);
    for (int k = 2; k <= kMostClusters; ++k)
        box.addItem(QString::number(k), k);
}

ClusterRecipe clusterChoice(const QComboBox &box, int index)
{
    const int choice = box.itemData(index).toInt();
    if (choice <= kByDensity)
        return {ClusterRecipe::Method::Hdbscan, 0, 0, static_cast<ClusterRecipe::Space>(kByDensity - choice)};
    if (choice == kOff)
        return {};
    return {ClusterRecipe::Method::KMeans, choice};
}

int clusterChoiceIndex(const QComboBox &box, const ClusterRecipe &clusters)
{
    int choice = clusters.k;
    if (clusters.method == ClusterRecipe::Method::None)
        choice = kOff;
    else if (clusters.method == ClusterRecipe::Method::Hdbscan)
        choice = kByDensity - static_cast<int>(clusters.space);
    return std::max(0, box.findData(choice));
}

void chooseClusters(Document &document, const ClusterRecipe &clusters)
{
    Recipe recipe = document.recipe();
    const bool switchedOn =
        recipe.clusters.method == ClusterRecipe::Method::None && clusters.method != ClusterRecipe::Method::None;
    const bool colour = switchedOn && document.view().colourMode != ColourMode::Cluster;
    const int smallest = recipe.clusters.minSize;
    recipe.clusters = clusters;
    if (clusters.method == ClusterRecipe::Method::Hdbscan)
        recipe.clusters.minSize = smallest;
    const QString what = Words::tr("Clusters: %1").arg(clustersText(clusters));
    if (colour)
        document.undoStack()->beginMacro(what);
    document.setRecipe(recipe, what);
    if (colour) {
        document.setColourMode(ColourMode::Cluster);
        document.undoStack()->endMacro();
    }
}

QString whyNoMds(const Document &document)
{
    constexpr std::size_t kMost = MdsOptions::kMaxTexts;
    return document.corpus().size() > kMost ? Words::tr("MDS places up to %1 texts").arg(countText(kMost)) : QString();
}

std::uint64_t rollSeed(std::uint64_t current)
{
    std::uint64_t next = current;
    while (next == current)
        next = QRandomGenerator::global()->bounded(1, 1000);
    return next;
}

} // namespace embedscope
