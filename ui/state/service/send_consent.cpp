#include "ui/state/service/send_consent.h"

#include "core/embed/cache/cached_embedder.h"
#include "core/embed/http/http_url.h"
#include "ui/state/count_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

namespace embedscope {

namespace {

/// Texts of the corpus that the store has no vector of.
std::vector<const Text *> pendingTexts(const Corpus &corpus, const VectorStore &store)
{
    std::vector<const Text *> pending;
    for (const Text &text : corpus.texts)
        if (store.entry(text).state == VectorState::Pending)
            pending.push_back(&text);
    return pending;
}

struct ConsentWords
{
    Q_DECLARE_TR_FUNCTIONS(SendConsent)
};

} // namespace

QString sendQuestionText(const SendEstimate &estimate)
{
    const QString texts =
        estimate.texts == 1 ? ConsentWords::tr("1 text") : ConsentWords::tr("%1 texts").arg(countText(estimate.texts));
    QStringList what{ConsentWords::tr("about %1 tokens").arg(countText(estimate.tokens))};
    if (estimate.dollars)
        what += QString::fromStdString(priceText(*estimate.dollars));
    else if (!isThisComputer(estimate.host))
        what += ConsentWords::tr("the price is not known");
    return ConsentWords::tr("Send %1 (%2) to %3?")
        .arg(texts, what.join(QStringLiteral(", ")), QString::fromStdString(estimate.host));
}

QString sendQuestionDetails(const SendEstimate &estimate)
{
    QStringList lines{
        ConsentWords::tr("Until you say so, nothing goes there. Texts that have their numbers already are not "
                         "sent again.")};
    if (estimate.dollars)
        lines += ConsentWords::tr("The price is an estimate, by prices of %1; the service's bill is what counts.")
                     .arg(QString::fromStdString(estimate.pricesAsOf));
    lines +=
        ConsentWords::tr("After that up to %1 new or changed texts at a time go there without a question, as long as "
                         "this document is open.")
            .arg(kMostUnasked);
    return lines.join(QLatin1Char('\n'));
}

bool isThisComputer(const std::string &host)
{
    const Result<HttpUrl> url = parseHttpUrl("http://" + host + "/");
    return url && url->loopback();
}

bool mayGoUnasked(const Embedder &embedder, const std::vector<std::string> &words)
{
    if (embedder.host().empty() || isThisComputer(embedder.host()))
        return true;
    const std::vector<std::string_view> views(words.begin(), words.end());
    return textsToSend(embedder, views, Role::Plain).size() <= kMostUnasked;
}

std::optional<SendQuestion> questionBeforeSending(const Embedder &embedder, const std::string &model,
                                                  const Corpus &corpus, const VectorStore &store,
                                                  const SendConsent *consent)
{
    if (embedder.host().empty())
        return std::nullopt;
    SendQuestion question;
    question.model = model;
    std::unordered_set<std::string_view> seen;
    std::vector<std::string_view> views;
    for (const Text *text : pendingTexts(corpus, store))
        if (seen.insert(text->text).second)
            views.push_back(text->text);
    if (views.empty())
        return std::nullopt;
    if (consent) {
        std::vector<std::string_view> fresh;
        std::copy_if(views.begin(), views.end(), std::back_inserter(fresh),
                     [&](std::string_view text) { return consent->texts.count(std::string(text)) == 0; });
        if (textsToSend(embedder, fresh, Role::Plain).size() <= kMostUnasked)
            return std::nullopt;
    }
    const Result<PriceList> prices = loadPrices(); // without any the price is unknown, and said to be
    question.estimate = estimateSend(embedder, views, prices ? *prices : PriceList{});
    if (question.estimate.texts == 0)
        return std::nullopt;
    question.texts.assign(views.begin(), views.end());
    return question;
}

void recallFromCache(const Embedder &embedder, const Corpus &corpus, VectorStore &store,
                     const std::function<void(const Text &, const VectorEntry &)> &row)
{
    const auto *cached = dynamic_cast<const CachedEmbedder *>(&embedder);
    if (!cached)
        return;
    const std::vector<const Text *> pending = pendingTexts(corpus, store);
    std::vector<EmbeddingCache::Key> keys;
    keys.reserve(pending.size());
    for (const Text *text : pending)
        keys.push_back(EmbeddingCache::keyOf(text->text, Role::Plain));
    const Status found = cached->cache()->find(embedder.identity(), keys, embedder.dimensions(),
                                               [&](std::size_t i, CachedVector &&known) {
                                                   auto vector = std::make_shared<StoredVector>();
                                                   vector->values = known.values;
                                                   vector->tokens = known.tokens;
                                                   vector->fullTokens = known.fullTokens;
                                                   vector->truncated = known.truncated;
                                                   if (store.put(*pending[i], std::move(vector)))
                                                       row(*pending[i], store.entry(*pending[i]));
                                               });
    static_cast<void>(found); // a cache that cannot be read is an empty one
}

} // namespace embedscope
