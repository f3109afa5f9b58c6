#pragma once

#include "core/analyse/unit_rows.h"
#include "core/base/error.h"
#include "core/embed/embedder.h"
#include "core/embed/service/prices.h"
#include "core/explore/clusters/written_names.h"
#include "ui/state/error_text.h"

#include <QString>

#include <optional>
#include <string>

namespace embedscope {

/// Part of errorText(): what went wrong on the way to a service, or there, and what to do. Neither ends with a full
/// stop but the advice.
struct ServiceSentences
{
    QString what;
    QString advice;
};

/// `detail`: the error's, as one line of plain text.
ServiceSentences serviceSentences(const Error &error, const QString &detail, Surface surface);

/// "Sending 4 texts, about 30 tokens, to api.example.org; the estimated price is 4 cents (prices of 2026-08-21)." Of a
/// service on this computer nothing is said about prices. Empty if nothing is sent.
QString sendText(const SendEstimate &estimate);

/// What was really used, to be told afterwards: "api.example.org took 4 texts in 1 request and counted 27 tokens, which
/// makes less than a cent." `dollarsPerMillion`: nothing if it is not known. Empty if nothing was sent.
QString spentText(const EmbedUsage &usage, const std::string &host, std::optional<double> dollarsPerMillion);

/// "the estimated price is 4 cents (prices of 2026-08-21)" or "the price is not known"; empty for a service on this
/// computer.
QString priceClause(const std::string &host, std::optional<double> dollars, const std::string &pricesAsOf);

/// "Sending 40 words and 24 texts of 8 clusters, about 900 tokens, to api.example.org for names by NAME; the estimated
/// price is 4 cents (prices of 2026-08-21)."
QString namingText(const NamingEstimate &estimate);

/// What there is to say of vectors that a service sent: "The vectors of api.example.org are 0.61 to 0.7 long, not 1:
/// …". Empty if they have length 1, or there is no host.
QString lengthsText(const LengthRange &lengths, const std::string &host);

/// "api.example.org answered 8 questions for names and counted 900 tokens." Empty if nothing was sent.
QString namedText(const EmbedUsage &usage, const std::string &host);

} // namespace embedscope
