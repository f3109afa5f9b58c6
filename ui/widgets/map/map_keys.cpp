// What the keyboard does on the map.
#include "ui/models/number_text.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_widget.h"

#include <QKeyEvent>

#include <algorithm>

namespace embedscope {

namespace {

constexpr double kKeyZoom = 1.25;
constexpr double kKeyPan = 60; ///< pixels

} // namespace

void MapWidget::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copyPicture();
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const auto move = [&](double dx, double dy) {
        if (shift) {
            if (base())
                setCamera(Viewport(camera(), screenSize()).pannedBy(-dx * kKeyPan, dy * kKeyPan));
        } else {
            walkTowards(dx, dy);
        }
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return move(-1, 0);
    case Qt::Key_Right:
        return move(1, 0);
    case Qt::Key_Up:
        return move(0, 1);
    case Qt::Key_Down:
        return move(0, -1);
    case Qt::Key_BracketRight:
        return walkNeighbours(1);
    case Qt::Key_BracketLeft:
        return walkNeighbours(-1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(kKeyZoom);
    case Qt::Key_Minus:
        return zoomBy(1 / kKeyZoom);
    case Qt::Key_Home:
    case Qt::Key_0:
        return fitAll();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return selectFocused();
    case Qt::Key_Space:
        return toggleFocused();
    case Qt::Key_Escape:
        if (stepBack())
            return;
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool MapWidget::stepBack()
{
    if (m_gesture == Gesture::Lasso || m_gesture == Gesture::Pan || m_gesture == Gesture::Carry) {
        endGesture();
        m_lasso.clear();
        update();
        return true;
    }
    if (m_document.view().hovered != TextId{}) {
        m_document.setHovered({});
        return true;
    }
    if (!m_document.view().selection.empty()) {
        m_document.setSelection({});
        return true;
    }
    if (m_document.view().truthLines) {
        m_document.setTruthLines(false);
        return true;
    }
    if (m_document.view().camera) {
        fitAll();
        return true;
    }
    return false;
}

void MapWidget::focusOn(TextId id)
{
    m_document.setFocused(id);
    m_document.setHovered(id); // its text in a frame, as under the pointer
}

void MapWidget::walkTowards(double dx, double dy)
{
    const auto current = base();
    if (!current || !current->hitIndex || !current->points || current->points->x.empty())
        return;
    m_walkOrigin = {};
    const auto from = positionOf(m_document.view().focused);
    if (!from) {
        const TextId anchor = m_document.anchorId();
        focusOn(positionOf(anchor) ? anchor : current->exploration->rows[current->points->row.front()].id);
        return;
    }
    if (const auto next = current->hitIndex->towards(*from, dx, dy))
        focusOn(current->exploration->rows[current->points->row[*next]].id);
}

void MapWidget::walkNeighbours(int step)
{
    const auto current = base();
    if (!current || current->exploration->size() < 2)
        return;
    const Exploration &exploration = *current->exploration;
    if (m_walkOrigin == TextId{} || !exploration.rowOf(m_walkOrigin)) {
        m_walkOrigin = m_document.view().focused;
        if (!exploration.rowOf(m_walkOrigin))
            m_walkOrigin = m_document.anchorId();
        m_walkStep = 0;
    }
    const auto origin = exploration.rowOf(m_walkOrigin);
    if (!origin)
        return;
    const std::vector<RankedText> ranking = rankAgainst(exploration, *origin);
    m_walkStep = std::clamp(m_walkStep + step, 0, static_cast<int>(ranking.size()));
    if (m_walkStep == 0) {
        focusOn(m_walkOrigin);
        return;
    }
    const RankedText &ranked = ranking[static_cast<std::size_t>(m_walkStep - 1)];
    focusOn(exploration.rows[ranked.row].id);
    Q_EMIT hint(
        tr("Neighbour %1 of “%2”: %3")
            .arg(m_walkStep)
            .arg(QString::fromStdString(exploration.rows[*origin].text).left(40), similarityText(ranked.similarity)));
}

/// To the selection, or away from it: as Ctrl and a click do.
void MapWidget::toggleFocused()
{
    const TextId id = m_document.view().focused;
    if (!positionOf(id))
        return;
    std::set<TextId> selection = m_document.view().selection;
    const bool taken = selection.insert(id).second;
    if (!taken)
        selection.erase(id);
    m_document.setSelection(selection);
    if (taken)
        Q_EMIT activated(id);
    tellOfSelection();
}

void MapWidget::selectFocused()
{
    const TextId id = m_document.view().focused;
    if (!positionOf(id))
        return;
    m_document.setSelection({id});
    Q_EMIT activated(id);
}

} // namespace embedscope
