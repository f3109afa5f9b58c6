#include "core/base/cpu.h"
#include "core/base/gemm/gemm_int8.h"
#include "core/base/portable_random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

using namespace embedscope;

namespace {

/// The row's bytes.
std::vector<std::uint8_t> valuesOf(const QuantisedRows &rows, std::size_t row)
{
    std::vector<std::uint8_t> values(rows.inputs());
    rows.copyValues(row, values.data());
    return values;
}

// Quantised rows and weights, and the same as plain numbers.
struct Case
{
    std::size_t rows, inputs, outputs;
    std::vector<float> x;
    std::vector<std::int8_t> w;
    std::vector<float> scales, bias;
    QuantisedRows a;
    Int8Matrix packed;

    Case(std::size_t m, std::size_t k, std::size_t n, std::vector<float> numbers, std::vector<std::int8_t> weights)
        : rows(m), inputs(k), outputs(n), x(std::move(numbers)), w(std::move(weights)), packed(k, n)
    {
        a.reserve(rows, inputs);
        for (std::size_t r = 0; r < rows; ++r)
            a.setRow(r, x.data() + r * inputs);
        for (std::size_t column = 0; column < outputs; ++column) {
            scales.push_back(0.01F + 0.001F * static_cast<float>(column % 7));
            bias.push_back(0.5F - static_cast<float>(column % 3));
            packed.setColumn(column, w.data() + column * inputs, scales.back());
            packed.setBias(column, bias.back());
        }
    }
    static Case drawn(std::size_t m, std::size_t k, std::size_t n)
    {
        PortableRandom random(m * 1000003 + k * 1009 + n);
        std::vector<float> x(m * k);
        std::vector<std::int8_t> w(n * k);
        for (float &value : x)
            value = static_cast<float>(random.normal());
        for (std::int8_t &value : w)
            value = static_cast<std::int8_t>(std::clamp(random.normal() * 60, -127.0, 127.0));
        return {m, k, n, std::move(x), std::move(w)};
    }

    std::size_t stride() const { return packed.panels() * int8PanelWidth(); }
    std::vector<std::int32_t> exact() const
    {
        std::vector<std::int32_t> c(rows * stride());
        packed.multiplyExact(a, rows, c.data(), stride());
        return c;
    }
    std::vector<float> product(std::size_t first, std::size_t count) const
    {
        std::vector<float> c(count * stride());
        packed.multiplyPanels(a, first, count, 0, packed.panels(), c.data(), stride());
        return c;
    }
    // Whether every sum is that of the plain loop.
    bool sumsAreExact() const
    {
        const auto got = exact();
        for (std::size_t r = 0; r < rows; ++r) {
            const std::vector<std::uint8_t> values = valuesOf(a, r);
            for (std::size_t n = 0; n < outputs; ++n) {
                std::int64_t sum = 0;
                for (std::size_t k = 0; k < inputs; ++k)
                    sum += static_cast<std::int64_t>(values[k]) * w[n * inputs + k];
                if (sum != got[r * stride() + n])
                    return false;
            }
        }
        return true;
    }
};

bool sameBits(const float *a, const float *b, std::size_t count)
{
    return std::memcmp(a, b, count * sizeof(float)) == 0;
}

} // namespace

// Run once for each instruction set: EMBEDSCOPE_CPU chooses, CMakeLists.txt sets it.
class TestGemmInt8 : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qInfo("kernel: %s", std::string(int8KernelName()).c_str()); }

    void sumsOfAPlainLoop_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("outputs");
        const int sizes[][3] = {{1, 1, 1},     {1, 384, 384}, {3, 5, 7},    {13, 17, 31},  {14, 64, 32},  {15, 66, 33},
                                {29, 383, 65}, {7, 385, 48},  {64, 770, 3}, {2, 1536, 96}, {31, 100, 129}};
        for (const auto &s : sizes)
            QTest::addRow("%dx%dx%d", s[0], s[1], s[2]) << s[0] << s[1] << s[2];
    }
    void sumsOfAPlainLoop()
    {
        QFETCH(int, rows);
        QFETCH(int, inputs);
        QFETCH(int, outputs);
        const Case c = Case::drawn(static_cast<std::size_t>(rows), static_cast<std::size_t>(inputs),
                                   static_cast<std::size_t>(outputs));
        QVERIFY(c.sumsAreExact());
        const auto sums = c.exact();
        const auto got = c.product(0, c.rows);
        for (std::size_t r = 0; r < c.rows; ++r)
            for (std::size_t n = 0; n < c.outputs; ++n) {
                std::int32_t weights = 0;
                for (std::size_t k = 0; k < c.inputs; ++k)
                    weights += c.w[n * c.inputs + k];
                const double scaled = static_cast<double>(sums[r * c.stride() + n]) * c.scales[n] * c.a.scale(r);
                const double shifted = static_cast<double>(c.a.low(r)) * weights * c.scales[n];
                const double expected = scaled + shifted + c.bias[n];
                const double size = std::abs(scaled) + std::abs(shifted) + std::abs(c.bias[n]);
                QVERIFY(std::abs(got[r * c.stride() + n] - expected) <= 4e-7 * size);
            }
    }

    // The greatest sums that bytes can have: an instruction that saturates at 16 bits gives half, or less.
    void extremes_data()
    {
        QTest::addColumn<int>("inputs");
        for (const int inputs : {2, 3, 4, 7, 384, 1536, 4096, static_cast<int>(Int8Matrix::kMostInputs)})
            QTest::addRow("%d", inputs) << inputs;
    }
    void extremes()
    {
        QFETCH(int, inputs);
        const auto k = static_cast<std::size_t>(inputs);
        constexpr std::size_t kRows = 4;
        constexpr std::size_t kColumns = 5;
        // All 255 but one; all 0 but one; in turn; the same the other way round.
        std::vector<float> x(kRows * k);
        for (std::size_t i = 0; i < k; ++i) {
            x[i] = i == 0 ? 0.0F : 255.0F;
            x[k + i] = i + 1 == k ? 255.0F : 0.0F;
            x[2 * k + i] = i % 2 == 0 ? 255.0F : 0.0F;
            x[3 * k + i] = i % 2 == 0 ? 0.0F : 255.0F;
        }
        std::vector<std::int8_t> w(kColumns * k);
        for (std::size_t i = 0; i < k; ++i) {
            w[i] = 127;
            w[k + i] = -127;
            w[2 * k + i] = i % 2 == 0 ? 127 : -127;
            w[3 * k + i] = i / 2 % 2 == 0 ? 127 : -127;
            w[4 * k + i] = -128; // setColumn() makes none of itself
        }
        const Case c(kRows, k, kColumns, std::move(x), std::move(w));
        QCOMPARE(int(valuesOf(c.a, 0)[0]), 0);
        QCOMPARE(int(valuesOf(c.a, 0)[1]), 255);
        QVERIFY(c.sumsAreExact());
        QCOMPARE(c.exact()[0], 127 * 255 * (inputs - 1));
        QCOMPARE(c.exact()[4], -128 * 255 * (inputs - 1));
    }

    // Every pair of an activation and a weight, in every place of a group.
    void everyPair()
    {
        constexpr std::size_t kInputs = 256;
        std::vector<float> x(kInputs);
        for (std::size_t i = 0; i < kInputs; ++i)
            x[i] = static_cast<float>(i);
        std::vector<std::int8_t> w;
        for (int weight = -127; weight <= 127; ++weight)
            for (std::size_t i = 0; i < kInputs; ++i)
                w.push_back(static_cast<std::int8_t>(weight * ((i + static_cast<std::size_t>(weight + 127)) % 3 == 0)));
        const Case c(1, kInputs, 255, std::move(x), std::move(w));
        const std::vector<std::uint8_t> values = valuesOf(c.a, 0);
        for (std::size_t i = 0; i < kInputs; ++i)
            QCOMPARE(std::size_t{values[i]}, i);
        QVERIFY(c.sumsAreExact());
    }

    void rowsAsBytes()
    {
        const Case c = Case::drawn(5, 100, 1);
        for (std::size_t r = 0; r < c.rows; ++r) {
            const float *row = c.x.data() + r * c.inputs;
            const auto [least, greatest] = std::minmax_element(row, row + c.inputs);
            QCOMPARE(c.a.low(r), *least);
            QVERIFY(std::abs(c.a.low(r) + 255 * c.a.scale(r) - *greatest) <= 1e-5);
            const std::vector<std::uint8_t> values = valuesOf(c.a, r);
            for (std::size_t k = 0; k < c.inputs; ++k)
                QVERIFY(std::abs(c.a.low(r) + static_cast<float>(values[k]) * c.a.scale(r) - row[k]) <=
                        c.a.scale(r) * 0.501F);
        }
        QuantisedRows rows;
        rows.reserve(2, 3);
        const float same[] = {2.5F, 2.5F, 2.5F};
        const float factors[] = {1.0F, 2.0F, -2.0F};
        rows.setRow(0, same);
        rows.setRow(1, same, factors);
        QCOMPARE(rows.low(0), 2.5F);
        QCOMPARE(rows.scale(0), 0.0F);
        QCOMPARE(rows.low(1), -5.0F);
        QCOMPARE(int(valuesOf(rows, 1)[1]), 255);
        QCOMPARE(int(valuesOf(rows, 1)[2]), 0);
    }

    void weightsAsBytes()
    {
        const std::vector<float> weights{1.0F, -0.5F, 0.004F, 0.0F};
        const float x[] = {0.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, 0.0F};
        Int8Matrix packed(4, 2);
        packed.setColumn(0, weights.data());
        QuantisedRows rows;
        rows.reserve(3, 4);
        for (std::size_t r = 0; r < 3; ++r)
            rows.setRow(r, x + r * 4);
        std::vector<float> c(3 * packed.panels() * int8PanelWidth());
        packed.multiply(rows, 3, c.data(), c.size() / 3);
        QCOMPARE(c[0], 0.0F);
        QVERIFY(std::abs(c[c.size() / 3] - 1.0F) <= 1e-6);
        QVERIFY(std::abs(c[c.size() / 3 * 2] + 64.0F / 127.0F) <= 1e-6); // −63.5 rounds to even
        QCOMPARE(c[1], 0.0F);                                            // a column that was never set
        const float bad[] = {1.0F, std::numeric_limits<float>::infinity(), 0.0F, 0.0F};
        packed.setColumn(1, bad);
        packed.multiply(rows, 3, c.data(), c.size() / 3);
        QVERIFY(!std::isfinite(c[1]));
    }

    // A row's bits are the same alone, in any batch, at any place in it, and by panels.
    void rowAloneAndInBatches()
    {
        const Case c = Case::drawn(43, 1536, 200);
        const auto whole = c.product(0, c.rows);
        for (const std::size_t batch : {1, 2, 3, 5, 7, 13, 14, 15, 28, 29})
            for (std::size_t first = 0; first < c.rows; first += batch) {
                const std::size_t count = std::min(batch, c.rows - first);
                QVERIFY(
                    sameBits(c.product(first, count).data(), whole.data() + first * c.stride(), count * c.stride()));
            }
        std::vector<float> pieces(whole.size());
        for (std::size_t panel = 0; panel < c.packed.panels(); ++panel)
            c.packed.multiplyPanels(c.a, 0, c.rows, panel, panel + 1, pieces.data(), c.stride());
        QVERIFY(sameBits(pieces.data(), whole.data(), whole.size()));
    }
};

QTEST_GUILESS_MAIN(TestGemmInt8)
#include "tst_gemm_int8.moc"
