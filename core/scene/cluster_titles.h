#pragma once

#include "core/explore/exploration.h"
#include "core/scene/view_state.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace embedscope {

/// Which of the titles each cluster has, by cluster: the last one whose texts lie in it for the greater part.
std::vector<std::optional<std::size_t>> titleOfClusters(const Exploration &exploration,
                                                        std::span<const ClusterTitle> titles);
/// The clusters' names as they are to be shown: those that were given, else those made of their words.
std::vector<std::string> clusterNames(const Exploration &exploration, std::span<const ClusterTitle> titles);
/// The titles with this cluster named so; an empty name gives it back the one made of its words.
std::vector<ClusterTitle> withTitle(const Exploration &exploration, std::span<const ClusterTitle> titles,
                                    std::size_t cluster, const std::string &name);

} // namespace embedscope
