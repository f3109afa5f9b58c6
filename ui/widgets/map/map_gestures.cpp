// What the pointer and the keyboard do on the map.
#include "ui/widgets/map/map_widget.h"

#include "ui/models/number_text.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_sides.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPinchGesture>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kKeyZoom = 1.25;
constexpr double kWheelZoomPerNotch = 1.2; ///< a notch is 120 units
constexpr double kKeyPan = 60;             ///< pixels
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
        setCursor(id == TextId{} ? Qt::ArrowCursor : Qt::PointingHandCursor);
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
    if (!carries)
        return;
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
    Q_EMIT hint(counted(static_cast<int>(selection.size()), tr("%n text in the loop"), tr("%n texts in the loop")));
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
    case Qt::Key_Space:
        return selectFocused();
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

void MapWidget::selectFocused()
{
    const TextId id = m_document.view().focused;
    if (!positionOf(id))
        return;
    m_document.setSelection({id});
    Q_EMIT activated(id);
}

} // namespace embedscope
