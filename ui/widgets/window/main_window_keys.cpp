// What keys do anywhere in the window: one level back, and from part to part.
#include "ui/widgets/bars/import_bar.h"
#include "ui/widgets/bars/recipe_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/map/empty_page.h"
#include "ui/widgets/map/map_area.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/texts_panel.h"
#include "ui/widgets/window/main_window.h"

#include <QApplication>
#include <QKeyEvent>

#include <array>

namespace embedscope {

namespace {

bool takesTab(const QWidget &widget)
{
    return widget.isVisible() && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus);
}

/// Where the focus was in it, else what Tab comes to first; none where nothing takes it.
QWidget *placeOfFocus(QWidget &part)
{
    if (!part.isVisible())
        return nullptr;
    if (QWidget *last = part.focusWidget(); last && part.isAncestorOf(last) && takesTab(*last))
        return last;
    if (takesTab(part) && !part.focusProxy())
        return &part;
    for (QWidget *next = part.nextInFocusChain(); next != &part; next = next->nextInFocusChain())
        if (part.isAncestorOf(next) && takesTab(*next))
            return next;
    return nullptr;
}

} // namespace

void MainWindow::goToPart(int step)
{
    QWidget *const map = m_document.corpus().empty() ? static_cast<QWidget *>(m_area->emptyPage()) : this->map();
    const std::array<QWidget *, 8> parts = {m_bar, m_message, m_sendBar, m_import, m_texts, map, m_inspector, m_status};
    const QWidget *now = QApplication::focusWidget();
    const int count = static_cast<int>(parts.size());
    int at = step > 0 ? -1 : count;
    for (int i = 0; i < count; ++i)
        if (now && (parts[static_cast<std::size_t>(i)] == now || parts[static_cast<std::size_t>(i)]->isAncestorOf(now)))
            at = i;
    for (int tried = 0; tried < count; ++tried) {
        at = (at + step + count) % count;
        if (QWidget *place = placeOfFocus(*parts[static_cast<std::size_t>(at)])) {
            place->setFocus(step > 0 ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return;
        }
    }
}

/// Esc that nothing nearer took: a bar of its own is closed, else the map goes one level back, wherever the focus is.
bool MainWindow::stepBack()
{
    if (isPresenting()) {
        setPresenting(false);
        return true;
    }
    const QWidget *now = QApplication::focusWidget();
    for (MessageBar *bar : {m_message, m_sendBar}) {
        if (now && bar->isAncestorOf(now)) {
            bar->decline();
            return true;
        }
    }
    if (now && m_import->isAncestorOf(now)) {
        m_import->hide();
        return true;
    }
    return map()->stepBack();
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && stepBack())
        return;
    QMainWindow::keyPressEvent(event);
}

} // namespace embedscope
