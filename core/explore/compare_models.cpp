#include "core/explore/compare_models.h"

#include "core/analyse/neighbours/neighbours.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <numeric>
#include <unordered_map>

namespace embedscope {

namespace {

/// Of two independent sets of k out of `others`, the mean of shared / all: hypergeometric.
double expectedJaccard(std::size_t k, std::size_t others)
{
    const auto choose = [](std::size_t n, std::size_t m) {
        return std::lgamma(static_cast<double>(n) + 1) - std::lgamma(static_cast<double>(m) + 1) -
               std::lgamma(static_cast<double>(n - m) + 1);
    };
    double sum = 0;
    for (std::size_t shared = 2 * k > others ? 2 * k - others : 0; shared <= k; ++shared) {
        const double share = std::exp(choose(k, shared) + choose(others - k, k - shared) - choose(others, k));
        sum += share * static_cast<double>(shared) / static_cast<double>(2 * k - shared);
    }
    return std::min(sum, 1.0);
}

using Indices = std::vector<std::size_t>; ///< into ModelComparison::texts

Matrix rowsOf(const Exploration &exploration, const std::vector<TextMove> &texts, const Indices &which,
              std::size_t TextMove::*row)
{
    Matrix rows(static_cast<Eigen::Index>(which.size()), exploration.vectors.cols());
    for (std::size_t i = 0; i < which.size(); ++i)
        rows.row(static_cast<Eigen::Index>(i)) =
            exploration.vectors.row(static_cast<Eigen::Index>(texts[which[i]].*row));
    return rows;
}

bool isZero(const Exploration &exploration, std::size_t row)
{
    return (exploration.vectors.row(static_cast<Eigen::Index>(row)).array() == 0).all();
}

bool contains(std::span<const Neighbour> neighbours, std::uint32_t index)
{
    return std::any_of(neighbours.begin(), neighbours.end(),
                       [index](const Neighbour &neighbour) { return neighbour.index == index; });
}

/// The corpus indices of those of `from` that `other` has not.
std::vector<std::size_t> onlyIn(std::span<const Neighbour> from, std::span<const Neighbour> other,
                                const std::vector<TextMove> &texts, const Indices &which)
{
    std::vector<std::size_t> only;
    for (const Neighbour &neighbour : from)
        if (!contains(other, neighbour.index))
            only.push_back(texts[which[neighbour.index]].corpusIndex);
    return only;
}

/// What moved of the texts `which`, whose neighbours these are.
void tellMoves(ModelComparison &result, const Indices &which, const NeighboursResult &a, const NeighboursResult &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < which.size(); ++i) {
        TextMove &text = result.texts[which[i]];
        text.lost = onlyIn(a.of(i), b.of(i), result.texts, which);
        text.gained = onlyIn(b.of(i), a.of(i), result.texts, which);
        const std::size_t all = a.of(i).size() + text.gained.size();
        if (all == 0)
            continue;
        text.jaccard = static_cast<double>(a.of(i).size() - text.lost.size()) / static_cast<double>(all);
        sum += *text.jaccard;
        result.mostMoved.push_back(which[i]);
    }
    if (!result.mostMoved.empty())
        result.meanJaccard = sum / static_cast<double>(result.mostMoved.size());
    std::stable_sort(result.mostMoved.begin(), result.mostMoved.end(), [&](std::size_t one, std::size_t other) {
        return *result.texts[one].jaccard < *result.texts[other].jaccard;
    });
}

Result<ModelComparison> compare(const Exploration &a, const Exploration &b, const CompareOptions &options,
                                const RunControl &control, ThreadPool &pool)
{
    ModelComparison result;
    result.modelA = a.modelName;
    result.modelB = b.modelName;
    result.dimensionsA = static_cast<std::size_t>(a.vectors.cols());
    result.dimensionsB = static_cast<std::size_t>(b.vectors.cols());
    std::unordered_map<std::size_t, std::size_t> rowsB;
    for (std::size_t row = 0; row < b.size(); ++row)
        rowsB.emplace(b.corpusIndex[row], row);
    for (std::size_t row = 0; row < a.size(); ++row)
        if (const auto other = rowsB.find(a.corpusIndex[row]); other != rowsB.end())
            result.texts.push_back({a.corpusIndex[row], row, other->second, {}, {}, {}});
    if (result.texts.empty())
        return makeError(Errc::NoTexts);

    // Among the same texts: a neighbour that one model could not embed, or gave a zero vector, would count against the
    // other.
    Indices which;
    for (std::size_t i = 0; i < result.texts.size(); ++i)
        if (!isZero(a, result.texts[i].rowA) && !isZero(b, result.texts[i].rowB))
            which.push_back(i);
    result.comparable = which.size();
    if (which.empty())
        return result;
    NeighboursOptions search;
    search.k = options.neighbours;
    const auto nearA = findNeighbours(rowsOf(a, result.texts, which, &TextMove::rowA), search, control, pool);
    if (!nearA)
        return nearA.error();
    const auto nearB = findNeighbours(rowsOf(b, result.texts, which, &TextMove::rowB), search, control, pool);
    if (!nearB)
        return nearB.error();
    const std::size_t others = which.size() - 1;
    result.neighbours = std::min(options.neighbours, others);
    result.byChance = result.neighbours > 0 ? expectedJaccard(result.neighbours, others) : 1;
    tellMoves(result, which, *nearA, *nearB);
    return result;
}

} // namespace

Result<ModelComparison> compareModels(const Exploration &a, const Exploration &b, const CompareOptions &options,
                                      const RunControl &control, ThreadPool &pool)
{
    if (options.neighbours < 1)
        return makeError(Errc::InvalidArgument, "neighbours");
    try {
        return compare(a, b, options, control, pool);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
