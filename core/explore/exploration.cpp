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

std::vector<std::size_t> leastFaithful(const Exploration &exploration, std::size_t count)
{
    std::vector<std::size_t> rows;
    if (!exploration.map || exploration.map->faithfulness.trivial)
        return rows;
    const auto &kept = exploration.map->faithfulness.neighboursKeptOf;
    for (std::size_t row = 0; row < std::min(kept.size(), exploration.size()); ++row)
        if (kept[row] && *kept[row] < 1)
            rows.push_back(row);
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return *kept[a] < *kept[b]; });
    rows.resize(std::min(rows.size(), count));
    return rows;
}

} // namespace embedscope
