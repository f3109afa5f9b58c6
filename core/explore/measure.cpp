#include "core/explore/measure.h"

#include "core/analyse/cosine.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

/// With so many digits after the point, whatever the locale.
std::string fixed(double value, int digits)
{
    long factor = 1;
    for (int i = 0; i < digits; ++i)
        factor *= 10;
    const long long scaled = std::llround(std::abs(value) * static_cast<double>(factor));
    std::string text = std::to_string(scaled / factor);
    if (digits > 0) {
        std::string rest = std::to_string(scaled % factor);
        rest.insert(0, static_cast<std::size_t>(digits) - rest.size(), '0');
        text += "." + rest;
    }
    return (value < 0 && scaled != 0 ? "\u2212" : "") + text;
}

} // namespace

std::optional<double> measured(Measure measure, std::span<const float> a, std::span<const float> b)
{
    switch (measure) {
    case Measure::Cosine:
        break;
    case Measure::Angle:
        return angleDegrees(a, b);
    case Measure::Euclidean:
        return euclideanDistance(a, b);
    }
    return cosineSimilarity(a, b);
}

std::vector<std::optional<double>> measuredTo(Measure measure, MatrixView rows, std::span<const float> anchor)
{
    if (measure == Measure::Cosine)
        return similaritiesTo(rows, anchor);
    std::vector<std::optional<double>> values(rows.rows);
    for (std::size_t row = 0; row < rows.rows; ++row)
        values[row] = measured(measure, rows.row(row), anchor);
    return values;
}

std::string measureText(Measure measure, double value)
{
    switch (measure) {
    case Measure::Cosine:
        break;
    case Measure::Angle:
        return fixed(value, 1) + "\u00b0";
    case Measure::Euclidean:
        return std::abs(value) < 1e6 ? fixed(value, 3) : fixed(std::min(value, 9e15), 0);
    }
    std::string text = fixed(value, 3);
    if (const std::size_t zero = text.find("0."); zero != std::string::npos && std::abs(value) < 1)
        text.erase(zero, 1);
    return text;
}

std::vector<MeasuredRow> nearestBy(Measure measure, const Exploration &exploration, std::size_t anchor)
{
    const MatrixView vectors(exploration.vectors);
    std::vector<MeasuredRow> rows;
    if (vectors.rows != exploration.size() || anchor >= exploration.size())
        return rows;
    // Angles follow similarities, which have fewer ties.
    const bool byDistance = measure == Measure::Euclidean;
    const std::vector<std::optional<double>> near =
        measuredTo(byDistance ? Measure::Euclidean : Measure::Cosine, vectors, vectors.row(anchor));
    for (std::size_t row = 0; row < near.size(); ++row)
        if (row != anchor)
            rows.push_back({row, near[row]});
    std::stable_sort(rows.begin(), rows.end(), [byDistance](const MeasuredRow &a, const MeasuredRow &b) {
        if (!a.value || !b.value)
            return a.value.has_value() && !b.value;
        return byDistance ? *a.value < *b.value : *a.value > *b.value;
    });
    if (measure == Measure::Angle)
        for (MeasuredRow &row : rows)
            row.value = angleDegrees(vectors.row(row.row), vectors.row(anchor));
    return rows;
}

} // namespace embedscope
