#pragma once

#include "core/scene/build/build_scene.h"
#include "ui/render/scene_painter.h"
#include "ui/state/axis_sides.h"
#include "ui/state/document/document.h"
#include "ui/widgets/map/map_sides.h"
#include "ui/widgets/map/map_travel.h"

#include <QElapsedTimer>
#include <QImage>
#include <QPointF>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace embedscope {

class TypedQuery;

enum class Motion { Animated, Instant };

/// The map: paints the document's exploration as a Scene and turns gestures into commands on the document. What does
/// not change while one pans, zooms and hovers (SceneBase) is made once and kept.
class MapWidget : public QWidget
{
    Q_OBJECT
public:
    explicit MapWidget(Document &document, QWidget *parent = nullptr);
    ~MapWidget() override;

    Document &document() const { return m_document; }
    /// What is painted now; made if it is not yet.
    const Scene &scene();
    /// The latest exploration that has a map (its first stage, without one, leaves the map before where it is).
    ExplorationPtr shown() const;
    /// Null before there is an exploration.
    std::shared_ptr<const SceneBase> base();
    /// Times a SceneBase was made: panning and zooming must not raise it.
    int baseBuilds() const { return m_baseBuilds; }
    bool isTravelling() const { return m_travel.has_value(); }
    /// Whether what is painted is a map on its way.
    bool isForming() const;

    void fitAll(Motion motion = Motion::Animated);
    void zoomBy(double factor); ///< around the middle
    /// One level back: a lasso under way, a selection, truth lines, a changed camera. False if there was none.
    bool stepBack();
    /// Focuses the next (+1) or previous (-1) true neighbour of the text that walking began at.
    void walkNeighbours(int step);
    void walkTowards(double dx, double dy); ///< y up
    void selectFocused();
    void toggleFocused(); ///< adds it to the selection, or takes it away
    /// The picture as it is, twice as fine as the screen's logical pixels.
    QImage picture();
    void copyPicture();

    /// Layer position → text, and where it is on the widget; none when it has no place.
    TextId idAt(QPointF at);
    std::optional<QPointF> placeOf(TextId id);
    /// What a word on the map means, for who rests the pointer on it; empty elsewhere.
    QString explanationAt(QPointF at);
    /// How it is marked; none when it has no place.
    std::optional<MarkStyle> markOf(TextId id);
    /// What is being typed is drawn where it would lie.
    void followTyped(TypedQuery *typed);
    /// Null while there is none that this map can show.
    std::shared_ptr<const Ghost> ghost() const;
    /// What the sides have already, shown while the selection is carried to one.
    void setSideExamples(const SideExamples &examples) { m_sideExamples = examples; }
    const SideExamples &sideExamples() const { return m_sideExamples; }
    /// What lies above the map, in its own pixels: nothing that must be read is put there.
    void setReserved(std::vector<ScreenRect> reserved);

    QSize sizeHint() const override { return {720, 560}; }
    QSize minimumSizeHint() const override { return {240, 200}; }

Q_SIGNALS:
    void activated(embedscope::TextId id); ///< clicked or Enter: neighbours may be shown
    void hint(const QString &text);        ///< for the status bar
    void menuRequested(const QPoint &globalPosition);
    /// The selection was dragged there: it is to be that end of a meaning axis.
    void droppedAtSide(embedscope::AxisSide side);
    void carryingChanged(bool carrying); ///< whether the selection is being dragged; before that is painted
    void painted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum class Gesture { None, Pressed, Pan, Lasso, Carry };

    Document &m_document;
    std::unique_ptr<const TextMeasurer> m_measurer;
    ScenePainter m_painter;
    std::shared_ptr<const SceneBase> m_base;
    std::optional<Scene> m_scene;
    ViewState m_builtFor;
    int m_baseBuilds = 0;
    std::vector<ScreenRect> m_reserved;
    QPointer<TypedQuery> m_typed;

    Gesture m_gesture = Gesture::None;
    QPointF m_pressedAt;
    bool m_pressedSelected = false; ///< on a point of the selection
    QPointF m_lastAt;
    bool m_toldOfLoop = false;
    std::vector<QPointF> m_lasso;
    SideExamples m_sideExamples;

    std::optional<MapTravel> m_travel; ///< points under way
    struct CameraFlight
    {
        Camera from;
        Camera to;
        bool thenFitted = false;
    };
    std::optional<CameraFlight> m_flight;
    QElapsedTimer m_clock;
    QTimer m_frames;
    ExplorationPtr m_shownExploration;
    TextId m_seenFocus = {};                       ///< that the map was panned to, or that was in view
    std::optional<Camera> m_cameraBeforeLook = {}; ///< at the first look
    TextId m_walkOrigin = {};
    int m_walkStep = 0;

    bool animates() const;
    Camera camera();
    Camera cameraInFlight(const CameraFlight &flight) const;
    ScreenSize screenSize() const { return {static_cast<double>(width()), static_cast<double>(height())}; }
    void adoptExploration();
    void followForming();
    void leaveMap(const ProjectionRecipe &drawn, const ProjectionRecipe &now, bool firstLook);
    void viewHasChanged();
    void panToFocused();
    void fly(const Camera &to, bool thenFitted);
    Gesture endGesture();
    void dropScene();
    void nextFrame();
    void setCamera(const Camera &camera);
    void clickAt(QPointF at, Qt::KeyboardModifiers modifiers);
    bool isOnSelection(QPointF at);
    void beginDrag();
    void finishCarry(QPointF at);
    void tellOfSelection();
    void finishLasso(Qt::KeyboardModifiers modifiers);
    void focusOn(TextId id);
    std::optional<std::size_t> positionOf(TextId id);
    void paintFocusRing(QPainter &painter);
    bool viewGesture(QEvent *event);
};

} // namespace embedscope
