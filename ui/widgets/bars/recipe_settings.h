#pragma once

#include "ui/state/document/document.h"

#include <QObject>

class QAbstractSpinBox;
class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLayout;
class QSpinBox;

namespace embedscope {

// Parts of the recipe bar that are on show with what they are settings of.

/// A control with its caption above it.
void addLabelled(QLayout *row, const QString &caption, QWidget *control);
/// A part of the bar that is shown and hidden as one.
QHBoxLayout *addGroup(QLayout *row, QWidget *&group);
/// A number that counts once it is typed, and is not changed by scrolling past.
void calm(QAbstractSpinBox *box);

/// Of the projection: UMAP's, t-SNE's, PCA's.
class MapSettings : public QObject
{
    Q_OBJECT
public:
    MapSettings(Document &document, QLayout *row, QObject *parent);
    void refresh();

private:
    void addUmap(QLayout *row);
    void addTsne(QLayout *row);
    void addPca(QLayout *row);
    void connectUmap();

    Document &m_document;
    QWidget *m_umap = nullptr;
    QSpinBox *m_neighbours = nullptr;
    QDoubleSpinBox *m_minDist = nullptr;
    QDoubleSpinBox *m_spread = nullptr;
    QSpinBox *m_epochs = nullptr;
    QWidget *m_tsne = nullptr;
    QSpinBox *m_perplexity = nullptr;
    QWidget *m_pca = nullptr; ///< with PCA of enough texts
    QComboBox *m_axes = nullptr;
};

/// Of clusters by density.
class DensitySettings : public QObject
{
    Q_OBJECT
public:
    DensitySettings(Document &document, QLayout *row, QObject *parent);
    void refresh();

private:
    Document &m_document;
    QWidget *m_density = nullptr;
    QSpinBox *m_smallest = nullptr;
};

} // namespace embedscope
