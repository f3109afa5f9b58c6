#include "core/scene/shade.h"

#include "core/analyse/cosine.h"
#include "core/explore/axes/axes.h"
#include "core/explore/measure.h"
#include "core/explore/scores/spectrum.h"
#include "core/scene/display_text.h"
#include "core/scene/palette.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::size_t kTitleLength = 28; ///< of a text in a legend's title
constexpr std::size_t kEndLength = 26;   ///< of the words at an end of a legend

/// Orange and blue, as the fingerprint has them; the middle is near the map's ground.
struct DivergingEnds
{
    Colour negative, neutral, positive;
};
constexpr DivergingEnds kLightEnds{Colour::rgb(0xb8480a), Colour::rgb(0xe9ebee), Colour::rgb(0x0b4a8f)};
constexpr DivergingEnds kDarkEnds{Colour::rgb(0xffa066), Colour::rgb(0x333a44), Colour::rgb(0xa9cbf7)};

struct Extent
{
    double low = 0;
    double high = 0;
    std::size_t count = 0;
};

Extent extentOf(const std::vector<std::optional<double>> &values)
{
    Extent extent;
    for (const auto &value : values) {
        if (!value)
            continue;
        extent.low = extent.count == 0 ? *value : std::min(extent.low, *value);
        extent.high = extent.count == 0 ? *value : std::max(extent.high, *value);
        ++extent.count;
    }
    return extent;
}

/// A range is never empty: what is the same everywhere lies at its near end.
RampRange rangeOf(double low, double high)
{
    const double least = std::max(1e-9, 1e-6 * std::max(std::abs(low), std::abs(high)));
    return high - low > least ? RampRange{low, high} : RampRange{high - least, high};
}

void spanWhatThereIs(Shade &shade)
{
    const Extent extent = extentOf(shade.values);
    if (extent.low < 0 && extent.high > 0) {
        shade.kind = Shade::Kind::Diverging;
        const double most = std::max(-extent.low, extent.high);
        shade.range = {-most, most};
    } else {
        shade.range = rangeOf(extent.low, extent.high);
    }
}

void shadeSimilarity(Shade &shade, const Exploration &e, const ViewState &view, std::span<const float> to,
                     std::optional<std::size_t> anchorRow, const std::string &name)
{
    shade.values = measuredTo(view.measure, MatrixView(e.vectors), to);
    shade.hollow = "undefined";
    const std::size_t skip = anchorRow.value_or(e.size());
    switch (view.measure) {
    case Measure::Cosine:
        shade.title = "similarity to " + name;
        shade.range = rampRange(shade.values, skip, view.stretchRamp ? RampSpan::Stretched : RampSpan::ZeroToOne);
        if (!view.stretchRamp) {
            shade.beyond = "below 0 as 0";
            shade.steps = 4;
        }
        return;
    case Measure::Angle:
        shade.title = "angle to " + name;
        shade.unit = "\u00b0";
        shade.range = {0, 90};
        if (!view.stretchRamp) {
            shade.beyond = "above 90° as 90°";
            shade.steps = 3;
        }
        break;
    case Measure::Euclidean:
        shade.title = "distance to " + name;
        shade.range = rangeOf(0, extentOf(shade.values).high);
        break;
    }
    shade.kind = Shade::Kind::Falling;
    if (view.stretchRamp)
        shade.range = rampRange(shade.values, skip, RampSpan::Stretched);
}

void shadeComponent(Shade &shade, const Exploration &e, const ViewState &view)
{
    const auto dimensions = static_cast<std::size_t>(e.vectors.cols());
    const auto component = static_cast<std::size_t>(std::max(view.component, 0));
    shade.title = "number " + std::to_string(component + 1) + " of " + std::to_string(dimensions);
    shade.hollow = "no such number";
    if (component >= dimensions)
        return;
    double most = 0;
    for (std::size_t row = 0; row < e.size(); ++row) {
        const double value = (*e.vectors)(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(component));
        shade.values[row] = value;
        most = std::max(most, std::abs(value));
    }
    shade.kind = Shade::Kind::Diverging;
    most = most > 0 ? most : 1;
    shade.range = {-most, most};
}

void shadeKept(Shade &shade, const Exploration &e)
{
    shade.title = "true neighbours kept on the map";
    shade.hollow = "not measured";
    if (!e.map || e.map->faithfulness.neighboursKeptOf.size() != e.size() || e.map->faithfulness.k == 0)
        return;
    shade.title = "share of the " + std::to_string(e.map->faithfulness.k) + " nearest kept on the map";
    for (std::size_t row = 0; row < e.size(); ++row)
        if (const auto kept = e.map->faithfulness.neighboursKeptOf[row])
            shade.values[row] = *kept * 100;
    shade.range = {0, 100};
    shade.steps = 4;
    shade.unit = "%";
}

void shadeLength(Shade &shade, const Exploration &e)
{
    shade.title = "length of the vector";
    for (std::size_t row = 0; row < e.size(); ++row) {
        const double length = e.vectors.row(static_cast<Eigen::Index>(row)).cast<double>().norm();
        // What a model has normalised differs by rounding alone.
        shade.values[row] = std::abs(length - 1) < 1e-4 ? 1.0 : length;
    }
    const Extent extent = extentOf(shade.values);
    shade.range = extent.high - extent.low > 1e-3 * extent.high ? RampRange{extent.low, extent.high}
                                                                : RampRange{0, std::max(extent.high, 1e-9)};
}

void shadeColumn(Shade &shade, const Exploration &e, const std::string &name)
{
    shade.title = displayText(name, 40);
    shade.hollow = "no number";
    const auto at = std::find(e.columnNames.begin(), e.columnNames.end(), name);
    if (at == e.columnNames.end())
        return;
    const auto column = static_cast<std::size_t>(at - e.columnNames.begin());
    for (std::size_t row = 0; row < e.size(); ++row)
        if (column < e.rows[row].columns.size())
            shade.values[row] = numberOf(e.rows[row].columns[column]);
    spanWhatThereIs(shade);
}

/// Two colours, one for each end: what lies between is neither's.
void shadeSpectrum(Shade &shade, const Exploration &e, const ViewState &view)
{
    shade.title = "place on a spectrum";
    shade.low = displayText(axisEndWords(view.spectrum.low, e), kEndLength);
    shade.high = displayText(axisEndWords(view.spectrum.high, e), kEndLength);
    shade.kind = Shade::Kind::Diverging;
    if (shade.low.empty() || shade.high.empty()) {
        shade.hollow = "no examples yet";
        return;
    }
    const VectorStore none;
    const bool known = view.spectrumPhrases && view.spectrumPhrases->identity() == e.identity;
    Result<Spectrum> spectrum = spectrumOf(e, view.spectrum, known ? *view.spectrumPhrases : none);
    if (!spectrum) {
        shade.hollow = spectrum.error().code == Errc::BadAxis ? "the ends cannot be told apart" : "not known yet";
        return;
    }
    shade.values = std::move(spectrum->places);
    shade.hollow = "undefined";
    const Extent extent = extentOf(shade.values);
    if (view.stretchRamp) {
        shade.range = rangeOf(extent.low, extent.high);
        return;
    }
    // Most texts lie far from the ends that examples make: as far to both sides of the middle as there are any.
    const double reach = extent.count == 0 ? 0 : std::max(0.5 - extent.low, extent.high - 0.5);
    shade.range = reach > 1e-6 ? RampRange{0.5 - reach, 0.5 + reach} : RampRange{};
}

} // namespace

bool isShaded(ColourMode mode)
{
    return mode != ColourMode::Cluster && mode != ColourMode::Group && mode != ColourMode::None;
}

bool anchorKeepsColour(ColourMode mode)
{
    return mode != ColourMode::Similarity && mode != ColourMode::None;
}

Shade shadeOf(const Exploration &e, const ViewState &view, std::size_t anchorRow)
{
    Shade shade;
    shade.values.assign(e.size(), std::nullopt);
    const MatrixView vectors(e.vectors);
    if (vectors.rows != e.size() || e.size() == 0)
        return shade;
    switch (view.colourMode) {
    case ColourMode::Similarity:
        if (anchorRow < e.size())
            shadeSimilarity(shade, e, view, vectors.row(anchorRow), anchorRow,
                            quoted(e.rows[anchorRow].text, kTitleLength));
        break;
    case ColourMode::Phrase:
        shade.title = "similarity to " + quoted(view.phrase, kTitleLength);
        shade.hollow = "not known yet";
        if (view.phraseVector && view.phraseVector->size() == vectors.cols)
            shadeSimilarity(shade, e, view, *view.phraseVector, std::nullopt, quoted(view.phrase, kTitleLength));
        break;
    case ColourMode::Component:
        shadeComponent(shade, e, view);
        break;
    case ColourMode::Kept:
        shadeKept(shade, e);
        break;
    case ColourMode::Length:
        shadeLength(shade, e);
        break;
    case ColourMode::Column:
        shadeColumn(shade, e, view.column);
        break;
    case ColourMode::Spectrum:
        shadeSpectrum(shade, e, view);
        break;
    case ColourMode::Cluster:
    case ColourMode::Group:
    case ColourMode::None:
        return shade;
    }
    const bool undefined =
        std::any_of(shade.values.begin(), shade.values.end(), [](const auto &value) { return !value; });
    if (!undefined)
        shade.hollow.clear();
    const bool outside = std::any_of(shade.values.begin(), shade.values.end(), [&](const auto &value) {
        return value && (*value < shade.range.low || *value > shade.range.high);
    });
    if (!outside ||
        (shade.kind == Shade::Kind::Rising && shade.beyond == "below 0 as 0" &&
         std::none_of(shade.values.begin(), shade.values.end(), [](const auto &value) { return value && *value < 0; })))
        shade.beyond.clear();
    return shade;
}

double shadePosition(const Shade &shade, double value)
{
    const double t = rampPosition(value, shade.range);
    return shade.kind == Shade::Kind::Falling ? 1 - t : t;
}

Colour shadeColour(const Shade &shade, Ramp ramp, Theme theme, double position)
{
    if (shade.kind != Shade::Kind::Diverging)
        return rampColour(ramp, theme, position);
    const DivergingEnds &ends = theme == Theme::Dark ? kDarkEnds : kLightEnds;
    const double t = 2 * std::clamp(position, 0.0, 1.0) - 1;
    return t < 0 ? mix(ends.neutral, ends.negative, -t) : mix(ends.neutral, ends.positive, t);
}

std::string shadeNumber(const Shade &shade, double value)
{
    const double span = shade.range.high - shade.range.low;
    // As many digits as tell the legend's numbers apart, and none of a locale's.
    int digits = 0;
    for (double step = span / 4; step < 10 && digits < 6 && std::abs(step - std::round(step)) > 1e-9; step *= 10)
        ++digits;
    while (digits < 2 && span < 0.5)
        ++digits;
    char buffer[64];
    const bool huge = std::abs(value) >= 1e7;
    const auto end = huge ? std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 3)
                          : std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits);
    std::string text(buffer, end.ptr);
    if (!huge && text.find('.') != std::string::npos) {
        while (text.back() == '0')
            text.pop_back();
        if (text.back() == '.')
            text.pop_back();
    }
    if (text == "-0")
        text = "0";
    if (text.starts_with('-'))
        text = "\u2212" + text.substr(1);
    return text + shade.unit;
}

std::optional<double> numberOf(std::string_view cell)
{
    while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t'))
        cell.remove_prefix(1);
    while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t'))
        cell.remove_suffix(1);
    if (!cell.empty() && cell.back() == '%') {
        cell.remove_suffix(1);
        while (!cell.empty() && cell.back() == ' ')
            cell.remove_suffix(1);
    }
    if (!cell.empty() && cell.front() == '+')
        cell.remove_prefix(1);
    if (cell.empty() || cell.size() > 64)
        return std::nullopt;
    std::string digits;
    std::size_t since = 0; // digits since a comma
    bool commas = false;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        const char c = cell[i];
        if (c == ',') {
            if (digits.empty() || (commas && since != 3) || digits.find('.') != std::string::npos)
                return std::nullopt;
            commas = true;
            since = 0;
            continue;
        }
        if (c == '.' && commas && since != 3)
            return std::nullopt;
        since += digits.find('.') == std::string::npos ? 1 : 0;
        if (!(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E')
            return std::nullopt; // "nan", "inf", words
        digits += c;
    }
    if (commas && digits.find('.') == std::string::npos && since != 3)
        return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::vector<std::size_t> numericColumns(const std::vector<Text> &texts, std::size_t columns)
{
    std::vector<std::size_t> numeric;
    for (std::size_t column = 0; column < columns; ++column) {
        std::size_t numbers = 0;
        std::size_t filled = 0;
        std::optional<double> first;
        bool differ = false;
        for (const Text &text : texts) {
            if (column >= text.columns.size() || text.columns[column].empty())
                continue;
            ++filled;
            if (const auto value = numberOf(text.columns[column])) {
                ++numbers;
                differ = differ || (first && *first != *value);
                first = first ? first : value;
            }
        }
        if (differ && 10 * numbers >= 9 * filled)
            numeric.push_back(column);
    }
    return numeric;
}

} // namespace embedscope
