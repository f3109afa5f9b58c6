// What the pointer does on the map.
#include "ui/widgets/map/map_widget.h"

#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_sides.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPinchGesture>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace embedscope {

namespace {

constexpr double kWheelZoomPerNotch = 1.2; ///< a notch is 120 units
constexpr double kReach = 7;               ///< pixels from a selected point's middle

} // namespace

void MapWidget::mousePressEvent(QMouseEvent *event)
{
    setFocus(Qt::MouseFocusReason);
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedAt = m_lastAt = event->position();
    m_pressedSelected = isOnSelection(event->position());
    if (event->modifiers() & Qt::ShiftModifier) {
        m_gesture = Gesture::Lasso;
        m_lasso = {event->position()};
    } else {
        m_gesture = Gesture::Pressed;
    }
}

void MapWidget::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = event->position();
    switch (m_gesture) {
    case Gesture::None: {
        if (m_travel)
            return;
        const TextId id = idAt(at);
        if (id != m_document.view().hovered)
            m_document.setHovered(id);
        setCursor(id == TextId{}                              ? Qt::ArrowCursor
                  : m_document.view().selection.count(id) > 0 ? Qt::OpenHandCursor // it can be dragged
                                                              : Qt::PointingHandCursor);
        return;
    }
    case Gesture::Pressed:
        if ((at - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
            return;
        beginDrag();
        mouseMoveEvent(event);
        return;
    case Gesture::Carry:
        m_lastAt = at;
        update();
        return;
    case Gesture::Pan:
        if (base())
            setCamera(Viewport(camera(), screenSize()).pannedBy(at.x() - m_lastAt.x(), at.y() - m_lastAt.y()));
        m_lastAt = at;
        return;
    case Gesture::Lasso:
        m_lasso.push_back(at);
        update();
        return;
    }
}

void MapWidget::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Gesture gesture = endGesture();
    if (gesture == Gesture::Pressed)
        clickAt(event->position(), event->modifiers());
    else if (gesture == Gesture::Lasso)
        finishLasso(event->modifiers());
    else if (gesture == Gesture::Carry)
        finishCarry(event->position());
}

MapWidget::Gesture MapWidget::endGesture()
{
    const Gesture gesture = std::exchange(m_gesture, Gesture::None);
    setCursor(Qt::ArrowCursor);
    if (gesture == Gesture::Carry)
        Q_EMIT carryingChanged(false);
    return gesture;
}

/// Also where another point lies above the selected one.
bool MapWidget::isOnSelection(QPointF at)
{
    const std::set<TextId> &selection = m_document.view().selection;
    const auto current = base();
    if (selection.empty() || !current || !current->points)
        return false;
    if (selection.count(idAt(at)) > 0)
        return true;
    const PointLayer &points = *current->points;
    const Viewport &viewport = scene().viewport;
    for (std::size_t i = 0; i < points.x.size(); ++i) {
        const ScreenPoint p = viewport.toScreen({points.x[i], points.y[i]});
        if (std::hypot(p.x - at.x(), p.y - at.y()) <= kReach &&
            selection.count(current->exploration->rows[points.row[i]].id) > 0)
            return true;
    }
    return false;
}

/// What is selected is taken along to a side of the map; everything else moves the map.
void MapWidget::beginDrag()
{
    const bool carries = m_pressedSelected && base();
    m_gesture = carries ? Gesture::Carry : Gesture::Pan;
    m_document.setHovered({});
    setCursor(carries ? Qt::DragMoveCursor : Qt::ClosedHandCursor);
    if (!carries) {
        if (!std::exchange(m_toldOfLoop, true)) // once: it is what one would try next
            Q_EMIT hint(tr("Hold Shift while you drag: a loop selects what is in it"));
        return;
    }
    Q_EMIT carryingChanged(true);
    Q_EMIT hint(tr("Drop at a side of the map to make the selected texts that end of a meaning axis"));
}

void MapWidget::finishCarry(QPointF at)
{
    update();
    const std::optional<AxisSide> side = rect().contains(at.toPoint()) ? sideAt(at, size()) : std::nullopt;
    if (side)
        Q_EMIT droppedAtSide(*side);
}

void MapWidget::clickAt(QPointF at, Qt::KeyboardModifiers modifiers)
{
    const TextId id = idAt(at);
    std::set<TextId> selection = m_document.view().selection;
    if (id == TextId{}) {
        if (!(modifiers & Qt::ControlModifier))
            m_document.setSelection({});
        return;
    }
    if (modifiers & Qt::ControlModifier) {
        if (!selection.erase(id))
            selection.insert(id);
    } else {
        selection = {id};
    }
    m_walkOrigin = {};
    m_document.setFocused(id);
    m_document.setSelection(selection);
    if (selection.count(id))
        Q_EMIT activated(id);
    if (modifiers & Qt::ControlModifier)
        tellOfSelection();
}

/// What can be done with several that nobody would guess.
void MapWidget::tellOfSelection()
{
    const auto selected = static_cast<qsizetype>(m_document.view().selection.size());
    if (selected > 0)
        Q_EMIT hint(counted(selected, tr("%n text selected; dragged to a side of the map it is that end of an axis"),
                            tr("%n texts selected; dragged to a side of the map they are that end of an axis")));
}

void MapWidget::finishLasso(Qt::KeyboardModifiers modifiers)
{
    const std::vector<QPointF> lasso = std::exchange(m_lasso, {});
    update();
    const auto current = base();
    if (!current || !current->hitIndex || lasso.size() < 3)
        return;
    std::vector<WorldPoint> polygon;
    for (const QPointF &p : lasso)
        polygon.push_back(scene().viewport.toWorld({p.x(), p.y()}));
    std::set<TextId> selection;
    if (modifiers & Qt::ControlModifier)
        selection = m_document.view().selection;
    for (const std::size_t position : current->hitIndex->inside(polygon))
        selection.insert(current->exploration->rows[current->points->row[position]].id);
    m_document.setSelection(selection);
    if (selection.empty())
        Q_EMIT hint(tr("There is no text in the loop"));
    tellOfSelection();
}

void MapWidget::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && idAt(event->position()) == TextId{})
        fitAll();
}

void MapWidget::wheelEvent(QWheelEvent *event)
{
    double notches = event->angleDelta().y() / 120.0;
    if (notches == 0 && !event->pixelDelta().isNull())
        notches = event->pixelDelta().y() / 60.0;
    if (notches != 0 && base()) {
        const QPointF at = event->position();
        setCamera(
            Viewport(camera(), screenSize()).zoomedAround({at.x(), at.y()}, std::pow(kWheelZoomPerNotch, notches)));
    }
    event->accept();
}

bool MapWidget::viewGesture(QEvent *event)
{
    if (event->type() == QEvent::Gesture) {
        auto *gestures = static_cast<QGestureEvent *>(event);
        if (auto *pinch = static_cast<QPinchGesture *>(gestures->gesture(Qt::PinchGesture)); pinch && base()) {
            const QPointF at = mapFromGlobal(pinch->centerPoint());
            setCamera(Viewport(camera(), screenSize()).zoomedAround({at.x(), at.y()}, pinch->scaleFactor()));
            return true;
        }
    }
    if (event->type() == QEvent::NativeGesture) {
        auto *native = static_cast<QNativeGestureEvent *>(event);
        if (native->gestureType() == Qt::ZoomNativeGesture && base()) {
            const QPointF at = native->position();
            setCamera(Viewport(camera(), screenSize()).zoomedAround({at.x(), at.y()}, 1 + native->value()));
            return true;
        }
    }
    return false;
}

bool MapWidget::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString words = explanationAt(help->pos());
        if (words.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), plainToolTip(words), this);
        return true;
    }
    return viewGesture(event) || QWidget::event(event);
}

void MapWidget::leaveEvent(QEvent *event)
{
    m_document.setHovered({});
    QWidget::leaveEvent(event);
}

void MapWidget::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    dropScene();
}

void MapWidget::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    dropScene();
}

void MapWidget::contextMenuEvent(QContextMenuEvent *event)
{
    const TextId id = event->reason() == QContextMenuEvent::Mouse ? idAt(QPointF(event->pos())) : TextId{};
    if (id != TextId{} && !m_document.view().selection.count(id))
        m_document.setSelection({id});
    Q_EMIT menuRequested(event->globalPos());
}

} // namespace embedscope
