#pragma once

#include "core/embed/embedder.h"
#include "core/embed/service/prices.h"
#include "core/explore/vector_store.h"
#include "core/text/corpus.h"

#include <QString>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace embedscope {

/// What would go to a service, and waits for a person's word.
struct SendQuestion
{
    std::string model = {};              ///< Recipe::model
    SendEstimate estimate = {};          ///< how much it is, where to, and what it costs
    std::vector<std::string> texts = {}; ///< each once
};

/// What a person has agreed to send, of one document to one model. Never saved.
struct SendConsent
{
    std::unordered_set<std::string> texts = {};
};

/// After somebody has agreed once, so many further texts go without a question: typing goes on.
inline constexpr std::size_t kMostUnasked = 20;

/// What must be asked before a corpus is embedded: nothing for an embedder on this computer, nor where store and cache
/// have every vector, nor where `consent` covers the rest. Sends nothing; reads the prices and the cache.
std::optional<SendQuestion> questionBeforeSending(const Embedder &embedder, const std::string &model,
                                                  const Corpus &corpus, const VectorStore &store,
                                                  const SendConsent *consent);

/// "Send 12 texts (about 140 tokens, less than a cent) to api.example.org?" Prices are not spoken of where the service
/// is on this computer.
QString sendQuestionText(const SendEstimate &estimate);
/// What saying yes means, and how old the prices are.
QString sendQuestionDetails(const SendEstimate &estimate);
/// Whether words that are typed beside the texts may be given to an embedder that texts may be sent to: to a service
/// elsewhere not more at a time than kMostUnasked that it has not seen.
bool mayGoUnasked(const Embedder &embedder, const std::vector<std::string> &words);
/// Whether a host, as Embedder::host() says it, is this computer.
bool isThisComputer(const std::string &host);

/// Puts into the store what the embedder's cache knows, and tells each text that got a vector so. Sends nothing.
void recallFromCache(const Embedder &embedder, const Corpus &corpus, VectorStore &store,
                     const std::function<void(const Text &, const VectorEntry &)> &row);

} // namespace embedscope
