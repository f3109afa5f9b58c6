#include "ui/widgets/window/window_keys.h"

#include <QApplication>
#include <QKeyEvent>

namespace embedscope {

WindowKeys::WindowKeys(QWidget &window) : QObject(&window), m_window(window)
{
    qApp->installEventFilter(this); // editors come and go within lists
}

bool WindowKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return false;
    const auto *widget = qobject_cast<QWidget *>(watched);
    if (!widget || widget->window() != &m_window ||
        static_cast<QKeyEvent *>(event)->keyCombination() != (Qt::ControlModifier | Qt::Key_E))
        return false;
    event->ignore();
    return true;
}

} // namespace embedscope
