#include "ui/widgets/window/window_keys.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QShortcutEvent>

namespace embedscope {

WindowKeys::WindowKeys(QWidget &window) : QObject(&window), m_window(window)
{
    qApp->installEventFilter(this); // editors come and go within lists
}

bool WindowKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isExport(watched, *static_cast<QKeyEvent *>(event))) {
        event->ignore();
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride && editsHere(watched, *static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress && isEscapeInList(watched, *static_cast<QKeyEvent *>(event))) {
        event->ignore(); // to the window: a list would look for a row that begins with it
        return true;
    }
    return event->type() == QEvent::Shortcut && trigger(watched, *static_cast<QShortcutEvent *>(event));
}

bool WindowKeys::isExport(QObject *watched, const QKeyEvent &key) const
{
    const auto *widget = qobject_cast<QWidget *>(watched);
    return widget && widget->window() == &m_window && key.keyCombination() == (Qt::ControlModifier | Qt::Key_E);
}

bool WindowKeys::editsHere(QObject *watched, const QKeyEvent &key) const
{
    const auto *list = qobject_cast<QAbstractItemView *>(watched);
    return list && list->window() == &m_window && key.key() == Qt::Key_F2 && key.modifiers() == Qt::NoModifier &&
           list->editTriggers().testFlag(QAbstractItemView::EditKeyPressed) && list->currentIndex().isValid();
}

bool WindowKeys::isEscapeInList(QObject *watched, const QKeyEvent &key) const
{
    const auto *list = qobject_cast<QAbstractItemView *>(watched);
    return list && list->window() == &m_window && key.key() == Qt::Key_Escape && key.modifiers() == Qt::NoModifier;
}

bool WindowKeys::trigger(QObject *watched, const QShortcutEvent &shortcut) const
{
    auto *action = qobject_cast<QAction *>(watched);
    if (!action || !shortcut.isAmbiguous() || action->shortcuts().size() < 2 || !m_window.actions().contains(action))
        return false;
    action->trigger();
    return true;
}

} // namespace embedscope
