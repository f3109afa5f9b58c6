#pragma once

#include "ui/state/axis_sides.h"
#include "ui/state/document/document.h"

#include <QDialog>

#include <array>
#include <optional>
#include <vector>

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace embedscope {

/// The two ends of x and of y: typed phrases, or the texts that are selected. Stays open beside the map; each drawing
/// is one step of undo. What is typed and not drawn changes nothing, and stays until the texts are others.
class AxesDialog : public QDialog
{
    Q_OBJECT
public:
    explicit AxesDialog(Document &document, QWidget *parent = nullptr);
    /// Makes the recipe of what is there; false, and why, where it is none.
    bool draw();
    QString problem() const;
    /// What the fields say, whether or not a map can be drawn on it. Error: of parsePhrases().
    Result<AxesRecipe> axes() const;
    void setAxes(const AxesRecipe &axes);
    void focusEnd(AxisSide side); ///< its line

private:
    /// In the order of the rows: left, right, below, above.
    struct End
    {
        QLineEdit *phrases = nullptr;
        QPushButton *take = nullptr;
        QLabel *texts = nullptr;
        QToolButton *clear = nullptr;
        std::vector<TextId> ids = {};
    };
    Document &m_document;
    std::array<End, 4> m_ends;
    QLabel *m_found;
    QLabel *m_missing; ///< what has to be given before there is a map
    QLabel *m_problem;
    QPushButton *m_draw;
    std::optional<AxesRecipe> m_drawn; ///< when the recipe was read last

    void addEnd(QGridLayout *grid, int row, const QString &name, const QString &object, const QString &example);
    void readRecipe();
    void beginAnew();
    void refresh();
    QString foundText() const;
};

} // namespace embedscope
