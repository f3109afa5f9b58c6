#include "tests/support/service_faults.h"

#include "tests/support/gzip.h"

namespace embedscope::test {

namespace {

using Connection = HttpServer::Connection;
using Handler = std::function<void(const HttpServer::Request &, Connection &)>;
using Headers = std::vector<HttpServer::Header>;

Handler answering(int status, std::string body, Headers headers = {{"Content-Type", "application/json"}})
{
    return [=](const HttpServer::Request &, Connection &connection) { connection.answer(status, body, headers); };
}

/// {"error": {"message": …}} as OpenAI writes it.
Handler openAiError(int status, const std::string &message, Headers headers = {}, const std::string &code = "x")
{
    const Json body = {{"error", {{"message", message}, {"type", "some_error"}, {"param", nullptr}, {"code", code}}}};
    return answering(status, body.dump(), std::move(headers));
}

/// 200 with this as the vectors.
Handler vectors(const std::string &data)
{
    return answering(200, R"({"object": "list", "data": [)" + data + R"(], "usage": {"prompt_tokens": 3}})");
}

Handler raw(std::string bytes)
{
    return [=](const HttpServer::Request &, Connection &connection) {
        connection.send(bytes);
        connection.close();
    };
}

const std::string kLater = " Try again later; what had arrived is kept.";
const std::string kUnusable =
    " Check that the address is that of an embedding service and the model is one for embeddings.";
const std::string kSlower = " Try again later, or allow a longer wait (--max-wait); what had arrived is kept.";
const std::string kPage =
    "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>x</h1></body></html>";

void addRefusals(std::vector<ServiceFaultCase> &all)
{
    const std::string options = " Check the model's name and its options.";
    const std::string model =
        " Check the model's name and --api-base; a service on this computer may have to fetch the "
        "model first.";
    all.push_back({"400 of OpenAI", openAiError(400, "Invalid type for 'input'"), Errc::RequestRefused,
                   "HOST: the service refuses the request (status 400: Invalid type for 'input')." + options});
    all.push_back({"400 with error as a text", answering(400, R"({"error": "invalid input type"})"),
                   Errc::RequestRefused,
                   "HOST: the service refuses the request (status 400: invalid input type)." + options});
    all.push_back({"400 with a message at the top",
                   answering(400, R"({"message": "nope", "code": 400, "error_type": "x"})"), Errc::RequestRefused,
                   "HOST: the service refuses the request (status 400: nope)." + options});
    all.push_back({"400 with a list of details",
                   answering(400, R"({"detail": [{"loc": ["body"], "msg": "field required"}]})"), Errc::RequestRefused,
                   "HOST: the service refuses the request (status 400: field required)." + options});
    all.push_back({"400 with HTML and marks in its words", openAiError(400, "<b>bold</b>\n\u202Eturned"),
                   Errc::RequestRefused,
                   "HOST: the service refuses the request (status 400: <b>bold</b> \uFFFDturned)." + options});
    all.push_back({"400 that refuses dimensions",
                   openAiError(400, "This model does not support specifying dimensions."), Errc::RequestRefused,
                   "HOST: the service refuses the request (status 400: This model does not support specifying "
                   "dimensions.)." +
                       options});
    all.push_back({"401", openAiError(401, "Incorrect API key provided"), Errc::KeyRefused,
                   "HOST: the service refuses the key (status 401: Incorrect API key provided). Check that the key is "
                   "whole, valid, and of this service."});
    all.push_back({"401 that echoes the key", openAiError(401, "Incorrect API key: " + kCanaryKey + "."),
                   Errc::KeyRefused,
                   "HOST: the service refuses the key (status 401: Incorrect API key: [key].). Check that the key is "
                   "whole, valid, and of this service."});
    all.push_back({"401 that echoes a part of the key",
                   openAiError(401, "bad key " + kCanaryKey.substr(0, 14) + "****"), Errc::KeyRefused,
                   "HOST: the service refuses the key (status 401: bad key [key]****). Check that the key is whole, "
                   "valid, and of this service."});
    all.push_back({"401 without a key", openAiError(401, "You didn't provide an API key."), Errc::KeyMissing,
                   "HOST: the service wants a key, and there is none. Put it into the environment variable "
                   "EMBEDSCOPE_API_KEY.",
                   1, [](ApiOptions &given, const HttpServer &) { given.key = Secret(); }});
    all.push_back(
        {"402", openAiError(402, "Payment required"), Errc::QuotaUsed,
         "HOST: the account's credit is used up (status 402: Payment required). Check plan and payment at the "
         "service; what had arrived is kept."});
    all.push_back(
        {"403", openAiError(403, "Country not supported"), Errc::AccessRefused,
         "HOST: the service refuses access (status 403: Country not supported). Check what the key may do, and "
         "whether the service is offered where you are."});
    all.push_back({"404 of Ollama", openAiError(404, "model \"m\" not found, try pulling it first"),
                   Errc::ServiceNoModel,
                   "HOST: the service has no such model or no such address (status 404: model \"m\" not found, try "
                   "pulling it first)." +
                       model});
    all.push_back({"404 as a page", answering(404, "<html><title>Not Found</title></html>"), Errc::ServiceNoModel,
                   "HOST: the service has no such model or no such address (status 404: Not Found)." + model});
    all.push_back({"405", answering(405, ""), Errc::ServiceNoModel,
                   "HOST: the service has no such model or no such address (status 405)." + model});
    all.push_back({"413 for one text", answering(413, R"({"message": "batch size 1 > maximum 0", "code": 413})"),
                   Errc::InputTooLong,
                   "HOST: the text is longer than the service takes (status 413: batch size 1 > maximum 0). Shorten or "
                   "split it."});
    all.push_back(
        {"400 for a text that is too long",
         openAiError(400, "This model's maximum context length is 8192 tokens, however you requested 9000"),
         Errc::InputTooLong,
         "HOST: the text is longer than the service takes (status 400: This model's maximum context length is "
         "8192 tokens, however you requested 9000). Shorten or split it."});
    all.push_back({"422 of text-embeddings-inference",
                   answering(422, R"({"error": "Tokenization error", "error_type": "Tokenizer"})"),
                   Errc::RequestRefused,
                   "HOST: the service refuses the request (status 422: Tokenization error)." + options});
    all.push_back({"424 of text-embeddings-inference",
                   answering(424, R"({"error": "Inference failed", "error_type": "Backend"})"), Errc::RequestRefused,
                   "HOST: the service refuses the request (status 424: Inference failed)." + options});
    all.push_back(
        {"498 of Cohere", answering(498, R"({"message": "invalid token"})"), Errc::KeyRefused,
         "HOST: the service refuses the key (status 498: invalid token). Check that the key is whole, valid, and "
         "of this service."});
    all.push_back(
        {"500 of llama.cpp for a text that is too long",
         answering(500, R"({"error": {"code": 500, "message": "input (700 tokens) is too large to process. increase )"
                        R"(the physical batch size", "type": "server_error"}})"),
         Errc::InputTooLong,
         "HOST: the text is longer than the service takes (status 500: input (700 tokens) is too large to "
         "process. increase the physical batch size). Shorten or split it."});
    all.push_back({"200 that tells of an error", answering(200, R"({"error": {"message": "no such deployment"}})"),
                   Errc::RequestRefused, "HOST: the service refuses the request (no such deployment)." + options});
}

void addBusy(std::vector<ServiceFaultCase> &all)
{
    const std::string slow = "HOST: the service asks us to slow down (status 429: slow down";
    all.push_back({"429 without a time", openAiError(429, "slow down"), Errc::RateLimited, slow + ")." + kSlower, 7});
    all.push_back({"429 with seconds, again and again", openAiError(429, "slow down", {{"Retry-After", "50"}}),
                   Errc::RateLimited, slow + "; it asks us to wait 50 s)." + kSlower, 3});
    all.push_back({"429 with more seconds than allowed", openAiError(429, "slow down", {{"Retry-After", "3600"}}),
                   Errc::RateLimited, slow + "; it asks us to wait 3600 s)." + kSlower});
    all.push_back({"429 with a date", openAiError(429, "slow down", {{"Retry-After", "Tue, 14 Nov 2023 22:18:20 GMT"}}),
                   Errc::RateLimited, slow + "; it asks us to wait 300 s)." + kSlower});
    all.push_back({"429 with an absurd time",
                   openAiError(429, "slow down", {{"Retry-After", "99999999999999999999999"}}), Errc::RateLimited,
                   slow + "; it asks us to wait 31622400 s)." + kSlower});
    all.push_back({"429 with nonsense", openAiError(429, "slow down", {{"Retry-After", "-5; banana"}}),
                   Errc::RateLimited, slow + ")." + kSlower, 7});
    all.push_back({"429 with a reset time",
                   openAiError(429, "slow down",
                               {{"x-ratelimit-limit-requests", "3"},
                                {"x-ratelimit-remaining-requests", "0"},
                                {"x-ratelimit-reset-requests", "6m0s"}}),
                   Errc::RateLimited, slow + "; it asks us to wait 360 s)." + kSlower});
    all.push_back(
        {"429 for want of money",
         openAiError(429, "You exceeded your current quota, please check your plan.", {}, "insufficient_quota"),
         Errc::QuotaUsed,
         "HOST: the account's credit is used up (status 429: You exceeded your current quota, please check your "
         "plan.). Check plan and payment at the service; what had arrived is kept."});
    const auto failed = [](const std::string &what) { return "HOST: the service failed (" + what + ")." + kLater; };
    all.push_back({"500", openAiError(500, "The server had an error"), Errc::ServiceFailed,
                   failed("status 500: The server had an error"), 7});
    all.push_back({"500 not to be tried again", openAiError(500, "no", {{"x-should-retry", "false"}}),
                   Errc::ServiceFailed, failed("status 500: no")});
    all.push_back({"501", answering(501, ""), Errc::ServiceFailed, failed("status 501")});
    all.push_back(
        {"502 as a page", answering(502, kPage), Errc::ServiceFailed, failed("status 502: 502 Bad Gateway"), 7});
    all.push_back({"503 as plain text", answering(503, "upstream connect error\n"), Errc::ServiceFailed,
                   failed("status 503: upstream connect error"), 7});
    all.push_back({"504", answering(504, ""), Errc::ServiceFailed, failed("status 504"), 7});
    all.push_back({"499 of Cohere", answering(499, R"({"message": "request cancelled"})"), Errc::ServiceFailed,
                   failed("status 499: request cancelled"), 7});
    all.push_back({"408", answering(408, ""), Errc::ServiceFailed, failed("status 408"), 7});
}

void addAnswers(std::vector<ServiceFaultCase> &all)
{
    const auto add = [&](const char *name, Handler handler, const std::string &what, std::size_t texts = 1) {
        all.push_back({name,
                       std::move(handler),
                       Errc::BadAnswer,
                       "HOST: the answer cannot be used (" + what + ")." + kUnusable,
                       1,
                       {},
                       texts});
    };
    add("a vector missing", vectors(R"({"index": 0, "embedding": [1, 2]})"), "1 vector for 2 texts", 2);
    add("a vector too many", vectors(R"({"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [1, 2]})"),
        "2 vectors for 1 text");
    add("an index twice", vectors(R"({"index": 1, "embedding": [1, 2]}, {"index": 1, "embedding": [1, 2]})"),
        "the index 1 twice", 2);
    add("an index beyond", vectors(R"({"index": 7, "embedding": [1, 2]})"), "an index that no text has: 7");
    add("a negative index", vectors(R"({"index": -1, "embedding": [1, 2]})"), "an index that no text has: -1");
    add("two lengths", vectors(R"({"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [1, 2, 3]})"),
        "a vector of 3 numbers, and others of 2", 2);
    add("an empty vector", vectors(R"({"index": 0, "embedding": []})"), "an empty vector");
    add("null for a vector", vectors(R"({"index": 0, "embedding": null})"), "a vector is null");
    add("null for a number", vectors(R"({"index": 0, "embedding": [1, null]})"), "a number of a vector is null");
    add("a word for a number", vectors(R"({"index": 0, "embedding": [1, "NaN"]})"),
        "a vector holds something that is no number");
    add("NaN", vectors(R"({"index": 0, "embedding": [1, NaN]})"), "it holds NaN or Infinity, which are no numbers");
    add("a number beyond double", vectors(R"({"index": 0, "embedding": [1, 1e400]})"), "a number in it is too large");
    add("a number beyond float", vectors(R"({"index": 0, "embedding": [1, 1e39]})"),
        "a vector holds a number that is not finite");
    add("NaN in base64", vectors(R"({"index": 0, "embedding": "AADAfwAAgD8="})"),
        "a vector holds a number that is not finite");
    add("a vector of zeros", vectors(R"({"index": 0, "embedding": [0, 0, 0]})"), "a vector of zeros");
    add("bad base64", vectors(R"({"index": 0, "embedding": "?"})"), "a vector is no base64 of whole numbers");
    add("base64 of a half number", vectors(R"({"index": 0, "embedding": "AACAPwA="})"),
        "a vector is no base64 of whole numbers");
    add("a vector for each token", vectors(R"({"index": 0, "embedding": [[1, 2], [3, 4]]})"),
        "a vector for each token instead of one for the text: start the server with pooling");
    add("JSON without vectors", answering(200, R"({"object": "list"})"), "no vectors in it");
    add("a whole body of half a JSON", answering(200, R"({"data": [{"index": 0, "embedding": [1, 2)"),
        "its JSON is not well formed, or cut off");
    // Well-formed and deep: what walks, copies or writes such a tree must not run out of stack.
    const std::string down(500'000, '[');
    const std::string up(500'000, ']');
    add("JSON 500,000 deep", answering(200, down + up), "its JSON is nested too deeply");
    add("a vector 500,000 deep", vectors(R"({"index": 0, "embedding": )" + down + up + "}"),
        "its JSON is nested too deeply");
    add("an index 500,000 deep", vectors(R"({"index": )" + down + up + R"(, "embedding": [1, 2]})"),
        "its JSON is nested too deeply");
    add("brackets that never close", answering(200, down), "its JSON is nested too deeply");
    add("half an index", vectors(R"({"index": 0.5, "embedding": [1, 2]})"), "an index that no text has: 0.5");
    add("a web page", answering(200, kPage), "a web page came instead of vectors");
    add("plain text", answering(200, "OK"), "what came is no JSON");
    add("an empty body", answering(200, ""), "nothing came");
    add("204", answering(204, ""), "nothing came");
    add("an odd status", answering(304, ""), "an answer with the status 304");
    add("a gzip bomb", answering(200, gzipBomb(400'000), {{"Content-Encoding", "gzip"}}),
        "the answer is longer than 1280 KiB");
    add("gzip that is none", answering(200, "plain after all", {{"Content-Encoding", "gzip"}}),
        "it is badly compressed");
    add(
        "a body without end",
        [](const HttpServer::Request &, Connection &connection) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"data\": [");
            while (connection.send(std::string(65536, ' '))) {
            }
        },
        "the answer is longer than 1280 KiB");
    add("100 MB announced", raw("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n{"),
        "the answer is longer than 1280 KiB");
    all.push_back({"a number of dimensions that was not asked for", vectors(R"({"index": 0, "embedding": [1, 2]})"),
                   Errc::BadAnswer,
                   "HOST: the answer cannot be used (a vector of 2 numbers, where 256 are expected)." + kUnusable, 1,
                   [](ApiOptions &given, const HttpServer &) { given.dimensions = 256; }});
    all.push_back({"other dimensions than before",
                   [](const HttpServer::Request &request, Connection &connection) {
                       connection.json(answerTo(request, request.number == 0 ? 4 : 5).dump());
                   },
                   Errc::BadAnswer,
                   "HOST: the answer cannot be used (a vector of 5 numbers, where 4 are expected)." + kUnusable, 2,
                   [](ApiOptions &given, const HttpServer &) { given.preset = "tei"; }, 33, 32});
}

void addWays(std::vector<ServiceFaultCase> &all)
{
    const std::string kept = ". Try again; what had arrived is kept.";
    const auto broken = [&](const char *name, Handler handler, const std::string &what) {
        all.push_back(
            {name, std::move(handler), Errc::ConnectionBroken, "HOST: the connection broke (" + what + ")" + kept, 7});
    };
    broken("closed at once", raw(""), "before an answer");
    broken("half of the headers", raw("HTTP/1.1 200 OK\r\nConte"), "in the middle of the headers");
    broken("half of the body", raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\": "),
           "the answer ended after 9 bytes of 100 bytes");
    broken(
        "a reset", [](const HttpServer::Request &, Connection &connection) { connection.reset(); },
        "Connection reset by peer");
    const std::string wait = ". Try again later, or allow a longer wait (--max-wait).";
    const auto oneSecond = [](ApiOptions &given, const HttpServer &) { given.maxWait = std::chrono::seconds(1); };
    all.push_back({"no answer", [](const HttpServer::Request &, Connection &connection) { connection.stall(); },
                   Errc::NoAnswer, "HOST: no answer came in time (the answer was not whole after 1 s)" + wait, 1,
                   oneSecond});
    all.push_back({"half a body, then nothing",
                   [](const HttpServer::Request &, Connection &connection) {
                       connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
                       connection.stall();
                   },
                   Errc::NoAnswer, "HOST: no answer came in time (the answer was not whole after 1 s)" + wait, 1,
                   oneSecond});
    all.push_back({"a byte now and then",
                   [](const HttpServer::Request &, Connection &connection) {
                       connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
                       connection.drip(std::string(100, ' '), std::chrono::milliseconds(100));
                   },
                   Errc::NoAnswer, "HOST: no answer came in time (the answer was not whole after 1 s)" + wait, 1,
                   oneSecond});
    all.push_back(
        {"not HTTP", raw("SSH-2.0-OpenSSH_9.2p1\r\n"), Errc::BadAnswer,
         "HOST: the answer cannot be used (it is not HTTP: Received HTTP/0.9 when not allowed)." + kUnusable});
    all.push_back(
        {"a redirect to another host", answering(307, "", {{"Location", "https://other.example/v1"}}),
         Errc::RedirectRefused,
         "HOST: the service sends us to another address, where nothing was sent (https://other.example/v1). If "
         "you trust that address, give it yourself (--api-base)."});
    all.push_back(
        {"a redirect that carries the key",
         answering(307, "", {{"Location", "https://other.example/" + kCanaryKey + "?k=%73%6b"}}), Errc::RedirectRefused,
         "HOST: the service sends us to another address, where nothing was sent (https://other.example/[key]). "
         "If you trust that address, give it yourself (--api-base)."});
    const std::string there = ". Check the address, that the service is running, and that you are online.";
    all.push_back({"nobody there", answering(200, ""), Errc::NoConnection,
                   "127.0.0.1:1: no connection could be made (Connection refused)" + there, 0,
                   [](ApiOptions &given, const HttpServer &) { given.base = "http://127.0.0.1:1/v1"; }});
    all.push_back(
        {"no such name", answering(200, ""), Errc::HostNotFound,
         "no-such-host.invalid: no computer of this name was found. Check the address, and that you are online.", 0,
         [](ApiOptions &given, const HttpServer &) { given.base = "https://no-such-host.invalid/v1"; }});
}

} // namespace

std::vector<ServiceFaultCase> serviceFaultCases()
{
    std::vector<ServiceFaultCase> all;
    addRefusals(all);
    addBusy(all);
    addAnswers(all);
    addWays(all);
    return all;
}

PlayedFault playFault(const ServiceFaultCase &fault)
{
    HttpServer server(fault.handler);
    ApiOptions options;
    options.base = server.url("/v1");
    options.key = Secret(kCanaryKey);
    options.clock = std::make_shared<FakeClock>();
    if (fault.options)
        fault.options(options, server);
    PlayedFault played;
    played.host = server.where();
    const Result<std::shared_ptr<const Embedder>> embedder = openApiEmbedder("m", options);
    if (embedder)
        played.brought = embedWith(**embedder, someTexts(fault.texts));
    else
        played.brought.error = embedder.error();
    played.requests = server.requestCount();
    return played;
}

} // namespace embedscope::test
