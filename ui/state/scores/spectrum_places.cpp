#include "ui/state/scores/spectrum_places.h"

#include "core/explore/scores/phrase_vectors.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace embedscope {

SpectrumPlaces::SpectrumPlaces(Document &document, QObject *parent) : ScoreTask(document, parent) {}

void SpectrumPlaces::setEnds(const AxisRecipe &ends)
{
    if (ends == m_ends)
        return;
    m_ends = ends;
    ask();
}

bool SpectrumPlaces::isAsked() const
{
    return m_ends.low != AxisEnd{} && m_ends.high != AxisEnd{};
}

void SpectrumPlaces::begin(const ScoreInput &input)
{
    launch(input, m_spectrum, [ends = m_ends](const ScoreInput &with, const RunControl &control) -> Result<Spectrum> {
        const Result<VectorStore> words = with.vectorsOf(typedExamples(ends), control);
        if (!words)
            return words.error();
        return spectrumOf(*with.exploration, ends, *words, control);
    });
}

std::vector<std::size_t> SpectrumPlaces::order() const
{
    const auto &places = m_spectrum.places;
    std::vector<std::size_t> order(places.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (places[a].has_value() != places[b].has_value())
            return places[a].has_value();
        return places[a].has_value() && *places[a] < *places[b];
    });
    return order;
}

QString SpectrumPlaces::separation() const
{
    const auto &found = m_spectrum.axis.separation;
    if (!found)
        return {};
    if (!found->heldOut)
        return tr("One example an end: how well they separate others cannot be told from it.");
    return tr("%1% of the examples' pairs lie in the right order on an axis made without them (50% is chance).")
        .arg(std::lround(*found->heldOut * 100));
}

} // namespace embedscope
