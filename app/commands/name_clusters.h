#pragma once

#include "app/options.h"
#include "core/base/result.h"
#include "core/explore/clusters/written_names.h"
#include "core/explore/exploration.h"

#include <string>
#include <vector>

namespace embedscope {

/// What the clusters are called.
struct NamedClusters
{
    std::vector<WrittenName> names = {}; ///< of each cluster; `why` is not empty where its words made the name
    std::string model = {};              ///< that wrote the others; empty: none was asked
};

/// By their words, or by the service of --names. Tells on standard error what is sent, before it is, what was counted,
/// and which clusters got no name; nothing of it with --quiet.
Result<NamedClusters> nameClustersAsAsked(const ClusterOptions &options, const Exploration &exploration);

} // namespace embedscope
