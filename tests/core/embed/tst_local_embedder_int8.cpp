#include "core/base/gemm/gemm_int8.h"
#include "core/embed/local_embedder.h"

#include "../model/model_test_files.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

using namespace embedscope;

namespace {

const std::string kShipped = EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2";
const EmbedderOptions kInt8 = [] {
    EmbedderOptions options;
    options.precision = Precision::Int8;
    return options;
}();

bool sameBits(const Matrix &a, const Matrix &b)
{
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

std::set<Eigen::Index> nearest(const Matrix &similarity, Eigen::Index row, std::size_t count)
{
    std::vector<Eigen::Index> others;
    for (Eigen::Index i = 0; i < similarity.cols(); ++i)
        if (i != row)
            others.push_back(i);
    std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(count), others.end(),
                      [&](Eigen::Index a, Eigen::Index b) { return similarity(row, a) > similarity(row, b); });
    return {others.begin(), others.begin() + static_cast<std::ptrdiff_t>(count)};
}

} // namespace

// The precision int8. Run once for each way of multiplying bytes (CMakeLists.txt).
class TestLocalEmbedderInt8 : public QObject
{
    Q_OBJECT
    std::shared_ptr<const Embedder> m_embedder;
    std::vector<std::string> m_texts;
    std::vector<std::string_view> m_views;

    Matrix embed(std::span<const std::string_view> texts) const
    {
        auto result = embedAll(*m_embedder, texts);
        return result ? std::move(*result) : Matrix();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qInfo("kernel: %s", std::string(int8KernelName()).c_str());
        QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/embed_texts.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const auto &text : QJsonDocument::fromJson(file.readAll()).object()["texts"].toArray())
            m_texts.push_back(text.toString().toStdString());
        m_views.assign(m_texts.begin(), m_texts.end());
        auto embedder = openLocalEmbedder(kShipped, ThreadPool::shared(), kInt8);
        QVERIFY2(embedder, embedder ? "" : embedder.error().detail.c_str());
        m_embedder = *embedder;
    }

    void hasItsOwnIdentity()
    {
        const auto exact = openLocalEmbedder(kShipped);
        QVERIFY(exact);
        QVERIFY((*exact)->identity() != m_embedder->identity());
        QVERIFY(m_embedder->identity().find("/int8/") != std::string::npos);
        QCOMPARE(m_embedder->name(), (*exact)->name());
        const auto again = openLocalEmbedder(kShipped, ThreadPool::shared(), kInt8);
        QCOMPARE((*again)->identity(), m_embedder->identity());
    }

    // Beside the vectors of sentence-transformers with float32 weights: the limits of docs/performance.md.
    void nearSentenceTransformers()
    {
        const auto expected = readNpy(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/embed_vectors.npy"));
        const Matrix got = embed(m_views);
        QCOMPARE(got.rows(), static_cast<Eigen::Index>(m_texts.size()));
        QCOMPARE(expected.size(), static_cast<std::size_t>(got.size()));
        Matrix reference(got.rows(), got.cols());
        std::copy(expected.begin(), expected.end(), reference.data());
        double worst = 1;
        double sum = 0;
        for (Eigen::Index i = 0; i < got.rows(); ++i) {
            const double cosine = got.row(i).cast<double>().dot(reference.row(i).cast<double>()) /
                                  got.row(i).cast<double>().norm() / reference.row(i).cast<double>().norm();
            worst = std::min(worst, cosine);
            sum += cosine;
        }
        const double mean = sum / static_cast<double>(got.rows());
        const Matrix ours = got * got.transpose();
        const Matrix theirs = reference * reference.transpose();
        std::size_t kept = 0;
        for (Eigen::Index i = 0; i < got.rows(); ++i) {
            const auto a = nearest(ours, i, 10);
            for (const Eigen::Index j : nearest(theirs, i, 10))
                kept += a.count(j);
        }
        const double overlap = static_cast<double>(kept) / (10.0 * static_cast<double>(got.rows()));
        qInfo("worst cosine %.5f, mean %.5f, overlap of the 10 nearest %.4f", worst, mean, overlap);
        QVERIFY(worst >= .985);
        QVERIFY(mean >= .995);
        QVERIFY(overlap >= .94);
        QVERIFY(mean < .999999); // it is int8 indeed
    }

    void cats()
    {
        const std::vector<std::string_view> texts{"I like cats.", "Cats are adorable!", "Cats are a type of animal.",
                                                  "The unix cat utility prints out whatever it reads."};
        const Matrix v = embed(texts);
        QCOMPARE(v.rows(), 4);
        const Matrix similarity = v * v.transpose();
        QVERIFY(std::abs(similarity(0, 1) - .5969) <= .02);
        QVERIFY(std::abs(similarity(0, 2) - .5872) <= .02);
        QVERIFY(std::abs(similarity(0, 3) - .2149) <= .02);
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
            const auto embedder = openLocalEmbedder(kShipped, pool, kInt8);
            QVERIFY(embedder);
            QVERIFY(sameBits(*embedAll(**embedder, some), whole));
            QVERIFY(sameBits(*embedAll(**embedder, {some.data(), 1}), whole.row(0)));
        }
    }
};

QTEST_GUILESS_MAIN(TestLocalEmbedderInt8)
#include "tst_local_embedder_int8.moc"
