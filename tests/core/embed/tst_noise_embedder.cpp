#include "core/embed/noise_embedder.h"

#include <QCryptographicHash>
#include <QTest>
#include <QtEndian>

#include <cmath>

using namespace embedscope;

class TestNoiseEmbedder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // The rule of noise_embedder.h, worked out once more with Qt's SHA-256.
    void followsItsRule()
    {
        const std::string_view text = "I like cats.";
        const auto vector = embedAll(*makeNoiseEmbedder(), {&text, 1});
        QVERIFY(vector);
        std::vector<double> expected;
        double square = 0;
        for (int block = 0; block < 48; ++block) {
            QByteArray input(text.data(), static_cast<qsizetype>(text.size()));
            input.append('\0').append(static_cast<char>(block));
            const QByteArray digest = QCryptographicHash::hash(input, QCryptographicHash::Sha256);
            for (int i = 0; i < 8; ++i) {
                expected.push_back((2.0 * qFromLittleEndian<quint32>(digest.constData() + 4 * i) + 1) / 4294967296.0 -
                                   1);
                square += expected.back() * expected.back();
            }
        }
        QCOMPARE(vector->cols(), 384);
        for (Eigen::Index i = 0; i < 384; ++i)
            QCOMPARE((*vector)(0, i), static_cast<float>(expected[static_cast<std::size_t>(i)] / std::sqrt(square)));
    }

    void unitVectorsWithoutMeaning()
    {
        const std::vector<std::string_view> texts{"cat", "cats", "cat ", "Cat", "dog"};
        const auto v = embedAll(*makeNoiseEmbedder(), texts);
        const Matrix similarity = *v * v->transpose();
        for (int i = 0; i < 5; ++i)
            for (int j = 0; j < 5; ++j)
                QVERIFY(i == j ? std::abs(similarity(i, j) - 1) < 1e-6F : std::abs(similarity(i, j)) < 0.25F);
        QVERIFY(*embedAll(*makeNoiseEmbedder(), texts) == *v);
    }

    void blankAndCancelled()
    {
        const auto noise = makeNoiseEmbedder();
        const std::string_view blank = " ";
        QCOMPARE(embedAll(*noise, {&blank, 1}).error().code, Errc::EmptyText);
        std::stop_source source;
        source.request_stop();
        const std::string_view text = "cat";
        QCOMPARE(embedAll(*noise, {&text, 1}, Role::Plain, {source.get_token(), {}}).error().code, Errc::Cancelled);
    }

    void lacksTokens()
    {
        const auto noise = makeNoiseEmbedder();
        QVERIFY(!noise->hasTokens() && !noise->hasTokenVectors());
        QCOMPARE(noise->tokens("cat").error().code, Errc::InvalidArgument);
        QCOMPARE(noise->tokenVectors("cat", 0).error().code, Errc::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestNoiseEmbedder)
#include "tst_noise_embedder.moc"
