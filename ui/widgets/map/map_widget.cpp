#include "ui/widgets/map/map_widget.h"

#include "core/scene/describe_scene.h"
#include "ui/render/qt_text_measurer.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_accessible.h"
#include "ui/widgets/map/map_sides.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QPaintEvent>
#include <QPainter>

#include <utility>

namespace embedscope {

namespace {

constexpr int kProjectionMilliseconds = 600;
constexpr int kAddedMilliseconds = 300;
constexpr std::size_t kMostTravelling = 20'000; ///< beyond this a map is changed at once

bool samePlaces(const Exploration &a, const Exploration &b)
{
    return a.map && b.map && a.map->coordinates.rows() == b.map->coordinates.rows() &&
           a.map->coordinates == b.map->coordinates;
}

} // namespace

MapWidget::MapWidget(Document &document, QWidget *parent)
    : QWidget(parent), m_document(document), m_measurer(std::make_unique<QtTextMeasurer>())
{
    installMapAccessibility(); // before anything asks for this widget's interface, which is made once
    setObjectName(QStringLiteral("map"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    grabGesture(Qt::PinchGesture);
    setAccessibleName(tr("Map"));
    m_frames.setInterval(16);
    connect(&m_frames, &QTimer::timeout, this, &MapWidget::nextFrame);
    connect(&document, &Document::explorationChanged, this, &MapWidget::adoptExploration);
    connect(&document, &Document::formingChanged, this, &MapWidget::followForming);
    connect(&document, &Document::viewChanged, this, &MapWidget::viewHasChanged);
    connect(&document, &Document::hoverChanged, this, &MapWidget::dropScene);
    adoptExploration();
}

MapWidget::~MapWidget() = default;

void MapWidget::dropScene()
{
    m_scene.reset();
    update();
}

void MapWidget::viewHasChanged()
{
    if (m_document.view().focused != m_builtFor.focused && hasFocus()) {
        const auto exploration = shown();
        const auto row = exploration && exploration->map ? exploration->rowOf(m_document.view().focused) : std::nullopt;
        if (row) {
            QAccessibleEvent focus(this, QAccessible::Focus);
            focus.setChild(static_cast<int>(*row));
            QAccessible::updateAccessibility(&focus);
        }
    }
    panToFocused();
    dropScene();
}

bool MapWidget::isForming() const
{
    return m_document.forming() && (m_document.forming()->isFirstLook() || animates());
}

ExplorationPtr MapWidget::shown() const
{
    if (isForming())
        return m_document.forming()->exploration;
    const ExplorationPtr now = m_document.exploration();
    if (now && !now->map && now->size() > 0 && m_shownExploration)
        return m_shownExploration;
    return now;
}

std::shared_ptr<const SceneBase> MapWidget::base()
{
    const ExplorationPtr exploration = shown();
    if (!exploration) {
        m_base.reset();
        return m_base;
    }
    if (isForming()) {
        ViewState view = m_document.view();
        view.alignment = m_document.formingAlignment();
        if (!m_base || !servesView(*m_base, m_document.forming(), view)) {
            m_base = makeSceneBase(m_document.forming(), view, m_base.get());
            ++m_baseBuilds;
        }
        return m_base;
    }
    if (!m_base || !servesView(*m_base, exploration, m_document.view())) {
        m_base = makeSceneBase(exploration, m_document.view());
        ++m_baseBuilds;
    }
    return m_base;
}

const Scene &MapWidget::scene()
{
    if (m_scene)
        return *m_scene;
    ViewState view = m_document.view();
    if (!hasFocus())
        view.focused = {}; // the arrow keys go elsewhere: nothing is walked on
    const auto current = base();
    if (!current) {
        m_scene = Scene{};
        m_scene->theme = view.theme;
        m_scene->viewport = Viewport(Camera{}, screenSize());
    } else if (m_travel) {
        const double progress = static_cast<double>(m_clock.elapsed()) / m_travel->milliseconds();
        view.showLabels = false; // labels would jump from place to place
        view.hovered = {};
        m_scene = buildScene(m_travel->at(progress), view, screenSize(), *m_measurer, m_reserved);
    } else {
        if (m_flight)
            view.camera = cameraInFlight(*m_flight);
        m_scene = buildScene(*current, view, screenSize(), *m_measurer, m_reserved, ghost().get());
    }
    m_builtFor = m_document.view();
    return *m_scene;
}

void MapWidget::adoptExploration()
{
    const ExplorationPtr now = m_document.exploration();
    const ExplorationPtr before = m_shownExploration;
    const std::shared_ptr<const SceneBase> oldBase = m_base;
    const FormingMapPtr formed = oldBase ? oldBase->forming : nullptr;
    if (now && !now->map && now->size() > 0 && (before || formed))
        return; // the map before stays until there is another
    const bool moved = now && now->map && oldBase && oldBase->points &&
                       (formed || (before && before->map && !samePlaces(*now, *before)));
    const auto leave = [&] {
        const ProjectionRecipe drawn = formed ? formed->projection : before->map->projection;
        leaveMap(drawn, now->map->projection, formed && formed->isFirstLook());
        return drawn == now->map->projection;
    };
    if (moved && animates() && now->size() <= kMostTravelling && !oldBase->points->x.empty()) {
        const ViewState &view = m_document.view();
        const Viewport oldViewport =
            m_scene ? m_scene->viewport
                    : Viewport(view.camera.value_or(fittedCamera(*oldBase, screenSize(), view.fontScale, m_reserved)),
                               screenSize());
        MapTravel::Places from = MapTravel::placesOf(*oldBase, oldViewport);
        const bool sameMethod = leave();
        m_shownExploration = now;
        const auto target = base();
        if (target && target->points && !target->points->x.empty()) {
            m_travel.emplace(std::move(from), target, Viewport(camera(), screenSize()),
                             sameMethod ? kAddedMilliseconds : kProjectionMilliseconds);
            m_flight.reset();
            m_clock.restart();
            m_frames.start();
        }
    } else if (!now || !before || moved) {
        m_travel.reset();
        if (moved)
            leave();
    }
    m_shownExploration = now && now->map ? now : nullptr;
    QAccessibleEvent reorder(this, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&reorder);
    dropScene();
}

/// The points are where the last epoch left them; with reduced motion the map before stays until there is another.
void MapWidget::followForming()
{
    const FormingMapPtr forming = m_document.forming();
    if (isForming()) {
        m_travel.reset();
        const FormingMapPtr formed = m_base ? m_base->forming : nullptr;
        if (forming->isFirstLook() && !formed)
            m_cameraBeforeLook = m_document.view().camera;
        if (formed)
            leaveMap(formed->projection, forming->projection, formed->isFirstLook());
        else if (const ExplorationPtr before = m_shownExploration; before && before->map)
            leaveMap(before->map->projection, forming->projection, false);
    }
    dropScene();
}

void MapWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Scene &current = scene();
    if (base())
        m_painter.paint(painter, current);
    else
        painter.fillRect(rect(), palette().color(QPalette::Base));
    if (m_gesture == Gesture::Lasso && m_lasso.size() > 1) {
        painter.setRenderHint(QPainter::Antialiasing);
        QPen pen(palette().color(QPalette::Highlight), 1.5, Qt::DashLine);
        QColor fill = palette().color(QPalette::Highlight);
        fill.setAlpha(30);
        painter.setPen(pen);
        painter.setBrush(fill);
        painter.drawPolygon(m_lasso.data(), static_cast<int>(m_lasso.size()));
    }
    if (m_gesture == Gesture::Carry)
        paintSides(painter, size(),
                   {m_lastAt, static_cast<int>(m_document.view().selection.size()), m_sideExamples}, palette());
    if (hasFocus())
        paintFocusRing(painter);
    painter.end();
    Q_EMIT painted();
}

void MapWidget::paintFocusRing(QPainter &painter)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Link), 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

void MapWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_travel.reset();
    m_flight.reset();
    dropScene();
}

std::optional<std::size_t> MapWidget::positionOf(TextId id)
{
    const auto current = base();
    if (!current || id == TextId{})
        return {};
    const auto row = current->exploration->rowOf(id);
    if (!row || !current->shown(*row))
        return {};
    return current->positionOf[*row];
}

std::optional<MarkStyle> MapWidget::markOf(TextId id)
{
    const auto position = positionOf(id);
    if (!position)
        return {};
    return m_base->styles[m_base->points->style[*position]];
}

void MapWidget::setReserved(std::vector<ScreenRect> reserved)
{
    if (reserved == m_reserved)
        return;
    m_reserved = std::move(reserved);
    dropScene();
}

TextId MapWidget::idAt(QPointF at)
{
    constexpr double kPickRadius = 14; // logical pixels
    const auto current = base();
    if (!current || !current->hitIndex)
        return {};
    const Viewport &viewport = scene().viewport;
    const auto position =
        current->hitIndex->nearest(viewport.toWorld({at.x(), at.y()}), kPickRadius / viewport.camera().scale);
    if (position)
        return current->exploration->rows[current->points->row[*position]].id;
    for (const PlacedLabel &label : scene().labels) // a text's label is as good as its mark
        if (label.rect.contains({at.x(), at.y()}) && label.row < current->exploration->rows.size())
            return current->exploration->rows[label.row].id;
    return {};
}

std::optional<QPointF> MapWidget::placeOf(TextId id)
{
    const auto position = positionOf(id);
    if (!position)
        return {};
    const auto current = base();
    const ScreenPoint at = scene().viewport.toScreen(
        {static_cast<double>(current->points->x[*position]), static_cast<double>(current->points->y[*position])});
    return QPointF(at.x, at.y);
}

QImage MapWidget::picture()
{
    constexpr double kFineness = 2;
    ViewState view = m_document.view();
    view.hovered = {};
    view.focused = {};
    view.caption = true;
    const auto current = base();
    if (!current)
        return {};
    return renderImage(buildScene(*current, view, screenSize(), *m_measurer), kFineness);
}

void MapWidget::copyPicture()
{
    const QImage image = picture();
    if (image.isNull())
        return;
    QApplication::clipboard()->setImage(image);
    Q_EMIT hint(tr("The picture was copied."));
}

} // namespace embedscope
