#pragma once

#include "core/embed/embedder.h"
#include "core/embed/service/api_embedder.h"
#include "tests/support/http_server.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace embedscope::test {

using Json = nlohmann::json;

/// A clock whose sleeps take no time and are remembered.
class FakeClock final : public WaitClock
{
public:
    Steady::time_point now() const override
    {
        const std::lock_guard lock(m_mutex);
        return Steady::time_point(std::chrono::hours(1)) + m_slept;
    }
    Wall::time_point wall() const override { return Wall::from_time_t(1'700'000'000); } // 14 November 2023, 22:13:20
    void sleep(std::chrono::milliseconds time, const std::stop_token &) const override
    {
        const std::lock_guard lock(m_mutex);
        m_slept += time;
    }
    double random() const override { return 0; }
    std::chrono::milliseconds slept() const
    {
        const std::lock_guard lock(m_mutex);
        return m_slept;
    }

private:
    mutable std::mutex m_mutex;
    mutable std::chrono::milliseconds m_slept{0};
};

/// QCOMPARE cannot show JSON: it is convertible to everything.
inline bool same(const Json &actual, const Json &expected)
{
    if (actual != expected)
        std::fprintf(stderr, "actual:   %s\nexpected: %s\n", actual.dump().c_str(), expected.dump().c_str());
    return actual == expected;
}

/// The vector that our service gives a text: its length, then its first bytes.
inline std::vector<float> vectorOf(const std::string &text, std::size_t dimensions = 4)
{
    std::vector<float> vector(dimensions);
    vector[0] = static_cast<float>(text.size());
    for (std::size_t i = 1; i < dimensions && i <= text.size(); ++i)
        vector[i] = static_cast<float>(static_cast<unsigned char>(text[i - 1])) / 256;
    return vector;
}

inline std::string toBase64(const std::vector<float> &vector)
{
    constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes(vector.size() * 4, '\0');
    std::memcpy(bytes.data(), vector.data(), bytes.size()); // little-endian machines
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (i + k < bytes.size() ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > bytes.size() ? '=' : kLetters[bits >> (18 - 6 * k) & 63];
    }
    return out;
}

/// A decent answer to a request in OpenAI's manner.
inline Json answerTo(const HttpServer::Request &request, std::size_t dimensions = 4)
{
    const Json question = Json::parse(request.body);
    const bool packed = question.value("encoding_format", "float") == "base64";
    Json data = Json::array();
    for (const Json &text : question["input"]) {
        const std::vector<float> vector = vectorOf(text.get<std::string>(), question.value("dimensions", dimensions));
        Json one = {{"object", "embedding"}, {"index", data.size()}};
        one["embedding"] = packed ? Json(toBase64(vector)) : Json(vector);
        data.push_back(std::move(one));
    }
    const std::size_t tokens = 3 * question["input"].size();
    return {{"object", "list"},
            {"model", question["model"]},
            {"data", data},
            {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}};
}

/// What a call brought.
struct Brought
{
    std::map<std::size_t, std::vector<float>> vectors = {};
    std::map<std::size_t, Error> errors = {};
    std::optional<Error> error = {}; ///< of the whole call
    EmbedUsage usage = {};
    std::vector<std::string> notes = {};
    std::vector<std::size_t> progress = {};

    /// The call's error, else the first row's.
    std::optional<Error> anyError() const
    {
        return error ? error : errors.empty() ? std::nullopt : std::optional(errors.begin()->second);
    }
};

inline Brought embedWith(const Embedder &embedder, const std::vector<std::string> &texts, Role role = Role::Plain,
                         RunControl control = {})
{
    Brought brought;
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    if (!control.note)
        control.note = [&](std::string_view words) { brought.notes.emplace_back(words); };
    if (!control.progress)
        control.progress = [&](std::size_t done, std::size_t) { brought.progress.push_back(done); };
    const Result<EmbedUsage> usage = embedder.embed(
        views, role,
        [&](const EmbeddedRow &row) {
            if (row.vector)
                brought.vectors[row.index].assign(row.vector->begin(), row.vector->end());
            else
                brought.errors[row.index] = row.vector.error();
        },
        control);
    if (usage)
        brought.usage = *usage;
    else
        brought.error = usage.error();
    return brought;
}

inline std::vector<std::string> someTexts(std::size_t count)
{
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i)
        texts.push_back("text number " + std::to_string(i));
    return texts;
}

/// No key of the real surroundings, nor a proxy, may get into a test.
inline void clearServiceEnvironment()
{
    for (const char *name : {"EMBEDSCOPE_API_KEY", "OPENAI_API_KEY", "VOYAGE_API_KEY", "COHERE_API_KEY", "JINA_API_KEY",
                             "GEMINI_API_KEY", "MISTRAL_API_KEY", "TOGETHER_API_KEY", "http_proxy", "HTTPS_PROXY",
                             "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE"})
        ::unsetenv(name);
}

} // namespace embedscope::test
