#pragma once

#include "core/explore/recipe.h"

#include <QLineEdit>

namespace embedscope {

class Document;

/// The ends that colours go between, typed as "sad, unhappy .. happy, joyful". Texts that were chosen as examples
/// elsewhere are told of, and stay until other ends are typed.
class SpectrumField : public QLineEdit
{
    Q_OBJECT
public:
    explicit SpectrumField(Document &document, QWidget *parent = nullptr);
    /// Why what is typed names no two ends; empty if it does, or nothing is typed.
    QString problem() const { return m_problem; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void take();
    void refresh();
    void tell(const QString &problem);

    Document &m_document;
    AxisRecipe m_shown;
    QString m_problem;
};

} // namespace embedscope
