#pragma once

#include "ui/state/document.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace embedscope {

class ModelLibrary;

/// The bar above the map: model, map, colour by, clusters, seed; present and export at its end.
class RecipeBar : public QWidget
{
    Q_OBJECT
public:
    explicit RecipeBar(Document &document, QWidget *parent = nullptr);
    void refresh();
    /// What there is to choose from, beside what is always there.
    void setModels(const ModelLibrary *models);
    /// After models were added or removed.
    void readModels();

Q_SIGNALS:
    void modelFolderRequested();
    void modelsRequested();
    void axesRequested();
    void exportRequested();
    void presentRequested();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void addUmapSettings(QLayout *row);
    void addTsneSettings(QLayout *row);
    void addPcaSettings(QLayout *row);
    void addColourSettings(QLayout *row);
    void readColumns();
    void fillColours();

    Document &m_document;
    const ModelLibrary *m_models = nullptr;
    QStringList m_local; ///< names of models on this computer, beside the shipped one

    void fillModels();
    QComboBox *m_model;
    QComboBox *m_map;
    QComboBox *m_colour;
    QComboBox *m_clusters;
    QWidget *m_umap = nullptr; ///< UMAP's settings, on show with it
    QSpinBox *m_perplexity = nullptr;
    QWidget *m_tsne = nullptr; ///< t-SNE's
    QSpinBox *m_neighbours = nullptr;
    QDoubleSpinBox *m_minDist = nullptr;
    QWidget *m_pca = nullptr; ///< which components, on show with PCA of enough texts
    QComboBox *m_axes = nullptr;
    QStringList m_columns;          ///< of numbers
    QWidget *m_component = nullptr; ///< on show with the colour that it is of
    QSpinBox *m_number = nullptr;
    QWidget *m_like = nullptr;
    QLineEdit *m_phrase = nullptr;
    QPushButton *m_seed;
    QPushButton *m_present;
    QPushButton *m_export;
};

/// A colour mode with its measure or column as a word, for boxes and menus: "similarity", "angle", "column:price".
QString colourKey(const ColourChoice &choice);
ColourChoice colourOfKey(const QString &key, ColourChoice now);
/// What people call it.
QString colourTitle(const QString &key);

/// What the Edit menu calls a number of clusters.
QString clustersText(const ClusterRecipe &clusters);
/// Finds clusters as asked, as one step; who switches them on also wants to see them in colours.
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
