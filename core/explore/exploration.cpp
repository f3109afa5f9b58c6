#include "core/explore/exploration.h"

#include "core/analyse/cosine.h"

#include <algorithm>

namespace embedscope {

namespace {

std::vector<RankedText> rank(const Exploration &exploration, std::span<const float> to,
                             std::optional<std::size_t> leftOut)
{
    const std::vector<Similarity> similarity = similaritiesTo(exploration.vectors, to);
    std::vector<RankedText> ranking;
    ranking.reserve(similarity.size());
    for (std::size_t row = 0; row < similarity.size(); ++row) {
        if (row != leftOut)
            ranking.push_back({row, similarity[row], 0});
    }
    std::stable_sort(ranking.begin(), ranking.end(), [](const RankedText &a, const RankedText &b) {
        if (a.similarity.has_value() != b.similarity.has_value())
            return a.similarity.has_value();
        return a.similarity.has_value() && *a.similarity > *b.similarity;
    });
    for (std::size_t i = 0; i < ranking.size(); ++i)
        ranking[i].rank = i + 1;
    return ranking;
}

} // namespace

std::optional<std::size_t> Exploration::rowOf(TextId id) const
{
    const auto found = std::find_if(rows.begin(), rows.end(), [id](const Text &text) { return text.id == id; });
    if (found == rows.end())
        return {};
    return static_cast<std::size_t>(found - rows.begin());
}

std::vector<RankedText> rankAgainst(const Exploration &exploration, std::size_t anchor)
{
    if (anchor >= exploration.size())
        return {};
    return rank(exploration, MatrixView(exploration.vectors).row(anchor), anchor);
}

std::vector<RankedText> rankAgainst(const Exploration &exploration, std::span<const float> query)
{
    return rank(exploration, query, {});
}

} // namespace embedscope
