#pragma once

#include "core/base/ids.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

struct ClusterNameOptions
{
    std::size_t words = 5;       ///< kept for each cluster
    std::size_t wordsInName = 3; ///< of them, those that make the name
};

struct ClusterName
{
    std::string name = {};               ///< "guitar, orchestra"; "Cluster 3" if no word tells it from the others
    std::vector<std::string> words = {}; ///< most telling first, as most of the texts spell them
};

/// Names clusters by their own words, and pairs of words that stand together: class-based TF-IDF (Grootendorst 2022), a
/// term's weight in a cluster being its share of the cluster's terms × log(1 + average terms a cluster / the term's
/// count in all). A term counts once a text, must stand in two texts of the cluster (in small clusters: in one) and has
/// no stop word of the text's language. No word is in two clusters' names: in rounds, each cluster gets the best term
/// that says less about every other that wants it. `labels` has one entry a text; kNoCluster is passed over.
std::vector<ClusterName> nameClusters(std::span<const std::string_view> texts, std::span<const ClusterId> labels,
                                      std::size_t clusters, const ClusterNameOptions &options = {});

} // namespace embedscope
