#pragma once

#include "ui/state/document/document.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace embedscope {

class DensitySettings;
class MapSettings;
class ModelLibrary;
class SpectrumField;

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
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void addColourSettings(QLayout *row);
    void readColumns();
    void fillColours();
    void fitMapBox();

    Document &m_document;
    const ModelLibrary *m_models = nullptr;
    QStringList m_local; ///< names of models on this computer, beside the shipped one

    void fillModels();
    QComboBox *m_model;
    QComboBox *m_map;
    QComboBox *m_colour;
    QComboBox *m_clusters;
    MapSettings *m_mapSettings = nullptr;
    DensitySettings *m_densitySettings = nullptr;
    QStringList m_columns;          ///< of numbers
    QWidget *m_component = nullptr; ///< on show with the colour that it is of
    QSpinBox *m_number = nullptr;
    QWidget *m_like = nullptr;
    QLineEdit *m_phrase = nullptr;
    QWidget *m_between = nullptr;
    SpectrumField *m_spectrum = nullptr;
    QPushButton *m_seed;
    QPushButton *m_present;
    QPushButton *m_export;
};

} // namespace embedscope
