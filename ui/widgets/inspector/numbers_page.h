#pragma once

#include "ui/state/document/document.h"
#include "ui/widgets/inspector/hint_page.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace embedscope {

class ElidedLabel;
class FingerprintTile;

/// Inspector ▸ Numbers: the vector itself, as JSON and as a tile; of two selected texts both, and how alike they are.
class NumbersPage : public HintPage
{
    Q_OBJECT
public:
    explicit NumbersPage(Document &document, QWidget *parent = nullptr);
    void refresh();
    QString json() const; ///< what the box shows

private:
    Document &m_document;
    ElidedLabel *m_title;
    QLabel *m_about;
    QPlainTextEdit *m_json;
    QPushButton *m_copy;
    FingerprintTile *m_tiles[2];
    ElidedLabel *m_names[2];
    QWidget *m_pair;
    QLabel *m_cosine;
    QLabel *m_angle;
    QLabel *m_distance;
    std::vector<float> m_values;
};

/// "[0.0324, -0.0155, …]" with `shown` numbers of 4 digits, "… 374 more" after them; 0: all, with the digits that
/// float32 needs.
QString vectorAsJson(const std::vector<float> &values, std::size_t shown);

} // namespace embedscope
