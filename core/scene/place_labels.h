#pragma once

#include "core/scene/viewport.h"

#include <cstddef>
#include <span>
#include <vector>

namespace embedscope {

/// A mark's label that wants a place. All lengths in logical pixels.
struct LabelRequest
{
    ScreenPoint at = {}; ///< middle of its mark
    double radius = 6;   ///< of its mark with rings
    double width = 0;
    double height = 0;
    double priority = 0; ///< greater first; equal ones in the order given. Never pushed out by a lesser one
    bool insist = false; ///< also put further off than others: better a long leader than no label
};

/// What no label may lie on: a mark.
struct LabelMark
{
    ScreenPoint at = {};
    double radius = 6;
};

/// What a label rather not lies on: a line.
struct LabelLine
{
    ScreenPoint from = {};
    ScreenPoint to = {};
    double cost = 1; ///< 1: about as bad as the next worse side
};

enum class LabelSide { Below, Right, Left, Above, BelowRight, AboveRight, BelowLeft, AboveLeft };

struct LabelPlacement
{
    bool placed = false;
    ScreenRect rect = {};
    LabelSide side = LabelSide::Below;
    bool leader = false; ///< further than kLeaderFrom from its mark: a line leads there
    ScreenPoint leaderFrom = {};
    ScreenPoint leaderTo = {};
};

inline constexpr double kLeaderFrom = 24;

/// Finds places: below the mark if free, else right, left, above, the diagonals, then further off with a leader line.
/// Greedy by priority, then labels without a place try to move one or two lesser or equal ones elsewhere. No label
/// touches another, a mark, an obstacle, a leader line or the bounds; one that finds no place has `placed` false. The
/// same result for the same input, always.
std::vector<LabelPlacement> placeLabels(std::span<const LabelRequest> requests, std::span<const LabelMark> marks,
                                        std::span<const ScreenRect> obstacles, std::span<const LabelLine> lines,
                                        const ScreenRect &bounds);

} // namespace embedscope
