#pragma once

#include "ui/state/document/document.h"
#include "ui/widgets/look/elided_label.h"

#include <QPointer>
#include <QTimer>

namespace embedscope {

class TypedQuery;

/// What is being typed is like, in a line: "≈ 0.597 to the first · nearest: I like cats." Empty while nothing is typed.
class TypedLine : public ElidedLabel
{
    Q_OBJECT
public:
    explicit TypedLine(Document &document, QWidget *parent = nullptr);
    void follow(TypedQuery *typed);
    /// How many lines it asks for, 1 or 2; it fills the room that it gets.
    void setLines(int lines);
    QSize minimumSizeHint() const override;
    QStringList lines() const;

Q_SIGNALS:
    void said(bool something); ///< it has changed
    /// It has not changed for a while: worth being said aloud. Empty at once where it is.
    void rested(const QString &sentence);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Document &m_document;
    QPointer<TypedQuery> m_typed;
    QTimer m_rest;
    int m_lines = 1;

    QString sentence() const;
    void refresh();
};

} // namespace embedscope
