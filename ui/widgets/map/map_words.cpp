// What the map says: of what is being typed, and where the pointer rests.
#include "ui/state/typed_query.h"
#include "ui/widgets/map/map_widget.h"

#include <cmath>

namespace embedscope {

void MapWidget::followTyped(TypedQuery *typed)
{
    m_typed = typed;
    connect(typed, &TypedQuery::changed, this, &MapWidget::dropScene);
    dropScene();
}

std::shared_ptr<const Ghost> MapWidget::ghost() const
{
    const auto ghost = m_typed ? m_typed->ghost() : nullptr;
    return ghost && ghost->exploration == shown() ? ghost : nullptr;
}

QString MapWidget::explanationAt(QPointF at)
{
    constexpr double kReach = 12; // logical pixels
    const ScreenPoint point{at.x(), at.y()};
    const Scene &current = scene();
    const auto typed = ghost();
    if (const auto &drawn = current.ghost;
        typed && drawn &&
        (drawn->words.contains(point) || std::hypot(drawn->at.x - point.x, drawn->at.y - point.y) < kReach))
        return QString::fromStdString(describeGhost(*typed));
    for (const auto *items : {&current.below, &current.above})
        for (const SceneItem &item : *items) {
            const auto *text = std::get_if<TextItem>(&item);
            if (text && text->role == TextRole::AxisLabel && text->bounds().contains(point))
                return tr("Variance is how much the texts differ. Component 1 is the direction in which they differ "
                          "most, component 2 the one across it in which they differ most of what is left. The "
                          "percentage is the share of all their differences that lies along this axis.");
        }
    return {};
}

} // namespace embedscope
