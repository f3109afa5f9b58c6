#include "core/scene/cluster_titles.h"

#include <algorithm>

namespace embedscope {

std::vector<std::optional<std::size_t>> titleOfClusters(const Exploration &e, std::span<const ClusterTitle> titles)
{
    std::vector<std::optional<std::size_t>> of;
    if (!e.clusters)
        return of;
    of.resize(e.clusters->clusters.size());
    for (std::size_t title = 0; title < titles.size(); ++title) {
        std::vector<std::size_t> votes(of.size());
        std::size_t there = 0;
        for (const TextId id : titles[title].texts) {
            const auto row = e.rowOf(id);
            if (!row || *row >= e.clusters->labels.size())
                continue;
            ++there;
            const ClusterId label = e.clusters->labels[*row];
            if (label >= 0 && static_cast<std::size_t>(label) < votes.size())
                ++votes[static_cast<std::size_t>(label)];
        }
        for (std::size_t cluster = 0; cluster < votes.size(); ++cluster)
            if (2 * votes[cluster] > there)
                of[cluster] = title;
    }
    return of;
}

std::vector<std::string> clusterNames(const Exploration &e, std::span<const ClusterTitle> titles)
{
    std::vector<std::string> names;
    const auto of = titleOfClusters(e, titles);
    for (std::size_t cluster = 0; cluster < of.size(); ++cluster)
        names.push_back(of[cluster] ? titles[*of[cluster]].name : e.clusters->clusters[cluster].name);
    return names;
}

std::vector<ClusterTitle> withTitle(const Exploration &e, std::span<const ClusterTitle> titles, std::size_t cluster,
                                    const std::string &name)
{
    std::vector<ClusterTitle> next(titles.begin(), titles.end());
    if (!e.clusters || cluster >= e.clusters->clusters.size())
        return next;
    // Every one that would speak of this cluster, also those that a later one covers.
    for (std::size_t title = next.size(); title-- > 0;)
        if (const auto of = titleOfClusters(e, {&next[title], 1}); of[cluster])
            next.erase(next.begin() + static_cast<std::ptrdiff_t>(title));
    if (name.empty() || name == e.clusters->clusters[cluster].name)
        return next;
    ClusterTitle title{name, {}};
    for (const std::size_t row : e.clusters->clusters[cluster].central)
        title.texts.push_back(e.rows[row].id);
    next.push_back(std::move(title));
    return next;
}

} // namespace embedscope
