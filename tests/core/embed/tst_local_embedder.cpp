#include "core/base/cpu.h"
#include "core/embed/local_embedder.h"
#include "core/model/folder/safetensors.h"

#include "../model/model_test_files.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <set>
#include <thread>

using namespace embedscope;

namespace {

const std::string kShipped = EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2";

bool sameBits(const Matrix &a, const Matrix &b)
{
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

} // namespace

// Run once for each instruction set (CMakeLists.txt).
class TestLocalEmbedder : public QObject
{
    Q_OBJECT
    std::shared_ptr<const Embedder> m_embedder;
    std::vector<std::string> m_texts;
    std::vector<std::string_view> m_views;
    std::vector<int> m_tokens;

    Matrix embed(std::span<const std::string_view> texts) const
    {
        auto result = embedAll(*m_embedder, texts);
        return result ? std::move(*result) : Matrix();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qInfo("instruction set: %s", std::string(instructionSetName(instructionSet())).c_str());
        QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/embed_texts.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto reference = QJsonDocument::fromJson(file.readAll()).object();
        for (const auto &text : reference["texts"].toArray())
            m_texts.push_back(text.toString().toStdString());
        for (const auto &count : reference["tokens"].toArray())
            m_tokens.push_back(count.toInt());
        m_views.assign(m_texts.begin(), m_texts.end());
        auto embedder = openLocalEmbedder(kShipped);
        QVERIFY2(embedder, embedder ? "" : embedder.error().detail.c_str());
        m_embedder = *embedder;
    }

    void says()
    {
        QCOMPARE(m_embedder->name(), std::string("all-MiniLM-L6-v2"));
        QCOMPARE(m_embedder->dimensions(), std::size_t{384});
        QCOMPARE(m_embedder->maxTokens(), std::size_t{256});
        QCOMPARE(m_embedder->layerCount(), std::size_t{6});
        QCOMPARE(m_embedder->host(), std::string());
        QVERIFY(m_embedder->hasTokens() && m_embedder->hasTokenVectors());
        const auto again = openLocalEmbedder(kShipped);
        QCOMPARE(m_embedder->identity(), (*again)->identity());
        QVERIFY(m_embedder->identity().find("all-MiniLM-L6-v2/") != std::string::npos);
    }

    // The 520 texts of tests/reference/model_reference.py by sentence-transformers with float32 weights.
    void vectorsOfSentenceTransformers()
    {
        const auto expected = readNpy(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/embed_vectors.npy"));
        QVERIFY(m_texts.size() >= 500);
        QCOMPARE(expected.size(), m_texts.size() * 384);
        double largest = 0;
        std::size_t rows = 0;
        bool tokensAgree = true;
        const auto usage = m_embedder->embed(m_views, Role::Plain, [&](const EmbeddedRow &row) {
            ++rows;
            if (!row.vector) {
                largest = 9;
                return;
            }
            tokensAgree = tokensAgree && row.tokens == static_cast<std::size_t>(m_tokens[row.index]);
            for (std::size_t j = 0; j < 384; ++j)
                largest =
                    std::max(largest, std::abs(static_cast<double>((*row.vector)[j]) - expected[row.index * 384 + j]));
        });
        QVERIFY(usage);
        QCOMPARE(rows, m_texts.size());
        QVERIFY(tokensAgree);
        qInfo("largest difference: %g", largest);
        QVERIFY(largest <= 1e-4);
    }

    // The example that everybody knows.
    void cats()
    {
        const std::vector<std::string_view> texts{"I like cats.", "Cats are adorable!", "Cats are a type of animal.",
                                                  "The unix cat utility prints out whatever it reads."};
        const Matrix v = embed(texts);
        QCOMPARE(v.rows(), 4);
        const Matrix similarity = v * v.transpose();
        QVERIFY(std::abs(similarity(0, 1) - .5969) <= .0005);
        QVERIFY(std::abs(similarity(0, 2) - .5872) <= .0005);
        QVERIFY(std::abs(similarity(0, 3) - .2149) <= .0005);
        QVERIFY(std::abs(similarity(1, 2) - .6190) <= .0005);
        for (int i = 0; i < 4; ++i)
            QVERIFY(std::abs(similarity(i, i) - 1) <= 1e-6);
    }

    void sameBitsAloneAndInAnyBatch()
    {
        std::vector<std::string_view> some;
        for (std::size_t i = 0; i < m_views.size(); i += 17)
            some.push_back(m_views[i]);
        const Matrix whole = embed(some);
        for (std::size_t i = 0; i < some.size(); ++i)
            QVERIFY(sameBits(embed({&some[i], 1}), whole.row(static_cast<Eigen::Index>(i))));
        std::vector<std::string_view> backwards(some.rbegin(), some.rend());
        QVERIFY(sameBits(embed(backwards), whole.colwise().reverse()));
    }

    void sameBitsWithAnyNumberOfThreads()
    {
        std::vector<std::string_view> some(m_views.begin(), m_views.begin() + 50);
        const Matrix whole = embed(some);
        for (const unsigned threads : {1U, 2U, 8U}) {
            ThreadPool pool(threads);
            const auto embedder = openLocalEmbedder(kShipped, pool);
            QVERIFY(embedder);
            QVERIFY(sameBits(*embedAll(**embedder, some), whole));
        }
    }

    void severalCallsAtOnce()
    {
        std::vector<std::string_view> some(m_views.begin(), m_views.begin() + 40);
        const Matrix whole = embed(some);
        std::vector<Matrix> got(3);
        {
            std::vector<std::jthread> callers;
            for (Matrix &result : got)
                callers.emplace_back([&] { result = embed(some); });
        }
        for (const Matrix &result : got)
            QVERIFY(sameBits(result, whole));
    }

    void blankTextsAreErrorsOfTheirRow()
    {
        const std::vector<std::string_view> texts{"a cat", "", "  \t\n", "\xC2\xA0", "a dog"};
        std::set<std::size_t> blank, fine;
        const auto usage = m_embedder->embed(texts, Role::Plain, [&](const EmbeddedRow &row) {
            if (row.vector)
                fine.insert(row.index);
            else if (row.vector.error().code == Errc::EmptyText)
                blank.insert(row.index);
        });
        QVERIFY(usage);
        QCOMPARE(fine, (std::set<std::size_t>{0, 4}));
        QCOMPARE(blank, (std::set<std::size_t>{1, 2, 3}));
        QVERIFY(m_embedder->embed({}, Role::Plain, [](const EmbeddedRow &) {}));
    }

    // Nothing is cut silently.
    void longTextsAreMarked()
    {
        std::string words;
        for (int i = 0; i < 10'000; ++i)
            words += "cat ";
        const std::string_view text = words;
        bool seen = false;
        const auto usage = m_embedder->embed({&text, 1}, Role::Plain, [&](const EmbeddedRow &row) {
            seen = row.truncated && row.tokens == 256 && row.fullTokens == 10'002;
        });
        QVERIFY(usage);
        QVERIFY(seen);
        QCOMPARE(usage->tokens, std::size_t{256});
        const auto tokens = m_embedder->tokens(text);
        QVERIFY(tokens && tokens->truncated);
        QCOMPARE(tokens->fullCount, std::size_t{10'002});
        QCOMPARE(tokens->pieces.front(), std::string("[CLS]"));
        QCOMPARE(tokens->pieces.at(1), std::string("cat"));
        QCOMPARE(tokens->pieces.back(), std::string("[SEP]"));
    }

    // Layer 0 is the lookup table; the mean of the last, made a unit vector, is the embedding.
    void tokenVectors()
    {
        const auto lookup = m_embedder->tokenVectors("cat cat", 0);
        QVERIFY(lookup);
        QCOMPARE(lookup->rows(), 4);
        QVERIFY(lookup->row(1) == lookup->row(2));
        const auto file = openSafetensors(kShipped + "/model.safetensors");
        const Tensor *table = file->find("embeddings.word_embeddings.weight");
        const Tensor *scale = file->find("embeddings.word_embeddings.weight.scale");
        const std::size_t id = static_cast<std::size_t>(m_embedder->tokens("cat")->ids.at(1));
        for (std::size_t j = 0; j < 384; ++j) {
            std::int16_t whole = 0;
            float factor = 0;
            std::memcpy(&whole, table->bytes.data() + (id * 384 + j) * 2, 2);
            std::memcpy(&factor, scale->bytes.data() + id * 4, 4);
            QCOMPARE((*lookup)(1, static_cast<Eigen::Index>(j)), static_cast<float>(whole) * factor);
        }
        const auto last = m_embedder->tokenVectors("cat cat", 6);
        Eigen::RowVectorXf mean = last->colwise().mean();
        mean.normalize();
        const std::string_view text = "cat cat";
        QVERIFY((embed({&text, 1}) - mean).cwiseAbs().maxCoeff() < 1e-6F);
        QCOMPARE(m_embedder->tokenVectors("cat", 7).error().code, Errc::InvalidArgument);
    }

    void progressRises()
    {
        std::vector<std::string_view> some(m_views.begin(), m_views.begin() + 100);
        std::size_t last = 0;
        bool rising = true;
        RunControl control;
        control.progress = [&](std::size_t done, std::size_t total) {
            rising = rising && done == last + 1 && total == 100;
            last = done;
        };
        QVERIFY(m_embedder->embed(some, Role::Plain, [](const EmbeddedRow &) {}, control));
        QVERIFY(rising);
        QCOMPARE(last, std::size_t{100});
    }

    void cancelIsQuick()
    {
        std::vector<std::string_view> many;
        for (int i = 0; i < 60; ++i)
            many.insert(many.end(), m_views.end() - 160, m_views.end() - 60);
        std::stop_source source;
        std::atomic<bool> stopped = false;
        std::atomic<bool> calledAfter = false;
        std::atomic<int> rows = 0;
        RunControl control{source.get_token(), {}};
        Result<EmbedUsage> result = EmbedUsage{};
        std::jthread caller([&] {
            result = m_embedder->embed(
                many, Role::Plain, [&](const EmbeddedRow &) { ++rows, calledAfter = calledAfter || stopped; }, control);
        });
        QTRY_VERIFY_WITH_TIMEOUT(rows > 0, 60'000);
        source.request_stop();
        QElapsedTimer clock;
        clock.start();
        caller.join();
        const auto waited = clock.elapsed();
        stopped = true;
        qInfo("stopped after %lld ms", static_cast<long long>(waited));
        QVERIFY(!result && result.error().code == Errc::Cancelled);
        QVERIFY(!calledAfter);
        QVERIFY(static_cast<std::size_t>(rows) < many.size());
        // 100 ms on a quiet machine; the limit here allows for a busy one and for sanitizers.
        QVERIFY(waited < 1000);
    }

    // Two layers' weights swapped: shapes, types and sizes are all right, only the self-test sentence can tell.
    void swappedLayersAreCaught()
    {
        const ModelCopy copy(QString::fromStdString(kShipped));
        QByteArray weights = copy.read("model.safetensors");
        const QByteArray first = "encoder.layer.1.output.dense.weight\"";
        const QByteArray second = "encoder.layer.4.output.dense.weight\"";
        const auto a = weights.indexOf(first);
        const auto b = weights.indexOf(second);
        QVERIFY(a > 0 && b > 0);
        weights.replace(a, first.size(), second);
        weights.replace(b, second.size(), first);
        copy.write("model.safetensors", weights);
        const auto embedder = openLocalEmbedder(copy.folder());
        QVERIFY(!embedder);
        QCOMPARE(embedder.error().code, Errc::ModelDamaged);
        QVERIFY(QString::fromStdString(embedder.error().detail).contains("self-test"));
        QCOMPARE(embedder.error().path, copy.folder() + "/model.safetensors");
    }

    void float32Folder()
    {
        const ModelCopy copy;
        const auto embedder = openLocalEmbedder(copy.folder());
        QVERIFY2(embedder, embedder ? "" : embedder.error().detail.c_str());
        QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/model_tiny.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto reference = QJsonDocument::fromJson(file.readAll()).object();
        const auto texts = reference["texts"].toArray();
        for (qsizetype i = 0; i < texts.size(); ++i) {
            const std::string text = texts[i].toString().toStdString();
            const std::string_view view = text;
            const auto vector = embedAll(**embedder, {&view, 1});
            QVERIFY(vector);
            for (qsizetype j = 0; j < 40; ++j)
                QVERIFY(std::abs(vector->data()[j] - reference["vectors"].toArray()[i].toArray()[j].toDouble()) <=
                        1e-5);
        }
        // One changed weight is another identity.
        const ModelCopy other;
        QByteArray weights = other.read("model.safetensors");
        weights[weights.size() / 2] = static_cast<char>(weights[weights.size() / 2] ^ 1);
        other.write("model.safetensors", weights);
        QVERIFY((*embedder)->identity() != (*openLocalEmbedder(other.folder()))->identity());
    }

    void weightsThatAreNotFinite()
    {
        const ModelCopy copy;
        QByteArray weights = copy.read("model.safetensors");
        for (qsizetype i = weights.size() - 4000; i < weights.size(); ++i)
            weights[i] = '\xff';
        copy.write("model.safetensors", weights);
        const auto embedder = openLocalEmbedder(copy.folder());
        QVERIFY(embedder);
        const std::string_view text = "the cat";
        QCOMPARE(embedAll(**embedder, {&text, 1}).error().code, Errc::ModelDamaged);
    }
};

QTEST_GUILESS_MAIN(TestLocalEmbedder)
#include "tst_local_embedder.moc"
