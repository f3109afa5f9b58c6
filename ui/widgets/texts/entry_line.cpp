#include "ui/widgets/texts/entry_line.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>

#include <memory>

namespace embedscope {

EntryLine::EntryLine(QWidget *parent) : QLineEdit(parent)
{
    setAcceptDrops(false); // the window takes what is dropped, anywhere
}

bool EntryLine::pasteLines()
{
    const QString text = QApplication::clipboard()->text();
    if (!text.trimmed().contains(u'\n') && !text.trimmed().contains(u'\r'))
        return false;
    Q_EMIT linesPasted(text);
    return true;
}

void EntryLine::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste) && pasteLines())
        return;
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void EntryLine::contextMenuEvent(QContextMenuEvent *event)
{
    const std::unique_ptr<QMenu> menu(createStandardContextMenu());
    for (QAction *action : menu->actions()) {
        if (action->objectName() != QLatin1String("edit-paste"))
            continue;
        action->disconnect(this);
        connect(action, &QAction::triggered, this, [this] {
            if (!pasteLines())
                paste();
        });
    }
    menu->exec(event->globalPos());
}

bool EntryLine::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool emptyUndo =
            text().isEmpty() && (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo));
        if (emptyUndo) {
            event->ignore();
            return false;
        }
    }
    return QLineEdit::event(event);
}

} // namespace embedscope
