// Windows that stay open beside the map: meaning axes, groups and labels.
#include "ui/widgets/dialogs/axes_dialog.h"
#include "ui/widgets/dialogs/groups_dialog.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/window/main_window.h"

#include <optional>
#include <utility>

namespace embedscope {

AxesDialog *MainWindow::axesDialog() const
{
    return m_axesDialog;
}

void MainWindow::showAxes()
{
    if (!m_axesDialog) // kept while the window lives: what was typed is there again
        m_axesDialog = new AxesDialog(m_document, this);
    if (!m_axesDialog->isVisible())
        m_axesDialog->focusEnd(AxisSide::Left);
    m_axesDialog->show();
    m_axesDialog->raise();
    m_axesDialog->activateWindow();
}

/// What a drag to a side is added to: the dialog's, where it is open, else what was dragged before, else what is drawn.
AxesRecipe MainWindow::axesSoFar() const
{
    if (m_axesDialog && m_axesDialog->isVisible())
        if (const Result<AxesRecipe> typed = m_axesDialog->axes())
            return *typed;
    if (m_begunAxes)
        return *m_begunAxes;
    const auto *drawn = std::get_if<AxesRecipe>(&m_document.recipe().projection);
    return drawn ? *drawn : AxesRecipe{};
}

void MainWindow::showSideExamples()
{
    if (const ExplorationPtr exploration = map()->shown())
        map()->setSideExamples(sideExamples(axesSoFar(), *exploration));
}

/// The selection was dragged to a side of the map, or sent there by the menu. While an end is missing the dialog keeps
/// what there is, where it is open; else a message does, which leaves the map free for the next drag.
void MainWindow::setAxisSide(AxisSide side)
{
    const bool beside = m_axesDialog && m_axesDialog->isVisible();
    AxesRecipe axes = withExamples(axesSoFar(), side, m_document.view().selection);
    const std::optional<AxisSide> missing = missingSide(axes);
    if (missing && beside) {
        m_axesDialog->setAxes(axes);
        m_axesDialog->focusEnd(*missing);
        showHint(tr("Now the %1 end: drag other texts there, or type examples").arg(sideName(*missing)));
    } else if (missing) {
        askForEnd(std::move(axes), side, *missing);
    } else {
        Recipe recipe = m_document.recipe();
        recipe.projection = std::move(axes);
        m_document.setRecipe(recipe, tr("Map: meaning axes"));
        forgetBegunAxes();
    }
}

void MainWindow::askForEnd(AxesRecipe axes, AxisSide given, AxisSide missing)
{
    m_begunAxes = std::move(axes);
    const auto count = static_cast<qsizetype>(endOf(*m_begunAxes, given).texts.size());
    m_message->showMessage(
        counted(count, tr("%n text is the %1 end of an axis now. Select others and drag them to the %2 side, too."),
                tr("%n texts are the %1 end of an axis now. Select others and drag them to the %2 side, too."))
            .arg(sideName(given), sideName(missing)),
        {}, tr("Type E&xamples…"), [this, missing] {
            const AxesRecipe begun = m_begunAxes.value_or(AxesRecipe{});
            forgetBegunAxes();
            showAxes();
            const Result<AxesRecipe> typed = m_axesDialog->axes();
            m_axesDialog->setAxes(typed ? withMissingFrom(begun, *typed) : begun);
            m_axesDialog->focusEnd(missing);
        });
    m_begunMessage = m_message->text();
}

/// A message about it goes, too, if none has taken its place.
void MainWindow::forgetBegunAxes()
{
    if (!std::exchange(m_begunAxes, std::nullopt))
        return;
    if (m_message->text() == m_begunMessage)
        m_message->dismiss();
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
