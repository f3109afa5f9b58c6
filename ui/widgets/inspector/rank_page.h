#pragma once

#include "ui/state/document/document.h"
#include "ui/widgets/inspector/hint_page.h"

class QComboBox;
class QLabel;
class QListView;

namespace embedscope {

class ElidedLabel;
class LiesList;
class NeighbourModel;
class SimilarityModel;

/// Inspector ▸ Compare (all texts seen from the anchor) and Neighbours (seen from the selected text): similarities of
/// the real vectors, best first. A click selects.
class RankPage : public HintPage
{
    Q_OBJECT
public:
    enum class From { Anchor, Selection };
    RankPage(Document &document, From from, QWidget *parent = nullptr);
    void refresh();
    QListView *list() const { return m_list; }
    LiesList *lies() const { return m_lies; } ///< Neighbours only

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    Document &m_document;
    From m_from;
    SimilarityModel *m_model = nullptr;
    NeighbourModel *m_neighbours = nullptr; ///< the same model, where it is one
    ElidedLabel *m_title;
    QLabel *m_about;
    QComboBox *m_measure;
    QListView *m_list;
    LiesList *m_lies = nullptr;
    TextId m_shown = {}; ///< whose list it is
};

} // namespace embedscope
