#include "ui/widgets/bars/recipe_settings.h"

#include "ui/widgets/look/look.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPoint>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kMostNeighbours = 200;
constexpr int kMostSmallest = 1'000'000;

/// Changes the settings of the projection that is drawn, if it is of this kind.
template <class Settings, class Change> void changeProjection(Document &document, const QString &what, Change change)
{
    Recipe recipe = document.recipe();
    if (auto *settings = std::get_if<Settings>(&recipe.projection)) {
        change(*settings);
        document.setRecipe(recipe, what);
    }
}

} // namespace

void addLabelled(QLayout *row, const QString &caption, QWidget *control)
{
    auto *both = new QWidget;
    auto *column = new QVBoxLayout(both);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setText(caption);
    setRelativeFont(label, 0.85);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(control);
    control->setAccessibleName(caption);
    column->addWidget(label);
    column->addWidget(control);
    row->addWidget(both);
}

QHBoxLayout *addGroup(QLayout *row, QWidget *&group)
{
    group = new QWidget;
    auto *layout = new QHBoxLayout(group);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(row->spacing());
    row->addWidget(group);
    return layout;
}

void calm(QAbstractSpinBox *box)
{
    box->setKeyboardTracking(false);
    ignoreWheelUnlessFocused(box);
}

MapSettings::MapSettings(Document &document, QLayout *row, QObject *parent) : QObject(parent), m_document(document)
{
    addUmap(row);
    addTsne(row);
    addPca(row);
}

void MapSettings::addUmap(QLayout *row)
{
    auto *group = addGroup(row, m_umap);
    m_neighbours = new QSpinBox;
    m_neighbours->setObjectName(u"umapNeighbours"_s);
    m_neighbours->setRange(2, kMostNeighbours);
    m_neighbours->setToolTip(tr("How many texts make a neighbourhood: few show detail, many the whole"));
    m_minDist = new QDoubleSpinBox;
    m_minDist->setObjectName(u"umapMinDist"_s);
    m_minDist->setRange(0, 1);
    m_minDist->setSingleStep(0.05);
    m_minDist->setToolTip(tr("How close points may lie to each other"));
    m_spread = new QDoubleSpinBox;
    m_spread->setObjectName(u"umapSpread"_s);
    m_spread->setRange(UmapRecipe::kLeastSpread, UmapRecipe::kMostSpread);
    m_spread->setSingleStep(0.25);
    m_spread->setToolTip(tr("How far neighbourhoods spread out; never less than the spacing"));
    m_epochs = new QSpinBox;
    m_epochs->setObjectName(u"umapEpochs"_s);
    m_epochs->setRange(0, UmapRecipe::kMostEpochs);
    m_epochs->setSingleStep(100);
    m_epochs->setSpecialValueText(tr("Auto"));
    m_epochs->setToolTip(tr("How many rounds the map is worked on: 500 up to 10,000 texts, 200 above, unless you say"));
    addLabelled(group, tr("Neighbours"), m_neighbours);
    addLabelled(group, tr("Spacing"), m_minDist);
    addLabelled(group, tr("Spread"), m_spread);
    addLabelled(group, tr("Epochs"), m_epochs);
    for (QAbstractSpinBox *box :
         {static_cast<QAbstractSpinBox *>(m_neighbours), static_cast<QAbstractSpinBox *>(m_minDist),
          static_cast<QAbstractSpinBox *>(m_spread), static_cast<QAbstractSpinBox *>(m_epochs)})
        calm(box);
    connectUmap();
}

void MapSettings::connectUmap()
{
    connect(m_neighbours, &QSpinBox::valueChanged, this, [this](int value) {
        changeProjection<UmapRecipe>(m_document, tr("Neighbours: %1").arg(value),
                                     [value](UmapRecipe &umap) { umap.neighbours = value; });
    });
    // Spacing is never more than spread: whichever is changed takes the other along.
    connect(m_minDist, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        changeProjection<UmapRecipe>(m_document, tr("Spacing: %1").arg(value), [value](UmapRecipe &umap) {
            umap.minDist = value;
            umap.spread = std::max(umap.spread, value);
        });
    });
    connect(m_spread, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        changeProjection<UmapRecipe>(m_document, tr("Spread: %1").arg(value), [value](UmapRecipe &umap) {
            umap.spread = value;
            umap.minDist = std::min(umap.minDist, value);
        });
    });
    connect(m_epochs, &QSpinBox::valueChanged, this, [this](int value) {
        changeProjection<UmapRecipe>(m_document, value > 0 ? tr("Epochs: %1").arg(value) : tr("Epochs: auto"),
                                     [value](UmapRecipe &umap) { umap.epochs = value; });
    });
}

void MapSettings::addTsne(QLayout *row)
{
    auto *one = addGroup(row, m_tsne);
    m_perplexity = new QSpinBox;
    m_perplexity->setObjectName(u"tsnePerplexity"_s);
    m_perplexity->setRange(1, kMostNeighbours);
    m_perplexity->setToolTip(tr("About how many neighbours of each text count"));
    calm(m_perplexity);
    addLabelled(one, tr("Perplexity"), m_perplexity);
    connect(m_perplexity, &QSpinBox::valueChanged, this, [this](int value) {
        changeProjection<TsneRecipe>(m_document, tr("Perplexity: %1").arg(value),
                                     [value](TsneRecipe &tsne) { tsne.perplexity = value; });
    });
}

void MapSettings::addPca(QLayout *row)
{
    auto *one = addGroup(row, m_pca);
    m_axes = new QComboBox;
    m_axes->setObjectName(u"pcaAxes"_s);
    for (const auto &[across, up] : {std::pair(1, 2), std::pair(1, 3), std::pair(2, 3)})
        m_axes->addItem(tr("%1 and %2").arg(across).arg(up), QPoint(across, up));
    m_axes->setToolTip(tr("Which principal components lie across and up; the first has the most of the differences"));
    ignoreWheelUnlessFocused(m_axes);
    addLabelled(one, tr("Components"), m_axes);
    connect(m_axes, &QComboBox::activated, this, [this](int index) {
        const QPoint axes = m_axes->itemData(index).toPoint();
        changeProjection<PcaRecipe>(m_document, tr("Components: %1").arg(m_axes->itemText(index)),
                                    [axes](PcaRecipe &pca) {
                                        pca.firstAxis = axes.x();
                                        pca.secondAxis = axes.y();
                                    });
    });
}

void MapSettings::refresh()
{
    const ProjectionRecipe &projection = m_document.recipe().projection;
    const auto *umap = std::get_if<UmapRecipe>(&projection);
    m_umap->setVisible(umap != nullptr);
    if (umap) {
        const QSignalBlocker neighboursBlocker(m_neighbours);
        const QSignalBlocker minDistBlocker(m_minDist);
        const QSignalBlocker spreadBlocker(m_spread);
        const QSignalBlocker epochsBlocker(m_epochs);
        m_neighbours->setValue(umap->neighbours);
        m_minDist->setValue(umap->minDist);
        m_spread->setValue(umap->spread);
        m_epochs->setValue(umap->epochs);
    }
    const auto *tsne = std::get_if<TsneRecipe>(&projection);
    m_tsne->setVisible(tsne != nullptr);
    if (tsne) {
        const QSignalBlocker blocker(m_perplexity);
        m_perplexity->setValue(qRound(tsne->perplexity));
    }
    const auto *pca = std::get_if<PcaRecipe>(&projection);
    m_pca->setVisible(pca && (m_document.corpus().size() > PcaRecipe::kMostAxis || *pca != PcaRecipe{}));
    if (pca)
        m_axes->setCurrentIndex(m_axes->findData(QPoint(pca->firstAxis, pca->secondAxis)));
}

DensitySettings::DensitySettings(Document &document, QLayout *row, QObject *parent)
    : QObject(parent), m_document(document)
{
    auto *one = addGroup(row, m_density);
    m_smallest = new QSpinBox;
    m_smallest->setObjectName(u"smallestCluster"_s);
    m_smallest->setRange(1, kMostSmallest); // 1: by the number of texts
    m_smallest->setToolTip(tr("Dense places of fewer texts are no cluster: small finds more of them"));
    addLabelled(one, tr("Smallest"), m_smallest);
    m_smallest->setAccessibleName(tr("Smallest cluster"));
    calm(m_smallest);
    connect(m_smallest, &QSpinBox::valueChanged, this, [this](int value) {
        Recipe recipe = m_document.recipe();
        if (recipe.clusters.method != ClusterRecipe::Method::Hdbscan)
            return;
        recipe.clusters.minSize = value > 1 ? value : 0;
        m_document.setRecipe(recipe, value > 1 ? tr("Smallest cluster: %1").arg(value) : tr("Smallest cluster: auto"));
    });
}

/// The box names the size that was chosen where it is left to the program.
void DensitySettings::refresh()
{
    const ClusterRecipe &clusters = m_document.recipe().clusters;
    m_density->setVisible(clusters.method == ClusterRecipe::Method::Hdbscan);
    const ExplorationPtr exploration = m_document.exploration();
    const bool found = exploration && exploration->clusters && exploration->recipe.clusters == clusters &&
                       exploration->clusters->minSize > 0 && clusters.minSize == 0;
    const QSignalBlocker blocker(m_smallest);
    m_smallest->setSpecialValueText(found ? tr("Auto (%1)").arg(exploration->clusters->minSize) : tr("Auto"));
    m_smallest->setValue(std::max(1, clusters.minSize));
}

} // namespace embedscope
