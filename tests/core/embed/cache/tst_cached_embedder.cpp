#include "core/embed/cache/cached_embedder.h"

#include "core/embed/noise_embedder.h"
#include "tests/support/fake_embedder.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace embedscope;
using embedscope::test::FakeEmbedder;

namespace {

/// A fake that lives elsewhere: every text costs.
class FarEmbedder : public FakeEmbedder
{
public:
    std::string host() const override { return "api.example.org"; }
};

struct Fixture
{
    QTemporaryDir folder;
    std::shared_ptr<FarEmbedder> inner = std::make_shared<FarEmbedder>();
    std::shared_ptr<EmbeddingCache> cache =
        std::make_shared<EmbeddingCache>(folder.filePath(QStringLiteral("c")).toStdString());
    std::shared_ptr<const Embedder> embedder = withCache(inner, cache);
};

std::vector<std::string> numbered(int count)
{
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i)
        texts.push_back(std::string(1, static_cast<char>('a' + i % 26)) +
                        std::string(static_cast<std::size_t>(i) % 7, 'q') + " " + std::to_string(i));
    return texts;
}

struct Outcome
{
    Result<EmbedUsage> usage;
    std::map<std::size_t, std::vector<float>> vectors = {};
    std::map<std::size_t, std::size_t> tokens = {};
    std::set<std::size_t> failed = {};
    std::size_t calls = 0;
};

Outcome embed(const Embedder &embedder, const std::vector<std::string> &texts, const RunControl &control = {},
              Role role = Role::Plain)
{
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    Outcome outcome{EmbedUsage{}};
    outcome.usage = embedder.embed(
        views, role,
        [&](const EmbeddedRow &row) {
            ++outcome.calls;
            if (row.vector) {
                outcome.vectors[row.index].assign(row.vector->begin(), row.vector->end());
                outcome.tokens[row.index] = row.tokens;
            } else {
                outcome.failed.insert(row.index);
            }
        },
        control);
    return outcome;
}

} // namespace

class TestCachedEmbedder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSecondTimeNothingIsSent()
    {
        Fixture f;
        const auto texts = numbered(500);
        const Outcome plain = embed(*f.inner, texts);
        f.inner->embedded = 0;
        const Outcome first = embed(*f.embedder, texts);
        QCOMPARE(f.inner->embedded.load(), std::size_t{500});
        const Outcome second = embed(*f.embedder, texts);
        QCOMPARE(f.inner->embedded.load(), std::size_t{500});
        QCOMPARE(second.usage->texts, std::size_t{0});
        for (const Outcome *outcome : {&first, &second}) {
            QCOMPARE(outcome->calls, std::size_t{500}); // each text once
            QVERIFY(outcome->vectors == plain.vectors);
            QVERIFY(outcome->tokens == plain.tokens);
        }
        // Another program's run.
        const auto again = withCache(f.inner, std::make_shared<EmbeddingCache>(f.cache->path()));
        QVERIFY(embed(*again, texts).vectors == plain.vectors);
        QCOMPARE(f.inner->embedded.load(), std::size_t{500});
    }

    void onlyWhatIsMissing()
    {
        Fixture f;
        auto texts = numbered(30);
        embed(*f.embedder, texts);
        texts.insert(texts.begin() + 10, "a new one");
        texts.push_back("another");
        f.inner->embedded = 0;
        const Outcome found = embed(*f.embedder, texts);
        QCOMPARE(f.inner->embedded.load(), std::size_t{2});
        QCOMPARE(found.usage->texts, std::size_t{2});
        for (std::size_t i = 0; i < texts.size(); ++i)
            QVERIFY(found.vectors.at(i) == FakeEmbedder::vectorOf(texts[i]));
    }

    void rolesAreDifferentTexts()
    {
        Fixture f;
        embed(*f.embedder, numbered(3), {}, Role::Query);
        f.inner->embedded = 0;
        embed(*f.embedder, numbered(3), {}, Role::Passage);
        QCOMPARE(f.inner->embedded.load(), std::size_t{3});
    }

    void rolesThatAreAlikeAreOneText()
    {
        Fixture f;
        const CachedEmbedder alike(f.inner, f.cache, {.rolesAlike = true});
        embed(alike, numbered(3), {}, Role::Query);
        f.inner->embedded = 0;
        embed(alike, numbered(3), {}, Role::Passage);
        embed(alike, numbered(3));
        QCOMPARE(f.inner->embedded.load(), std::size_t{0});
    }

    void equalTextsAreSentOnce()
    {
        Fixture f;
        const Outcome found = embed(*f.embedder, {"same", "other", "same", "same"});
        QCOMPARE(f.inner->embedded.load(), std::size_t{2});
        QCOMPARE(found.calls, std::size_t{4});
        QVERIFY(found.vectors.at(0) == found.vectors.at(3));
    }

    void failuresAreAskedAgain()
    {
        Fixture f;
        for (int round = 0; round < 2; ++round) {
            const Outcome found = embed(*f.embedder, {"good", "fail this", "fail this"});
            QVERIFY(found.failed == std::set<std::size_t>({1, 2}));
        }
        QCOMPARE(f.inner->embedded.load(), std::size_t{3});
    }

    // Promise A10: a cancelled job keeps what was done, and the next one sends nothing of it again.
    void cancelAndGoOn()
    {
        Fixture f;
        const auto texts = numbered(1000);
        std::stop_source stop;
        f.inner->onRow = [&](std::size_t i) {
            if (i == 700)
                stop.request_stop();
        };
        const Outcome cancelled = embed(*f.embedder, texts, RunControl{stop.get_token()});
        QCOMPARE(cancelled.usage.error().code, Errc::Cancelled);
        const std::size_t done = f.inner->embedded.load();
        QCOMPARE(done, cancelled.vectors.size());
        f.inner->onRow = {};
        const Outcome rest = embed(*f.embedder, texts);
        QCOMPARE(rest.vectors.size(), texts.size());
        QCOMPARE(f.inner->embedded.load(), texts.size());
        // Stopped before it began.
        QCOMPARE(embed(*f.embedder, texts, RunControl{stop.get_token()}).usage.error().code, Errc::Cancelled);
    }

    void cancelAmongKnownTexts()
    {
        // The look-up of a long list is not gone through to its end for nobody.
        QTemporaryDir folder;
        std::size_t looks = 0; // the clock is asked at each
        EmbeddingCacheOptions options;
        options.now = [&looks] {
            ++looks;
            return std::chrono::seconds(1'000'000);
        };
        const auto cache =
            std::make_shared<EmbeddingCache>(folder.filePath(QStringLiteral("c")).toStdString(), options);
        const auto inner = std::make_shared<FakeEmbedder>();
        const auto embedder = withCache(inner, cache);
        const auto texts = numbered(6000);
        QVERIFY(embed(*embedder, texts).usage);
        looks = 0;
        QCOMPARE(embed(*embedder, texts).vectors.size(), texts.size());
        const std::size_t all = looks;

        const std::vector<std::string_view> views(texts.begin(), texts.end());
        std::stop_source stop;
        std::size_t rows = 0;
        looks = 0;
        const auto sink = [&](const EmbeddedRow &) {
            if (++rows == 3)
                stop.request_stop();
        };
        QCOMPARE(embedder->embed(views, Role::Plain, sink, {stop.get_token(), {}}).error().code, Errc::Cancelled);
        QCOMPARE(rows, std::size_t{3});
        QVERIFY2(looks * 4 < all, std::to_string(looks).c_str());
    }

    void howManyAreMissing()
    {
        Fixture f;
        embed(*f.embedder, numbered(10));
        auto texts = numbered(15);
        texts.push_back(texts.back());
        texts.emplace_back("  \n");
        const std::vector<std::string_view> views(texts.begin(), texts.end());
        const auto missing = textsToSend(*f.embedder, views, Role::Plain);
        QCOMPARE(missing.size(), std::size_t{5});
        QVERIFY(std::equal(missing.begin(), missing.end(), views.begin() + 10));
        QCOMPARE(textsToSend(*f.embedder, views, Role::Query).size(), std::size_t{15});
        QCOMPARE(textsToSend(*f.inner, views, Role::Plain).size(), std::size_t{15});
    }

    void progressRisesToTheEnd()
    {
        Fixture f;
        const auto texts = numbered(300);
        embed(*f.embedder, numbered(100));
        std::size_t last = 0;
        RunControl control;
        control.progress = [&](std::size_t done, std::size_t total) {
            QCOMPARE(total, texts.size());
            QVERIFY(done >= last && done <= total);
            last = done;
        };
        embed(*f.embedder, texts, control);
        QCOMPARE(last, texts.size());
        last = 0;
        embed(*f.embedder, texts, control);
        QCOMPARE(last, texts.size());
    }

    // Finished rows of a service are in the file when its answer is counted, not when the list is done.
    void answersAreKeptAsTheyCome()
    {
        Fixture f;
        const auto texts = numbered(50);
        const std::vector<std::string_view> views(texts.begin(), texts.end());
        EmbeddingCache other(f.cache->path());
        std::vector<EmbeddingCache::Key> keys;
        for (const auto &text : texts)
            keys.push_back(EmbeddingCache::keyOf(text, Role::Plain));
        RunControl control;
        control.progress = [&](std::size_t done, std::size_t) {
            QCOMPARE(*other.count(f.inner->identity(), keys), done);
        };
        QVERIFY(f.embedder->embed(views, Role::Plain, [](const EmbeddedRow &) {}, control));
    }

    void withoutACacheItGoesOn()
    {
        const auto inner = std::make_shared<FarEmbedder>();
        const auto embedder = withCache(inner, std::make_shared<EmbeddingCache>("/proc/none/c"));
        const auto texts = numbered(20);
        QCOMPARE(embed(*embedder, texts).vectors.size(), texts.size());
        QCOMPARE(embed(*embedder, texts).vectors.size(), texts.size());
        QCOMPARE(inner->embedded.load(), std::size_t{40});
    }

    // A service does not know its dimensions before its first answer; the cache does.
    void dimensionsFromTheCache()
    {
        class Shy : public FarEmbedder
        {
        public:
            std::size_t dimensions() const override { return 0; }
        };
        Fixture f;
        embed(*f.embedder, numbered(5));
        const auto shy = std::make_shared<Shy>();
        const auto embedder = withCache(shy, f.cache);
        QCOMPARE(embedder->dimensions(), std::size_t{0});
        QCOMPARE(embed(*embedder, numbered(5)).vectors.size(), std::size_t{5});
        QCOMPARE(embedder->dimensions(), std::size_t{26});
        QCOMPARE(shy->embedded.load(), std::size_t{0});
    }

    void whatIsWorthIt()
    {
        Fixture f;
        const auto noise = makeNoiseEmbedder();
        QVERIFY(withCache(noise, f.cache) == noise);
        QVERIFY(!withCache(nullptr, f.cache));
        // A model on this computer: long lists only.
        const auto here = std::make_shared<FakeEmbedder>();
        const auto embedder = withCache(here, f.cache);
        embed(*embedder, numbered(10));
        embed(*embedder, numbered(10));
        QCOMPARE(here->embedded.load(), std::size_t{20});
        embed(*embedder, numbered(100));
        embed(*embedder, numbered(100));
        QCOMPARE(here->embedded.load(), std::size_t{120});
        QCOMPARE(embedder->identity(), here->identity());
        QCOMPARE(embedder->name(), here->name());
    }
};

QTEST_GUILESS_MAIN(TestCachedEmbedder)
#include "tst_cached_embedder.moc"
