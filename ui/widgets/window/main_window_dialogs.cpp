// Windows that stay open beside the map: meaning axes, groups and labels.
#include "ui/widgets/dialogs/axes_dialog.h"
#include "ui/widgets/dialogs/groups_dialog.h"
#include "ui/widgets/window/main_window.h"

#include <utility>

namespace embedscope {

AxesDialog *MainWindow::axesDialog() const
{
    return m_axesDialog;
}

void MainWindow::showAxes()
{
    if (!m_axesDialog) {
        m_axesDialog = new AxesDialog(m_document, this);
        m_axesDialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_axesDialog->show();
    m_axesDialog->raise();
    m_axesDialog->activateWindow();
}

/// The selection was dragged to a side of the map. While an end is missing, the dialog keeps what there is.
void MainWindow::setAxisSide(AxisSide side)
{
    AxesRecipe axes;
    if (const auto *drawn = std::get_if<AxesRecipe>(&m_document.recipe().projection))
        axes = *drawn;
    if (m_axesDialog && m_axesDialog->isVisible())
        if (const Result<AxesRecipe> typed = m_axesDialog->axes())
            axes = *typed;
    axes = withExamples(std::move(axes), side, m_document.view().selection);
    if (const auto missing = missingSide(axes)) {
        showAxes();
        m_axesDialog->setAxes(axes);
        showHint(tr("Now the %1 end: drag other texts there, or type examples").arg(sideName(*missing)));
        return;
    }
    Recipe recipe = m_document.recipe();
    recipe.projection = std::move(axes);
    m_document.setRecipe(recipe, tr("Map: meaning axes"));
}

GroupsDialog *MainWindow::groupsDialog() const
{
    return m_groupsDialog;
}

void MainWindow::showGroups()
{
    if (!m_groupsDialog) // kept while the window lives: what was typed and learned is there again
        m_groupsDialog = new GroupsDialog(m_document, m_prompts, this);
    m_groupsDialog->show();
    m_groupsDialog->raise();
    m_groupsDialog->activateWindow();
}

} // namespace embedscope
