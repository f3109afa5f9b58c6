#include "ui/widgets/map/map_accessible.h"

#include "core/scene/describe_scene.h"
#include "ui/widgets/map/map_widget.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include <unordered_map>

namespace embedscope {

namespace {

/// One point of the map, as a screen reader meets it. Lives as long as its map's interface; a row that has gone is
/// invalid rather than dangling.
class PointInterface : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    PointInterface(QPointer<MapWidget> map, std::size_t row) : m_map(std::move(map)), m_row(row) {}

    bool isValid() const override { return m_map && exploration() && m_row < exploration()->size(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override
    {
        return m_map ? QAccessible::queryAccessibleInterface(m_map) : nullptr;
    }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    void setText(QAccessible::Text, const QString &) override {}

    QString text(QAccessible::Text kind) const override
    {
        if (!isValid() || kind != QAccessible::Name)
            return {};
        const auto base = m_map->base();
        return QString::fromStdString(describePoint(*exploration(), m_row, base ? base->anchorRow : 0));
    }
    QRect rect() const override
    {
        constexpr int kSize = 24;
        if (!isValid())
            return {};
        const auto place = m_map->placeOf(id());
        if (!place)
            return {};
        return {m_map->mapToGlobal(place->toPoint()) - QPoint(kSize / 2, kSize / 2), QSize(kSize, kSize)};
    }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const ViewState &view = m_map->document().view();
        state.focusable = true;
        state.selectable = true;
        state.multiSelectable = true;
        state.selected = view.selection.count(id()) != 0;
        state.focused = m_map->hasFocus() && view.focused == id();
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }
    void doAction(const QString &name) override
    {
        if (!isValid())
            return;
        m_map->document().setFocused(id());
        if (name == pressAction())
            m_map->selectFocused();
        else
            m_map->setFocus();
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QPointer<MapWidget> m_map;
    std::size_t m_row;

    ExplorationPtr exploration() const { return m_map->shown(); }
    TextId id() const { return exploration()->rows[m_row].id; }
};

class MapInterface : public QAccessibleWidget
{
public:
    explicit MapInterface(MapWidget *map) : QAccessibleWidget(map, QAccessible::Chart), m_map(map) {}
    ~MapInterface() override
    {
        for (const auto &[row, id] : m_children)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override
    {
        const ExplorationPtr exploration = m_map ? m_map->shown() : nullptr;
        return exploration && exploration->map ? static_cast<int>(exploration->size()) : 0;
    }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        auto known = m_children.find(index);
        if (known == m_children.end()) {
            auto *point = new PointInterface(m_map, static_cast<std::size_t>(index));
            known = m_children.emplace(index, QAccessible::registerAccessibleInterface(point)).first;
        }
        return QAccessible::accessibleInterface(known->second);
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        for (const auto &[row, id] : m_children)
            if (QAccessible::accessibleInterface(id) == child)
                return row;
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        if (!m_map)
            return nullptr;
        const TextId id = m_map->idAt(m_map->mapFromGlobal(QPoint(x, y)));
        const ExplorationPtr exploration = m_map->shown();
        const auto row = exploration ? exploration->rowOf(id) : std::nullopt;
        return row ? child(static_cast<int>(*row)) : nullptr;
    }
    QAccessibleInterface *focusChild() const override
    {
        if (!m_map || !m_map->hasFocus())
            return nullptr;
        const ExplorationPtr exploration = m_map->shown();
        const auto row =
            exploration && exploration->map ? exploration->rowOf(m_map->document().view().focused) : std::nullopt;
        return row ? child(static_cast<int>(*row)) : const_cast<MapInterface *>(this);
    }
    QString text(QAccessible::Text kind) const override
    {
        const ExplorationPtr exploration = m_map ? m_map->shown() : nullptr;
        if (kind == QAccessible::Description) {
            if (!exploration)
                return MapWidget::tr("There is nothing on the map yet.");
            const auto typed = m_map->ghost();
            return QString::fromStdString(describeMapForReader(*exploration, m_map->document().view()) +
                                          (typed ? ". " + describeGhost(*typed) : std::string()));
        }
        return QAccessibleWidget::text(kind);
    }

private:
    QPointer<MapWidget> m_map;
    mutable std::unordered_map<int, QAccessible::Id> m_children;
};

QAccessibleInterface *mapFactory(const QString &, QObject *object)
{
    auto *map = qobject_cast<MapWidget *>(object);
    return map ? new MapInterface(map) : nullptr;
}

} // namespace

void installMapAccessibility()
{
    static const bool once = [] {
        QAccessible::installFactory(mapFactory);
        return true;
    }();
    (void)once;
}

} // namespace embedscope
