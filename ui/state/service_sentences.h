#pragma once

#include "core/base/error.h"
#include "core/embed/embedder.h"
#include "core/embed/service/prices.h"
#include "core/explore/written_names.h"
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

/// "Sending 40 words and 24 texts of 8 clusters, about 900 tokens, to api.example.org for names by NAME."
QString namingText(const BriefTotal &total, const std::string &host, const std::string &model);

/// "api.example.org answered 8 questions for names and counted 900 tokens." Empty if nothing was sent.
QString namedText(const EmbedUsage &usage, const std::string &host);

} // namespace embedscope
