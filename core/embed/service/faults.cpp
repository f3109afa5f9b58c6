#include "core/embed/service/faults.h"

#include "core/base/utf8.h"
#include "core/embed/http/http_url.h"
#include "core/embed/service/answer_json.h"
#include "core/embed/service/service_pauses.h"

#include <algorithm>
#include <initializer_list>

namespace embedscope {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestMessage = 300;

bool saysAny(const std::string &low, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return low.find(word) != std::string::npos; });
}

/// Plain text of a web page: its title if it has one, else what is not between < and >.
std::string withoutTags(std::string_view page)
{
    const std::string low = lowered(page);
    const std::size_t title = low.find("<title>");
    const std::size_t end = title == std::string::npos ? title : low.find("</title>", title);
    if (end != std::string::npos)
        return std::string(page.substr(title + 7, end - title - 7));
    std::string out;
    bool inside = false;
    for (const char c : page) {
        if (c == '<' || c == '>') {
            inside = c == '<';
            out += ' ';
        } else if (!inside) {
            out += c;
        }
    }
    return out;
}

std::string wordsOf(const Json &json)
{
    if (json.is_string())
        return json.get<std::string>();
    if (json.is_array() && !json.empty())
        return wordsOf(json.front());
    if (!json.is_object())
        return {};
    for (const char *name : {"error", "message", "detail", "msg", "error_description", "title"})
        if (const auto found = json.find(name); found != json.end())
            if (std::string words = wordsOf(*found); !words.empty())
                return words;
    return {};
}

/// error.code and error.type, where they are words.
std::string kindOf(std::string_view body)
{
    const Result<Json> json = parseAnswer(body, {});
    if (!json || !json->is_object())
        return {};
    const auto error = json->find("error");
    const Json &from = error != json->end() && error->is_object() ? *error : *json;
    std::string out;
    for (const char *name : {"code", "type", "error_type"})
        if (const auto found = from.find(name); found != from.end() && found->is_string())
            out += " " + found->get<std::string>();
    return lowered(out);
}

bool isAboutSize(const std::string &low)
{
    return saysAny(low, {"too large", "too long", "too many", "too big", "context length", "maximum", "exceed",
                         "batch size", "at most", "less than or equal", "physical batch", "max_client_batch_size"});
}

} // namespace

std::string serviceMessage(std::string_view body)
{
    try {
        if (const Result<Json> json = parseAnswer(body, {}))
            return oneLine(wordsOf(*json), kLongestMessage);
        const std::size_t first = body.find_first_not_of(" \t\r\n");
        return oneLine(first != std::string_view::npos && body[first] == '<' ? withoutTags(body) : std::string(body),
                       kLongestMessage);
    } catch (const Json::exception &) {
        return {};
    }
}

ServiceFault faultOf(const HttpResponse &answer, const ServiceQuestion &question)
{
    using Then = ServiceFault::Then;
    const std::string said = serviceMessage(answer.body);
    std::string low = lowered(said);
    try {
        low += kindOf(answer.body);
    } catch (const Json::exception &) {
        // words alone have to do
    }
    const std::string detail = "status " + std::to_string(answer.status) + (said.empty() ? "" : ": " + said);
    const auto fault = [&](Then then, Errc code) {
        return ServiceFault{then, makeError(code, detail, question.where)};
    };
    const bool size = isAboutSize(low);
    const ServiceFault tooLong = fault(Then::Smaller, Errc::InputTooLong);

    // The service knows best; but a text that is too long stays so.
    const std::string should = lowered(answer.header("x-should-retry").value_or(""));
    switch (answer.status) {
    case 401:
    case 498:
        if (!question.hasKey)
            return {Then::Stop, makeError(Errc::KeyMissing, question.keyVariable, question.where)};
        return fault(Then::Stop, Errc::KeyRefused);
    case 402:
        return fault(Then::Stop, Errc::QuotaUsed);
    case 403:
        return fault(Then::Stop, Errc::AccessRefused);
    case 404:
    case 405:
    case 410:
        return fault(Then::Stop, Errc::ServiceNoModel);
    case 413:
        return tooLong;
    case 422: // text-embeddings-inference: a text that cannot be cut into tokens, or embedded
    case 424:
        return size ? tooLong : fault(Then::Smaller, Errc::RequestRefused);
    case 429:
        // A plain rate limit of OpenAI's mentions billing too.
        if (saysAny(low, {"insufficient", "current quota", "hard_limit", "out of credit", "no credit"}))
            return fault(Then::Stop, Errc::QuotaUsed);
        return fault(should == "false" ? Then::Stop : Then::Retry, Errc::RateLimited);
    case 408:
    case 409:
    case 425:
    case 499:
        return fault(should == "false" ? Then::Stop : Then::Retry, Errc::ServiceFailed);
    default:
        break;
    }
    if (answer.status >= 500) {
        if (size)
            return tooLong;
        const bool lasting = answer.status == 501 || answer.status == 505;
        return fault(should == "false" || (lasting && should != "true") ? Then::Stop : Then::Retry,
                     Errc::ServiceFailed);
    }
    if (answer.status >= 400) {
        if (question.base64 && saysAny(low, {"encoding_format", "base64"}))
            return fault(Then::Floats, Errc::RequestRefused);
        if (should == "true")
            return fault(Then::Retry, Errc::RequestRefused);
        if (size && !saysAny(low, {"dimension"}))
            return tooLong;
        return fault(question.worksOtherwise ? Then::Smaller : Then::Stop, Errc::RequestRefused);
    }
    return {Then::Stop,
            makeError(Errc::BadAnswer, "an answer with the status " + std::to_string(answer.status), question.where)};
}

ServiceFault faultOfNoAnswer(const Error &error, bool thisComputer, bool worksOtherwise)
{
    ServiceFault fault{ServiceFault::Then::Stop, error};
    const bool absent = error.code == Errc::NoConnection && thisComputer;
    if (isAboutTheWay(error.code) && (!absent || worksOtherwise))
        fault.then = ServiceFault::Then::Retry;
    return fault;
}

Error faultOfSuccess(Error error, std::string_view body, const std::string &where)
{
    if (const std::string said = serviceMessage(body); error.code == Errc::BadAnswer && !said.empty() &&
                                                       said.size() < body.size() &&
                                                       body.find("\"error\"") != std::string_view::npos)
        error = makeError(Errc::RequestRefused, said);
    error.path = where;
    return error;
}

} // namespace embedscope
