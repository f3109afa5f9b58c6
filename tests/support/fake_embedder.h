#pragma once

#include "core/embed/embedder.h"
#include "core/text/corpus.h"

#include <atomic>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace embedscope::test {

/// An embedder that a test can count and break. A text's vector is made from its letters: the share of each of 26, so
/// that texts with the same letters are alike; "fail…" fails, "zero" is the zero vector.
class FakeEmbedder : public Embedder
{
public:
    mutable std::atomic<std::size_t> embedded = 0; ///< texts asked for, over all calls
    mutable std::atomic<std::size_t> calls = 0;
    std::function<void(std::size_t index)> onRow = {}; ///< before a row is delivered

    std::string identity() const override { return "fake/26"; }
    std::string name() const override { return "fake"; }
    std::size_t dimensions() const override { return 26; }

    static std::vector<float> vectorOf(std::string_view text)
    {
        std::vector<float> values(26, 0.0F);
        if (text == "zero")
            return values;
        for (const char c : text) {
            if (c >= 'a' && c <= 'z')
                values[static_cast<std::size_t>(c - 'a')] += 1;
            else if (c >= 'A' && c <= 'Z')
                values[static_cast<std::size_t>(c - 'A')] += 1;
        }
        return values;
    }

    Result<EmbedUsage> embed(std::span<const std::string_view> texts, Role, const EmbedSink &sink,
                             const RunControl &control, Priority) const override
    {
        ++calls;
        EmbedUsage usage;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (control.stopRequested())
                return makeError(Errc::Cancelled);
            if (onRow)
                onRow(i);
            ++embedded;
            ++usage.texts;
            const std::vector<float> values = vectorOf(texts[i]);
            if (texts[i].starts_with("fail"))
                sink({i, makeError(Errc::Internal, "asked to fail"), 0, 0, false});
            else
                sink({i, std::span<const float>(values), texts[i].size(), texts[i].size(), false});
            control.report(i + 1, texts.size());
        }
        return usage;
    }
};

inline Corpus corpusOf(const std::vector<std::string> &texts)
{
    Corpus corpus;
    for (const std::string &text : texts)
        corpus.add(text);
    return corpus;
}

/// Texts of letters drawn at random, so that no two of their vectors are alike; the same ones each time.
inline std::vector<std::string> drawnTexts(std::size_t count, std::size_t length = 24)
{
    std::vector<std::string> texts;
    std::uint32_t state = 12345;
    for (std::size_t i = 0; i < count; ++i) {
        std::string text;
        // Half of the letters are from one of five ranges: there is something to be seen.
        for (std::size_t j = 0; j < length; ++j) {
            state = state * 1664525U + 1013904223U;
            const std::uint32_t letter = j % 2 ? state >> 24 : (state >> 24) % 5 + 5 * (i % 5);
            text += static_cast<char>('a' + letter % 26);
        }
        texts.push_back(std::move(text));
    }
    return texts;
}

} // namespace embedscope::test
