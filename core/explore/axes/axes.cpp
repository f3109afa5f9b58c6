#include "core/explore/axes/axes.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace embedscope {

namespace {

using Rows = std::unordered_map<TextId, std::size_t>;

Rows rowsById(const Exploration &exploration)
{
    Rows rows;
    for (std::size_t row = 0; row < exploration.size(); ++row)
        rows.emplace(exploration.rows[row].id, row);
    return rows;
}

Text phraseText(const std::string &phrase)
{
    Text text;
    text.text = phrase;
    return text;
}

Error withoutVector(const std::string &phrase, const VectorEntry &entry, const VectorStore &store)
{
    if (entry.state == VectorState::Empty)
        return makeError(Errc::EmptyText);
    if (!entry.error)
        return makeError(Errc::ModelMismatch, store.modelName());
    Error error = *entry.error;
    error.detail.insert(0, "\"" + phrase + "\"" + (error.detail.empty() ? "" : ": "));
    return error;
}

Result<Matrix> endVectors(const AxisEnd &end, const Exploration &exploration, const Rows &rows,
                          const VectorStore &store)
{
    Result<Matrix> phrases = vectorsOfPhrases(end.phrases, exploration, store);
    if (!phrases)
        return phrases;
    std::vector<std::size_t> texts;
    for (const TextId id : end.texts)
        if (const auto row = rows.find(id); row != rows.end())
            texts.push_back(row->second);
    Matrix all(phrases->rows() + static_cast<Eigen::Index>(texts.size()), exploration.vectors.cols());
    if (phrases->rows() > 0)
        all.topRows(phrases->rows()) = *phrases;
    for (std::size_t i = 0; i < texts.size(); ++i)
        all.row(phrases->rows() + static_cast<Eigen::Index>(i)) =
            exploration.vectors.row(static_cast<Eigen::Index>(texts[i]));
    return all;
}

Result<AxisExamples> examplesOf(const AxisRecipe &axis, const Exploration &exploration, const Rows &rows,
                                const VectorStore &store)
{
    AxisExamples examples;
    for (const auto &[end, vectors] : {std::pair(&axis.low, &examples.low), std::pair(&axis.high, &examples.high)}) {
        Result<Matrix> found = endVectors(*end, exploration, rows, store);
        if (!found)
            return std::move(found).error();
        *vectors = std::move(*found);
    }
    return examples;
}

AxisStage stageOf(const AxisRecipe &axis, const Exploration &exploration, const MeaningAxis &made)
{
    return {axisEndWords(axis.low, exploration), axisEndWords(axis.high, exploration), made.separation, {}};
}

} // namespace

std::vector<std::string_view> axisPhrases(const ProjectionRecipe &projection)
{
    std::vector<std::string_view> phrases;
    const auto *axes = std::get_if<AxesRecipe>(&projection);
    if (!axes)
        return phrases;
    std::unordered_set<std::string_view> seen;
    for (const AxisRecipe *axis : {&axes->x, &axes->y})
        for (const AxisEnd *end : {&axis->low, &axis->high})
            for (const std::string &phrase : end->phrases)
                if (seen.insert(phrase).second)
                    phrases.push_back(phrase);
    return phrases;
}

std::string axisEndWords(const AxisEnd &end, const Exploration &exploration)
{
    std::string words;
    const auto add = [&](const std::string &text) { words += (words.empty() ? "" : ", ") + text; };
    for (const std::string &phrase : end.phrases)
        add(phrase);
    for (const TextId id : end.texts)
        if (const auto row = exploration.rowOf(id))
            add(exploration.rows[*row].text);
    return words;
}

Result<Matrix> vectorsOfPhrases(const std::vector<std::string> &phrases, const Exploration &exploration,
                                const VectorStore &store)
{
    const auto dimensions = exploration.vectors.cols();
    Matrix vectors(static_cast<Eigen::Index>(phrases.size()), dimensions);
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        const VectorEntry entry = store.entry(phraseText(phrases[i]));
        if (entry.state == VectorState::Ready) {
            if (static_cast<Eigen::Index>(entry.vector->values.size()) != dimensions)
                return makeError(Errc::DimensionMismatch);
            std::copy(entry.vector->values.begin(), entry.vector->values.end(), vectors.row(at).data());
            continue;
        }
        const auto same = std::find_if(exploration.rows.begin(), exploration.rows.end(),
                                       [&](const Text &text) { return text.text == phrases[i]; });
        if (same == exploration.rows.end())
            return withoutVector(phrases[i], entry, store);
        vectors.row(at) = exploration.vectors.row(same - exploration.rows.begin());
    }
    return vectors;
}

Result<AxisExamples> axisExamples(const AxisRecipe &axis, const Exploration &exploration, const VectorStore &store)
{
    return examplesOf(axis, exploration, rowsById(exploration), store);
}

Result<MapStage> mapOnAxes(const Exploration &exploration, const AxesRecipe &axes, const VectorStore &store,
                           const RunControl &control)
{
    const Rows rows = rowsById(exploration);
    const bool both = axes.y != AxisRecipe{};
    Result<AxisExamples> x = examplesOf(axes.x, exploration, rows, store);
    if (!x)
        return std::move(x).error();
    Result<AxisExamples> y = both ? examplesOf(axes.y, exploration, rows, store) : AxisExamples{};
    if (!y)
        return std::move(y).error();
    AxesOptions options;
    options.orthogonal = axes.orthogonal;
    Result<AxesResult> result = projectAxes(exploration.vectors, *x, both ? &*y : nullptr, options, control);
    if (!result)
        return std::move(result).error();

    MapStage map;
    map.projection = axes;
    map.coordinates = std::move(result->coordinates);
    map.axes.push_back(stageOf(axes.x, exploration, result->x));
    map.axes.push_back(result->y ? stageOf(axes.y, exploration, *result->y)
                                 : AxisStage{{}, {}, {}, result->remainingShare});
    result->coordinates.resize(0, 0);
    map.formula = std::move(*result);
    return map;
}

} // namespace embedscope
