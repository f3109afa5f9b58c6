#include "tests/support/sample_explorations.h"

#include "core/analyse/faithfulness.h"
#include "core/analyse/project/pca/pca.h"
#include "core/base/portable_random.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

void addMap(Exploration &e)
{
    const Result<PcaResult> pca = projectPca(e.vectors);
    if (!pca)
        return;
    MapStage map;
    map.coordinates = pca->coordinates;
    if (map.coordinates.cols() == 1)
        map.coordinates.conservativeResizeLike(MatrixD::Zero(map.coordinates.rows(), 2));
    map.explainedVariance = pca->explainedVarianceRatio;
    if (const auto measured = measureFaithfulness(e.vectors, pca->coordinates))
        map.faithfulness = *measured;
    e.map = std::move(map);
}

void addRow(Exploration &e, const std::string &text, const std::string &group = {})
{
    Text row;
    row.id = TextId{e.rows.size() + 1};
    row.text = text;
    row.group = group;
    e.corpusIndex.push_back(e.rows.size());
    e.rows.edit().push_back(std::move(row));
}

} // namespace

ExplorationPtr explorationWithSimilarities(const std::vector<std::string> &texts,
                                           const std::vector<std::vector<double>> &similarities)
{
    auto e = std::make_shared<Exploration>();
    const auto n = static_cast<Eigen::Index>(texts.size());
    for (const std::string &text : texts)
        addRow(*e, text);
    MatrixD gram = MatrixD::Identity(n, n);
    for (Eigen::Index i = 1; i < n; ++i)
        for (Eigen::Index j = 0; j < i; ++j)
            gram(i, j) = gram(j, i) = similarities[static_cast<std::size_t>(i - 1)][static_cast<std::size_t>(j)];
    // Cholesky, by hand: rows of the factor are the vectors.
    MatrixD factor = MatrixD::Zero(n, std::max<Eigen::Index>(n, 2));
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index j = 0; j <= i; ++j) {
            double left = gram(i, j);
            for (Eigen::Index k = 0; k < j; ++k)
                left -= factor(i, k) * factor(j, k);
            factor(i, j) = i == j ? std::sqrt(std::max(left, 0.0)) : factor(j, j) > 1e-9 ? left / factor(j, j) : 0;
        }
    }
    e->vectors = Matrix(factor.cast<float>());
    if (n > 0)
        addMap(*e);
    return e;
}

ExplorationPtr catExploration()
{
    return explorationWithSimilarities({"I like cats.", "Cats are adorable!", "Cats are a type of animal.",
                                        "The unix cat utility prints out whatever it reads."},
                                       {{0.597}, {0.587, 0.619}, {0.215, 0.232, 0.285}});
}

ExplorationPtr clusteredExploration(std::size_t n, std::size_t clusters)
{
    constexpr std::array<const char *, 8> subjects = {
        "The baker", "My neighbour",           "A small orchestra",       "Our old bus",
        "The river", "Someone at the station", "Every spring the garden", "The youngest engineer"};
    constexpr std::array<const char *, 7> verbs = {"waits for",     "paints",      "remembers",     "carries",
                                                   "never forgets", "sings about", "slowly repairs"};
    constexpr std::array<const char *, 7> objects = {"the rain",  "two green boats", "a letter from home",
                                                     "the clock", "bread and honey", "a mountain nobody has climbed",
                                                     "the snow"};
    constexpr std::array<const char *, 12> names = {
        "bread · oven · flour", "rain · storm · wind",  "train · station", "violin · concert",
        "goal · match · team",  "seed · garden · soil", "star · planet",   "money · bank",
        "doctor · fever",       "code · compiler",      "boat · harbour",  "snow · mountain"};
    auto e = std::make_shared<Exploration>();
    PortableRandom random(7);
    const Eigen::Index d = 24;
    MatrixD centres(static_cast<Eigen::Index>(clusters), d);
    for (Eigen::Index i = 0; i < centres.size(); ++i)
        centres.data()[i] = random.normal();
    Matrix vectors(static_cast<Eigen::Index>(n), d);
    ClusterStage stage;
    stage.clusters.resize(clusters);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t label = random.below(clusters);
        for (Eigen::Index k = 0; k < d; ++k)
            vectors(static_cast<Eigen::Index>(i), k) =
                static_cast<float>(centres(static_cast<Eigen::Index>(label), k) + 0.35 * random.normal());
        addRow(*e,
               std::string(subjects[random.below(subjects.size())]) + " " + verbs[random.below(verbs.size())] + " " +
                   objects[random.below(objects.size())] + ".",
               names[label % names.size()]);
        stage.labels.push_back(static_cast<ClusterId>(label));
        ++stage.clusters[label].size;
        if (stage.clusters[label].central.size() < 3)
            stage.clusters[label].central.push_back(i);
    }
    for (std::size_t c = 0; c < clusters; ++c) {
        stage.clusters[c].id = static_cast<ClusterId>(c);
        stage.clusters[c].name = c < names.size() ? names[c] : "cluster " + std::to_string(c + 1);
    }
    e->vectors = std::move(vectors);
    e->clusters = std::move(stage);
    if (n > 0)
        addMap(*e);
    return e;
}

MeasuredText FixedWidthMeasurer::measure(std::string_view text, TextRole role, double fontScale, int maxCharacters,
                                         int maxLines) const
{
    const double size = (role == TextRole::Label || role == TextRole::AnchorLabel ? 14
                         : role == TextRole::ClusterName                          ? 16
                                                                                  : 11) *
                        fontScale;
    MeasuredText measured;
    measured.lineHeight = size * 1.25;
    measured.ascent = size;
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t space = std::min(text.find(' ', at), text.size());
        words.emplace_back(text.substr(at, space - at));
        at = space + 1;
    }
    std::vector<std::string> lines;
    for (const std::string &word : words) {
        if (!lines.empty() &&
            countCharacters(lines.back()) + 1 + countCharacters(word) <= static_cast<std::size_t>(maxCharacters))
            lines.back() += " " + word;
        else
            lines.push_back(word);
    }
    measured.elided = lines.size() > static_cast<std::size_t>(maxLines);
    if (measured.elided) {
        lines.resize(static_cast<std::size_t>(maxLines));
        lines.back() += "…";
    }
    for (const std::string &line : lines) {
        const double width = 0.5 * size * static_cast<double>(countCharacters(line));
        measured.lines.push_back({line, width});
        measured.width = std::max(measured.width, width);
    }
    return measured;
}

} // namespace embedscope
