#pragma once

#include "core/explore/exploration.h"
#include "core/scene/ghost.h"
#include "core/scene/hit_index.h"
#include "core/scene/palette.h"
#include "core/scene/scene.h"
#include "core/scene/shade.h"
#include "core/scene/text_measurer.h"
#include "core/scene/true_neighbours.h"
#include "core/scene/view_state.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace embedscope {

/// A cluster or group as the picture has it.
struct CategoryOutline
{
    std::string name = {};
    std::size_t count = 0; ///< all its rows, shown or not
    bool hidden = false;
    CategoryLook look = {};
    WorldPoint centre = {};            ///< median of the shown rows
    std::vector<WorldPoint> hull = {}; ///< of the shown rows; clusters only
};

/// What of an Exploration does not change while one pans, zooms, hovers and selects: made once for an exploration, an
/// alignment, a colour mode, an anchor, hidden groups and a theme; shared by all scenes of them. Rows without place
/// (no map yet) give an empty layer.
struct SceneBase
{
    ExplorationPtr exploration = {};
    FormingMapPtr forming = {}; ///< where the points are those of a map on its way
    std::shared_ptr<const PointLayer> points = {};
    std::vector<MarkStyle> styles = {};
    std::shared_ptr<const HitIndex> hitIndex = {};
    WorldRect bounds = {}; ///< of the shown points
    std::size_t anchorRow = 0;
    std::vector<std::optional<double>> similarity = {}; ///< of every row to the anchor
    std::vector<std::string> groupNames = {};           ///< in the legend's order, where colour means group

    ViewState key = {};                           ///< what it was made for
    Shade shade = {};                             ///< where colour means a number
    std::optional<std::size_t> mostSimilar = {};  ///< row; of those shown, to the anchor
    std::vector<std::uint32_t> positionOf = {};   ///< row → position in `points`, kHidden where it is not shown
    std::vector<CategoryOutline> categories = {}; ///< clusters or groups, in the legend's order
    double markRadius = 6;                        ///< of a mark in similarity colouring, logical pixels

    TrueNeighbours trueNeighbours = {}; ///< of the row asked for last

    static constexpr std::uint32_t kHidden = 0xFFFFFFFF;
    bool shown(std::size_t row) const { return row < positionOf.size() && positionOf[row] != kHidden; }
};

/// Whether `base` still serves for this exploration and view (camera, selection, hover and the like do not matter).
bool servesView(const SceneBase &base, const ExplorationPtr &exploration, const ViewState &view);
bool servesView(const SceneBase &base, const FormingMapPtr &forming, const ViewState &view);
std::shared_ptr<const SceneBase> makeSceneBase(ExplorationPtr exploration, const ViewState &view);
/// Of a map on its way, without labels and lines: what an `earlier` epoch's base has of it is taken over, if it serves.
std::shared_ptr<const SceneBase> makeSceneBase(const FormingMapPtr &forming, const ViewState &view,
                                               const SceneBase *earlier = nullptr);

/// The picture of an exploration as the view wants it, `size` in logical pixels. A view without camera is fitted.
/// `reserved`: what lies above the map in the window (buttons, cards); nothing that must be read is put there. `ghost`:
/// what is being typed; drawn on top of everything but the hovered text, whose places are the same with and without it.
Scene buildScene(const SceneBase &base, const ViewState &view, ScreenSize size, const TextMeasurer &measurer,
                 std::span<const ScreenRect> reserved = {}, const Ghost *ghost = nullptr);
Scene buildScene(const ExplorationPtr &exploration, const ViewState &view, ScreenSize size,
                 const TextMeasurer &measurer);

/// The camera that fits all shown points; margins leave room for labels and legend in writing of this scale
/// (ViewState::fontScale). No mark lies under what is `reserved`, if that leaves half of the picture on a side.
Camera fittedCamera(const SceneBase &base, ScreenSize size, double fontScale = 1,
                    std::span<const ScreenRect> reserved = {});

/// What the card on the map says: what the map kept, its worst pair, and what "show the truth" would show.
struct MapCard
{
    std::string kept = {};   ///< "This map keeps 78% of the differences." For MDS: neighbours kept.
    std::string worst = {};  ///< "“Cats are…” and “I like cats.” look closer than they are." May be empty.
    std::string detail = {}; ///< trustworthiness, continuity, neighbours kept beside a shuffled map's, in a sentence
};
MapCard describeMap(const Exploration &exploration);

/// What a projection does, and when to distrust it: two sentences.
std::string explainProjection(const ProjectionRecipe &projection);

/// The map in a line below a picture: "PCA · keeps 78% of the differences · all-MiniLM-L6-v2"; MDS: "MDS · distances
/// off by 12% · …". Empty without a map.
enum class CaptionParts { WithModel, MapOnly };
std::string mapCaption(const Exploration &exploration, CaptionParts parts = CaptionParts::WithModel);

} // namespace embedscope
