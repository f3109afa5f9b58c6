#pragma once

#include <QLineEdit>

namespace embedscope {

/// The line that texts are typed into. Pasting several lines is not flattened into one: they are handed on. Undo in an
/// empty line is the window's.
class EntryLine : public QLineEdit
{
    Q_OBJECT
public:
    explicit EntryLine(QWidget *parent = nullptr);

Q_SIGNALS:
    void linesPasted(const QString &lines);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    bool pasteLines();
};

} // namespace embedscope
