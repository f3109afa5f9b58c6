#include "app/commands/separation.h"

#include "app/phrases.h"

namespace embedscope {

void writeAxis(JsonWriter &json, const AxisRecipe &recipe, const AxisStage &axis)
{
    for (const auto &[name, end] : {std::pair("low", &recipe.low), std::pair("high", &recipe.high)}) {
        json.key(name).open('[');
        for (const std::string &phrase : end->phrases)
            json.value(phrase);
        json.close(']');
    }
    if (axis.separation) {
        json.member("in_order", axis.separation->inOrder).member("held_out", axis.separation->heldOut);
        json.member("gap", axis.separation->gap);
    } else {
        json.member("share", axis.share);
    }
}

std::string separationSentence(const AxisSeparation &separation)
{
    if (!separation.heldOut)
        return "An end has a single example: how well they separate cannot be told.";
    return "Of the pairs of its examples " + percentWords(*separation.heldOut) +
           " are in the right order on an axis made without them (chance: 50%).";
}

} // namespace embedscope
