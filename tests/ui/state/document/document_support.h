#pragma once

#include "core/text/corpus.h"
#include "tests/support/fake_embedder.h"
#include "ui/state/document/document.h"

#include <QTest>

#include <memory>

namespace embedscope::test {

/// A document whose every model is one fake embedder, except "missing" (there is none) and "noise" (another fake).
struct DocumentFixture
{
    struct OtherEmbedder : FakeEmbedder
    {
        std::string identity() const override { return "other/26"; }
        std::string name() const override { return "other"; }
    };
    std::shared_ptr<FakeEmbedder> fake = std::make_shared<FakeEmbedder>();
    std::shared_ptr<FakeEmbedder> other = std::make_shared<OtherEmbedder>();
    Document document{
        [fake = fake, other = other](const std::string &model) -> Result<std::shared_ptr<const Embedder>> {
            if (model == "missing")
                return makeError(Errc::ModelMissing, model);
            return std::shared_ptr<const Embedder>(model == "noise" ? other : fake);
        }};

    bool settle(int timeoutMs = 20'000)
    {
        return QTest::qWaitFor([this] { return !document.isBusy(); }, timeoutMs);
    }
    TextId id(std::size_t position) const { return document.corpus().texts.list().at(position).id; }
    VectorState stateOf(std::size_t position) const
    {
        return document.entryOf(document.corpus().texts.list().at(position)).state;
    }
};

inline ReadCorpus readOf(const std::vector<std::string> &texts)
{
    ReadCorpus read;
    read.corpus = corpusOf(texts);
    return read;
}

/// The same, each text with a vector as the fake makes it, `offset` added in one place.
inline ReadCorpus readWithVectors(const std::vector<std::string> &texts, const std::string &model, float offset = 0)
{
    ReadCorpus read = readOf(texts);
    read.vectorModel = model;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::vector<float> values = FakeEmbedder::vectorOf(texts[i]);
        values[i % values.size()] += offset;
        read.vectors.push_back({i, std::move(values)});
    }
    return read;
}

} // namespace embedscope::test
