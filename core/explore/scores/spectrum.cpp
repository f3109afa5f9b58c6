#include "core/explore/scores/spectrum.h"

#include "core/explore/axes/axes.h"

#include <utility>

namespace embedscope {

Result<Spectrum> spectrumOf(const Exploration &exploration, const AxisRecipe &ends, const VectorStore &store,
                            const RunControl &control)
{
    Result<AxisExamples> examples = axisExamples(ends, exploration, store);
    if (!examples)
        return std::move(examples).error();
    const Result<MeaningAxis> axis = makeMeaningAxis(*examples, nullptr, control);
    if (!axis)
        return axis.error();
    Result<std::vector<std::optional<double>>> places = placeOnSpectrum(*axis, exploration.vectors, control);
    if (!places)
        return std::move(places).error();
    Spectrum spectrum;
    spectrum.axis = {axisEndWords(ends.low, exploration), axisEndWords(ends.high, exploration), axis->separation, {}};
    spectrum.places = std::move(*places);
    return spectrum;
}

} // namespace embedscope
