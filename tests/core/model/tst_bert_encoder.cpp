#include "core/base/cpu.h"
#include "core/model/bert_encoder.h"
#include "core/model/bert_kernels.h"
#include "core/model/folder/model_folder.h"

#include "tests/core/model/model_test_files.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <numeric>
#include <optional>

using namespace embedscope;

// Run once for each instruction set (CMakeLists.txt). Reference: a random BERT by transformers,
// tests/reference/model_tiny.
class TestBertEncoder : public QObject
{
    Q_OBJECT
    QJsonObject m_reference;
    std::vector<std::vector<std::int32_t>> m_ids;
    std::optional<BertEncoder> m_encoder;

    std::vector<float> encode(const std::vector<std::size_t> &which) const
    {
        std::vector<std::span<const std::int32_t>> texts;
        for (const std::size_t i : which)
            texts.emplace_back(m_ids[i]);
        std::vector<float> vectors(which.size() * m_encoder->config().hidden);
        BertEncoder::Workspace workspace;
        return m_encoder->encode(texts, workspace, vectors.data()) ? vectors : std::vector<float>();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qInfo("instruction set: %s", std::string(instructionSetName(instructionSet())).c_str());
        QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/model_tiny.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_reference = QJsonDocument::fromJson(file.readAll()).object();
        for (const auto &list : m_reference["ids"].toArray()) {
            m_ids.emplace_back();
            for (const auto &id : list.toArray())
                m_ids.back().push_back(id.toInt());
        }
        auto model = openModelFolder(EMBEDSCOPE_TESTS_DIR "/reference/model_tiny");
        QVERIFY2(model, model ? "" : model.error().detail.c_str());
        ThreadPool pool(2);
        auto encoder = BertEncoder::load(model->config, std::move(model->weights), pool);
        QVERIFY2(encoder, encoder ? "" : encoder.error().detail.c_str());
        m_encoder.emplace(std::move(*encoder));
    }

    void vectorsOfTransformers()
    {
        const auto vectors = m_reference["vectors"].toArray();
        std::vector<std::size_t> all(m_ids.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        const auto got = encode(all);
        const std::size_t width = m_encoder->config().hidden;
        QCOMPARE(got.size(), all.size() * width);
        double largest = 0;
        for (const std::size_t i : all) {
            double length = 0;
            for (std::size_t j = 0; j < width; ++j)
                length += static_cast<double>(got[i * width + j]) * got[i * width + j];
            length = std::sqrt(length);
            const auto expected = vectors[static_cast<qsizetype>(i)].toArray();
            for (std::size_t j = 0; j < width; ++j)
                largest = std::max(
                    largest, std::abs(got[i * width + j] / length - expected[static_cast<qsizetype>(j)].toDouble()));
        }
        qInfo("largest difference: %g", largest);
        QVERIFY(largest <= 1e-5);
    }

    void layersOfTransformers()
    {
        const auto &ids = m_ids[static_cast<std::size_t>(m_reference["layers_of"].toInt())];
        const auto layers = m_reference["layers"].toArray();
        QCOMPARE(layers.size(), qsizetype{3});
        for (qsizetype l = 0; l < layers.size(); ++l) {
            const auto got = m_encoder->tokenVectors(ids, static_cast<std::size_t>(l));
            QVERIFY(got);
            QCOMPARE(got->rows(), static_cast<Eigen::Index>(ids.size()));
            for (Eigen::Index r = 0; r < got->rows(); ++r)
                for (Eigen::Index c = 0; c < got->cols(); ++c) {
                    const double expected = layers[l].toArray()[r].toArray()[c].toDouble();
                    QVERIFY(std::abs((*got)(r, c) - expected) <= (l == 0 ? 1e-8 : 2e-5));
                }
        }
        QCOMPARE(m_encoder->tokenVectors(ids, 3).error().code, Errc::InvalidArgument);
    }

    void sameBitsAloneAndTogether()
    {
        std::vector<std::size_t> all(m_ids.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        const auto together = encode(all);
        const std::size_t width = m_encoder->config().hidden;
        for (const std::size_t i : all)
            QVERIFY(std::memcmp(encode({i}).data(), together.data() + i * width, width * sizeof(float)) == 0);
        std::vector<std::size_t> backwards(all.rbegin(), all.rend());
        const auto other = encode(backwards);
        for (const std::size_t i : all)
            QVERIFY(std::memcmp(other.data() + (all.size() - 1 - i) * width, together.data() + i * width,
                                width * sizeof(float)) == 0);
    }

    void refusesWhatItCannotEncode()
    {
        BertEncoder::Workspace workspace;
        std::vector<float> vector(m_encoder->config().hidden);
        const std::vector<std::int32_t> none, negative{-1},
            beyond{2, static_cast<std::int32_t>(m_encoder->config().vocabulary)};
        const std::vector<std::int32_t> tooLong(33, 1);
        for (const auto *ids : {&none, &negative, &beyond, &tooLong}) {
            const std::span<const std::int32_t> text(*ids);
            QCOMPARE(m_encoder->encode({&text, 1}, workspace, vector.data()).error().code, Errc::InvalidArgument);
        }
    }

    void stops()
    {
        std::stop_source source;
        source.request_stop();
        BertEncoder::Workspace workspace;
        std::vector<float> vector(m_encoder->config().hidden);
        const std::span<const std::int32_t> text(m_ids[0]);
        QCOMPARE(m_encoder->encode({&text, 1}, workspace, vector.data(), source.get_token()).error().code,
                 Errc::Cancelled);
    }

    void geluIsExact()
    {
        std::vector<float> x;
        for (int i = -12000; i <= 12000; ++i)
            x.push_back(static_cast<float>(i) / 1000.0F);
        std::vector<float> y = x;
        std::vector<float> near = x;
        bertKernels().gelu(y.data(), y.size(), 1, y.size());
        bertKernels().geluNear(near.data(), near.size(), 1, near.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double exact = 0.5 * x[i] * std::erfc(-static_cast<double>(x[i]) / std::sqrt(2.0));
            QVERIFY2(std::abs(y[i] - exact) <= 4e-7 * std::max(1.0F, std::abs(x[i])),
                     qPrintable(QString::number(x[i])));
            QVERIFY2(std::abs(near[i] - exact) <= (std::abs(x[i]) <= 3.6 ? 7e-5 : 1.5e-4 * std::abs(x[i])),
                     qPrintable(QString::number(x[i])));
        }
    }

    void activatesRowsWithGaps()
    {
        const BertKernels &kernels = bertKernels();
        for (const auto activate : {kernels.gelu, kernels.geluNear, kernels.geluTanh, kernels.relu})
            for (const std::size_t count : {1, 5, 16, 19, 32}) {
                const std::size_t stride = count + 3;
                std::vector<float> x(4 * stride);
                std::iota(x.begin(), x.end(), -2.0F * static_cast<float>(stride));
                const std::vector<float> before = x;
                activate(x.data(), stride, 4, count);
                for (std::size_t i = 0; i < x.size(); ++i) {
                    float alone = before[i];
                    activate(&alone, 1, 1, 1);
                    QCOMPARE(x[i], i % stride < count ? alone : before[i]);
                }
            }
    }

    void softmaxSumsToOne()
    {
        for (const std::size_t count : {1, 2, 3, 7, 15, 16, 17, 31, 33, 100, 256}) {
            constexpr std::size_t kRows = 3;
            const std::size_t stride = (count + 15) / 16 * 16 + 1;
            std::vector<float> x(kRows * stride, 7.0F);
            for (std::size_t i = 0; i < kRows * stride; ++i)
                if (i % stride < count)
                    x[i] = static_cast<float>((i * 37 % 101)) * 3.0F - 150.0F;
            const std::vector<float> before = x;
            std::array<float, kRows> inverse{};
            bertKernels().softmax(x.data(), stride, kRows, count, 0.25F, inverse.data());
            bertKernels().scaleRows(x.data(), stride, kRows, count, inverse.data());
            for (std::size_t r = 0; r < kRows; ++r) {
                std::vector<double> exact(count);
                double sum = 0;
                const auto row = before.begin() + static_cast<std::ptrdiff_t>(r * stride);
                const double highest = *std::max_element(row, row + static_cast<std::ptrdiff_t>(count));
                for (std::size_t i = 0; i < count; ++i)
                    sum += exact[i] = std::exp(0.25 * (row[static_cast<std::ptrdiff_t>(i)] - highest));
                for (std::size_t i = 0; i < count; ++i) {
                    const double below = 0.25 * (highest - row[static_cast<std::ptrdiff_t>(i)]);
                    QVERIFY(std::abs(x[r * stride + i] - exact[i] / sum) <= (3e-6 + 1e-7 * below) * exact[i] / sum);
                }
                QCOMPARE(x[r * stride + stride - 1], 7.0F);
            }
        }
    }

    void transposed()
    {
        for (const std::size_t rows : {1, 3, 4, 5, 18, 33})
            for (const std::size_t columns : {1, 4, 6, 32}) {
                const std::size_t padded = (rows + 15) / 16 * 16;
                std::vector<float> x(rows * (columns + 2)), y(columns * (padded + 1), 9.0F);
                std::iota(x.begin(), x.end(), 1.0F);
                bertKernels().transpose(x.data(), columns + 2, rows, columns, y.data(), padded + 1, padded);
                for (std::size_t c = 0; c < columns; ++c)
                    for (std::size_t r = 0; r <= padded; ++r)
                        QCOMPARE(y[c * (padded + 1) + r], r < rows     ? x[r * (columns + 2) + c]
                                                          : r < padded ? 0.0F
                                                                       : 9.0F);
            }
    }

    void sixteenBits()
    {
        std::vector<std::int16_t> whole;
        for (int i = -32767; i <= 32767; i += 13)
            whole.push_back(static_cast<std::int16_t>(i));
        std::string bytes(whole.size() * 2 + 1, ' '); // one byte off: any address will do
        std::memcpy(bytes.data() + 1, whole.data(), whole.size() * 2);
        std::vector<float> got(whole.size());
        bertKernels().fromInt16(bytes.data() + 1, whole.size(), 0.37F, got.data());
        for (std::size_t i = 0; i < whole.size(); ++i)
            QCOMPARE(got[i], static_cast<float>(whole[i]) * 0.37F);
    }

    void normalisation()
    {
        for (const std::size_t width : {1, 5, 16, 40, 47, 384}) {
            std::vector<float> x(width), residual(width), gain(width), offset(width);
            for (std::size_t i = 0; i < width; ++i) {
                x[i] = static_cast<float>(i * 7919 % 100) / 10.0F;
                residual[i] = 1.0F + static_cast<float>(i % 3);
                gain[i] = 0.5F + static_cast<float>(i % 5);
                offset[i] = static_cast<float>(i % 2);
            }
            double mean = 0;
            double variance = 0;
            for (std::size_t i = 0; i < width; ++i)
                mean += (static_cast<double>(x[i]) + residual[i]) / static_cast<double>(width);
            for (std::size_t i = 0; i < width; ++i)
                variance += std::pow(static_cast<double>(x[i]) + residual[i] - mean, 2) / static_cast<double>(width);
            std::vector<double> exact(width);
            for (std::size_t i = 0; i < width; ++i)
                exact[i] =
                    (static_cast<double>(x[i]) + residual[i] - mean) / std::sqrt(variance + 1e-5) * gain[i] + offset[i];
            bertKernels().addAndNormalise(x.data(), residual.data(), gain.data(), offset.data(), 1e-5F, width);
            for (std::size_t i = 0; i < width; ++i)
                QVERIFY(std::abs(x[i] - exact[i]) <= 2e-5);
        }
    }
};

QTEST_GUILESS_MAIN(TestBertEncoder)
#include "tst_bert_encoder.moc"
