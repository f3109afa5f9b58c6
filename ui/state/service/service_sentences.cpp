#include "ui/state/service/service_sentences.h"

#include "ui/state/service/send_consent.h"

#include <QCoreApplication>

namespace embedscope {

namespace {

struct ServiceWords
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

/// "the key was refused (Incorrect API key provided)"
QString with(const QString &what, const QString &detail)
{
    return detail.isEmpty() ? what : QStringLiteral("%1 (%2)").arg(what, detail);
}

ServiceSentences wayThere(Errc code, const QString &detail, bool window)
{
    switch (code) {
    case Errc::HostNotFound:
        return {with(ServiceWords::tr("no computer of this name was found"), detail),
                ServiceWords::tr("Check the address, and that you are online.")};
    case Errc::NoConnection:
        return {with(ServiceWords::tr("no connection could be made"), detail),
                ServiceWords::tr("Check the address, that the service is running, and that you are online.")};
    case Errc::ConnectionBroken:
        return {with(ServiceWords::tr("the connection broke"), detail),
                ServiceWords::tr("Try again; what had arrived is kept.")};
    case Errc::NoAnswer:
        return {with(ServiceWords::tr("no answer came in time"), detail),
                window ? ServiceWords::tr("Check that the service is running, and try again later.")
                       : ServiceWords::tr("Try again later, or allow a longer wait (--max-wait).")};
    case Errc::TlsRefused:
        return {
            with(ServiceWords::tr("the connection is not safe, and nothing was sent"), detail),
            ServiceWords::tr("Check the address and this computer's clock; if the service is your own, use an http:// "
                             "address on this computer or a certificate that is trusted.")};
    case Errc::PlainHttpRefused:
        return {
            ServiceWords::tr("over http:// everybody on the way could read the texts and the key; nothing was sent"),
            window ? ServiceWords::tr("Use an https:// address, or tick “Use it without encryption all the same” under "
                                      "Models…, Services.")
                   : ServiceWords::tr("Use an https:// address, or say that you want this (--plain-http).")};
    case Errc::RedirectRefused:
        return {with(ServiceWords::tr("the service sends us to another address, where nothing was sent"), detail),
                window ? ServiceWords::tr("If you trust that address, give it yourself: Models…, Services, Address.")
                       : ServiceWords::tr("If you trust that address, give it yourself (--api-base).")};
    default:
        return {with(ServiceWords::tr("the answer cannot be used"), detail),
                ServiceWords::tr("Check that the address is that of an embedding service and the model is one for "
                                 "embeddings.")};
    }
}

ServiceSentences serviceItself(Errc code, const QString &detail, bool window)
{
    switch (code) {
    case Errc::KeyMissing:
        return {ServiceWords::tr("the service wants a key, and there is none"),
                window ? ServiceWords::tr(
                             "Give it under Models…, Services, Key; or put it into the environment variable %1 "
                             "before Embedscope is started.")
                             .arg(detail)
                       : ServiceWords::tr("Put it into the environment variable %1.").arg(detail)};
    case Errc::KeyRefused:
        return {with(ServiceWords::tr("the service refuses the key"), detail),
                ServiceWords::tr("Check that the key is whole, valid, and of this service.")};
    case Errc::AccessRefused:
        return {with(ServiceWords::tr("the service refuses access"), detail),
                ServiceWords::tr("Check what the key may do, and whether the service is offered where you are.")};
    case Errc::ServiceNoModel:
        return {with(ServiceWords::tr("the service has no such model or no such address"), detail),
                window
                    ? ServiceWords::tr(
                          "Check the model and the address under Models…, Services; a service on this computer "
                          "may have to fetch the model first.")
                    : ServiceWords::tr("Check the model's name and --api-base; a service on this computer may have to "
                                       "fetch the model first.")};
    case Errc::InputTooLong:
        return {with(ServiceWords::tr("the text is longer than the service takes"), detail),
                ServiceWords::tr("Shorten or split it.")};
    case Errc::RequestRefused:
        return {with(ServiceWords::tr("the service refuses the request"), detail),
                ServiceWords::tr("Check the model's name and its options.")};
    case Errc::RateLimited:
        return {with(ServiceWords::tr("the service asks us to slow down"), detail),
                window ? ServiceWords::tr("Try again later; what had arrived is kept.")
                       : ServiceWords::tr(
                             "Try again later, or allow a longer wait (--max-wait); what had arrived is kept.")};
    case Errc::QuotaUsed:
        return {with(ServiceWords::tr("the account's credit is used up"), detail),
                ServiceWords::tr("Check plan and payment at the service; what had arrived is kept.")};
    default:
        return {with(ServiceWords::tr("the service failed"), detail),
                ServiceWords::tr("Try again later; what had arrived is kept.")};
    }
}

/// What to do where a service was to name clusters, and something else than with embeddings.
QString namesAdvice(Errc code, const QString &detail, bool window)
{
    switch (code) {
    case Errc::ConnectionBroken:
        return ServiceWords::tr("Try again.");
    case Errc::PlainHttpRefused:
        return window ? ServiceWords::tr("Use an https:// address, or tick “Use it without encryption all the same”.")
                      : QString();
    case Errc::RedirectRefused:
        return ServiceWords::tr("If you trust that address, give it yourself.");
    case Errc::BadAnswer:
        return ServiceWords::tr(
            "Check that the address is that of a service for chat completions, and the model one that "
            "writes.");
    case Errc::KeyMissing:
        return window ? ServiceWords::tr(
                            "Give it under Key; or put it into the environment variable %1 before Embedscope is "
                            "started.")
                            .arg(detail)
                      : QString();
    case Errc::ServiceNoModel:
        return window ? ServiceWords::tr(
                            "Check the model and the address; a service on this computer may have to fetch the "
                            "model first.")
                      : ServiceWords::tr(
                            "Check the model's name (--names-model) and the address (--names); a service on this "
                            "computer may have to fetch the model first.");
    case Errc::RateLimited:
        return window ? ServiceWords::tr("Try again later.")
                      : ServiceWords::tr("Try again later, or allow a longer wait (--max-wait).");
    case Errc::QuotaUsed:
        return ServiceWords::tr("Check plan and payment at the service.");
    case Errc::ServiceFailed:
        return ServiceWords::tr("Try again later.");
    default:
        return {};
    }
}

/// What to do where a model was to come from a hub, and something else than with embeddings.
QString hubAdvice(Errc code, bool window)
{
    switch (code) {
    case Errc::NoAnswer:
    case Errc::RateLimited:
        return ServiceWords::tr("Try again later; what had arrived is kept.");
    case Errc::PlainHttpRefused:
        return ServiceWords::tr("Use an https:// address.");
    case Errc::RedirectRefused:
        return window ? ServiceWords::tr("If you trust that address, put it into the environment variable HF_ENDPOINT "
                                         "before Embedscope is started.")
                      : ServiceWords::tr("If you trust that address, give it yourself (--endpoint).");
    case Errc::BadAnswer:
        return ServiceWords::tr("Check that the address is that of a hub of models, and try again later.");
    case Errc::ServiceNoModel:
        return ServiceWords::tr("Check the model's name; those that are not for everybody need a key in the "
                                "environment variable HF_TOKEN.");
    case Errc::RequestRefused:
        return ServiceWords::tr("Check the model's name.");
    default:
        return {};
    }
}

ServiceSentences anySentences(const Error &error, const QString &detail, bool window)
{
    switch (error.code) {
    case Errc::HostNotFound:
    case Errc::NoConnection:
    case Errc::ConnectionBroken:
    case Errc::NoAnswer:
    case Errc::TlsRefused:
    case Errc::PlainHttpRefused:
    case Errc::RedirectRefused:
    case Errc::BadAnswer:
        return wayThere(error.code, detail, window);
    default:
        return serviceItself(error.code, detail, window);
    }
}

} // namespace

ServiceSentences serviceSentences(const Error &error, const QString &detail, Surface surface)
{
    const bool window = surface == Surface::Window || surface == Surface::NamesDialog || surface == Surface::HubPage;
    ServiceSentences words = anySentences(error, detail, window);
    if (surface == Surface::NamesDialog || surface == Surface::NamesOption)
        if (const QString advice = namesAdvice(error.code, detail, window); !advice.isEmpty())
            words.advice = advice;
    if (surface == Surface::HubPage || surface == Surface::HubCommand)
        if (const QString advice = hubAdvice(error.code, window); !advice.isEmpty())
            words.advice = advice;
    return words;
}

QString priceClause(const std::string &host, std::optional<double> dollars, const std::string &pricesAsOf)
{
    // A price means something only where one is paid.
    if (isThisComputer(host))
        return {};
    if (!dollars)
        return ServiceWords::tr("the price is not known");
    return ServiceWords::tr("the estimated price is %1 (prices of %2)")
        .arg(QString::fromStdString(priceText(*dollars)), QString::fromStdString(pricesAsOf));
}

QString namingText(const NamingEstimate &estimate)
{
    const auto counted = [](std::size_t count, const QString &one, const QString &many) {
        return count == 1 ? one : many.arg(count);
    };
    const BriefTotal &total = estimate.total;
    const QString what =
        ServiceWords::tr("Sending %1 and %2 of %3, about %4 tokens, to %5 for names by %6")
            .arg(counted(total.words, ServiceWords::tr("1 word"), ServiceWords::tr("%1 words")),
                 counted(total.texts, ServiceWords::tr("1 text"), ServiceWords::tr("%1 texts")),
                 counted(total.clusters, ServiceWords::tr("1 cluster"), ServiceWords::tr("%1 clusters")),
                 QString::number(total.tokens), QString::fromStdString(estimate.host),
                 QString::fromStdString(estimate.model));
    const QString price = priceClause(estimate.host, estimate.dollars, estimate.pricesAsOf);
    return price.isEmpty() ? what + u'.' : ServiceWords::tr("%1; %2.").arg(what, price);
}

QString lengthsText(const LengthRange &lengths, const std::string &host)
{
    if (host.empty() || lengths.unit())
        return {};
    const auto number = [](double length) { return QString::number(length, 'g', 3); };
    const QString least = number(lengths.least);
    const QString greatest = number(lengths.greatest);
    const QString words =
        ServiceWords::tr("The vectors of %1 are %2 long, not 1: similarities and angles do not depend "
                         "on it, distances do.");
    return words.arg(QString::fromStdString(host),
                     least == greatest ? least : ServiceWords::tr("%1 to %2").arg(least, greatest));
}

QString namedText(const EmbedUsage &usage, const std::string &host)
{
    const auto counted = [](std::size_t count, const QString &one, const QString &many) {
        return count == 1 ? one : many.arg(count);
    };
    if (host.empty() || usage.requests == 0)
        return {};
    QString what =
        ServiceWords::tr("%1 answered %2")
            .arg(QString::fromStdString(host), counted(usage.texts, ServiceWords::tr("1 question for a name"),
                                                       ServiceWords::tr("%1 questions for names")));
    if (usage.requests != usage.texts)
        what += ServiceWords::tr(" in %1").arg(
            counted(usage.requests, ServiceWords::tr("1 request"), ServiceWords::tr("%1 requests")));
    if (usage.tokens == 0)
        return what + QLatin1Char('.');
    return usage.tokensEstimated
               ? ServiceWords::tr("%1 and does not say all tokens, about %2.").arg(what).arg(usage.tokens)
               : ServiceWords::tr("%1 and counted %2 tokens.").arg(what).arg(usage.tokens);
}

QString sendText(const SendEstimate &estimate)
{
    if (estimate.host.empty() || estimate.texts == 0)
        return {};
    const QString host = QString::fromStdString(estimate.host);
    const QString tokens = QString::number(estimate.tokens);
    const QString what = estimate.texts == 1
                             ? ServiceWords::tr("Sending 1 text, about %1 tokens, to %2").arg(tokens, host)
                             : ServiceWords::tr("Sending %1 texts, about %2 tokens, to %3")
                                   .arg(QString::number(estimate.texts), tokens, host);
    const QString price = priceClause(estimate.host, estimate.dollars, estimate.pricesAsOf);
    return price.isEmpty() ? what + u'.' : ServiceWords::tr("%1; %2.").arg(what, price);
}

QString spentText(const EmbedUsage &usage, const std::string &host, std::optional<double> dollarsPerMillion)
{
    if (host.empty() || usage.requests == 0)
        return {};
    const auto counted = [](std::size_t count, const QString &one, const QString &many) {
        return count == 1 ? one : many.arg(count);
    };
    const QString what =
        ServiceWords::tr("%1 took %2 in %3")
            .arg(QString::fromStdString(host),
                 counted(usage.texts, ServiceWords::tr("1 text"), ServiceWords::tr("%1 texts")),
                 counted(usage.requests, ServiceWords::tr("1 request"), ServiceWords::tr("%1 requests")));
    if (usage.tokens == 0)
        return what + QLatin1Char('.');
    QString tokens = usage.tokensEstimated ? ServiceWords::tr("does not say all tokens, about %1").arg(usage.tokens)
                                           : ServiceWords::tr("counted %1 tokens").arg(usage.tokens);
    if (dollarsPerMillion && !isThisComputer(host))
        tokens += ServiceWords::tr(", which makes %1")
                      .arg(QString::fromStdString(priceText(dollarsFor(usage.tokens, *dollarsPerMillion))));
    return ServiceWords::tr("%1 and %2.").arg(what, tokens);
}

} // namespace embedscope
