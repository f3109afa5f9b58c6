#pragma once

#include "ui/state/document/document.h"

#include <QFrame>
#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace embedscope {

class MapWidget;
class EmptyPage;

/// The card on the map: what the map kept, its worst pair, the way to the truth.
class MapCardWidget : public QFrame
{
    Q_OBJECT
public:
    MapCardWidget(Document &document, QWidget *parent);
    void refresh();
    /// The first line alone, where there is little room.
    void setCompact(bool compact);

Q_SIGNALS:
    void changed();
    void projectionChosen();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Document &m_document;
    QLabel *m_kept;
    QLabel *m_worst;
    QPushButton *m_truth;
    QPushButton *m_mds;
    QPushButton *m_umap;
    QPushButton *m_pca;
    QPushButton *m_more;
    QLabel *m_detail;
    ExplorationPtr m_described;
    bool m_compact = false;
    bool m_forming = false; ///< the map is on its way
    bool m_offersMds = false;
    bool m_offersUmap = false;
    bool m_offersPca = false;

    void choose(const ProjectionRecipe &projection, const QString &what);
    void showParts();
};

/// The map with what floats above it: zoom buttons, the card; and the page of an empty document.
class MapArea : public QWidget
{
    Q_OBJECT
public:
    explicit MapArea(Document &document, QWidget *parent = nullptr);
    MapWidget *map() const { return m_map; }
    EmptyPage *emptyPage() const { return m_empty; }
    MapCardWidget *card() const { return m_card; }
    /// A presenter wants nothing but the map.
    void setChromeVisible(bool visible);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Document &m_document;
    MapWidget *m_map;
    EmptyPage *m_empty;
    MapCardWidget *m_card;
    QWidget *m_buttons;
    QToolButton *m_zoomIn;
    QToolButton *m_zoomOut;
    QToolButton *m_fit;
    bool m_chrome = true;
    bool m_cardWanted = false;

    void place();
    void refresh();
    void applyIcons();
};

} // namespace embedscope
