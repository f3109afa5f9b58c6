#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/embed/service/chat_service.h"
#include "core/embed/service/prices.h"
#include "core/explore/exploration.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What is sent with each of the clusters, the same for all.
extern const char *const kNameInstructions;

/// What a model is told about one cluster: its words, and its most central texts, shortened. Nothing else of it leaves.
struct ClusterBrief
{
    std::size_t words = 0; ///< so many of its words
    std::size_t texts = 0; ///< so many of its texts
    std::string text = {}; ///< as it is sent
};

/// Of each cluster, in their order. At most 5 words of 60 characters, and 3 texts of 300 characters, each as one line.
std::vector<ClusterBrief> clusterBriefs(const Exploration &exploration);

/// Adds up what is sent, the instructions with each cluster.
struct BriefTotal
{
    std::size_t clusters = 0;
    std::size_t words = 0;
    std::size_t texts = 0;
    std::size_t tokens = 0;  ///< estimated
    std::size_t written = 0; ///< tokens of the answers, estimated; models that think aloud write many more
};
BriefTotal totalOf(std::span<const ClusterBrief> briefs);

/// What asking would cost, for a person to see before it is done.
struct NamingEstimate
{
    BriefTotal total = {};
    std::string host = {};
    std::string model = {};
    std::optional<double> dollars = {}; ///< nothing: the price is not known
    std::string pricesAsOf = {};
};
NamingEstimate estimateNaming(std::span<const ClusterBrief> briefs, const std::string &host, const std::string &model,
                              const PriceList &prices);

/// The name in a model's answer: its first line, without what models put around it (what they think aloud, "Name:",
/// quotation marks, stars, a full stop at the end), cut after 60 characters where a word ends. Errors BadAnswer:
/// nothing is left, or it is longer than 200 characters and so no name; the detail says which.
Result<std::string> nameInAnswer(std::string_view answer);

struct WrittenName
{
    std::string name = {}; ///< the cluster's own, made of its words, where none was written
    std::string why = {};  ///< why none was written; empty: it was
};

/// A name for each cluster, by a model. No two are the same, upper and lower case apart: a later one gets one of the
/// cluster's words behind it. Where the service fails after some names, those stay, and `why` says so of the others.
/// Errors: those of ChatService::ask(), where it is stopped or no name was written.
Result<std::vector<WrittenName>> writeNames(const ChatService &service, const Exploration &exploration,
                                            const RunControl &control = {});

} // namespace embedscope
