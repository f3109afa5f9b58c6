#include "core/base/cpu.h"
#include "core/base/gemm/gemm.h"
#include "core/base/portable_random.h"
#include "core/base/thread_pool.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

using namespace embedscope;

namespace {

struct Case
{
    std::size_t rows, inputs, outputs;
    std::vector<float> a, w, bias;
    PackedMatrix packed;

    Case(std::size_t m, std::size_t k, std::size_t n) : rows(m), inputs(k), outputs(n), packed(k, n)
    {
        PortableRandom random(m * 1000003 + k * 1009 + n);
        const auto fill = [&](std::vector<float> &values, std::size_t count) {
            values.resize(count);
            for (float &value : values)
                value = static_cast<float>(random.normal());
        };
        fill(a, m * k);
        fill(w, n * k);
        fill(bias, n);
        for (std::size_t column = 0; column < n; ++column) {
            packed.setColumn(column, w.data() + column * k);
            packed.setBias(column, bias[column]);
        }
    }
    std::vector<float> product(std::size_t first, std::size_t count) const
    {
        const std::size_t stride = gemmPaddedColumns(outputs);
        std::vector<float> wide(count * stride);
        packed.multiply(a.data() + first * inputs, inputs, count, wide.data(), stride);
        std::vector<float> c;
        for (std::size_t r = 0; r < count; ++r)
            c.insert(c.end(), wide.begin() + static_cast<std::ptrdiff_t>(r * stride),
                     wide.begin() + static_cast<std::ptrdiff_t>(r * stride + outputs));
        return c;
    }
};

bool sameBits(const float *a, const float *b, std::size_t count)
{
    return std::memcmp(a, b, count * sizeof(float)) == 0;
}

} // namespace

// Run once for each instruction set: EMBEDSCOPE_CPU chooses, CMakeLists.txt sets it.
class TestGemm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qInfo("instruction set: %s", std::string(instructionSetName(instructionSet())).c_str()); }

    void againstSchoolBook_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("outputs");
        const int sizes[][3] = {{1, 1, 1},     {1, 384, 384},  {3, 5, 7},    {13, 17, 31},   {14, 64, 32},
                                {15, 64, 33},  {29, 383, 65},  {6, 384, 16}, {7, 385, 48},   {64, 769, 3},
                                {128, 32, 96}, {2, 1536, 384}, {5, 1, 100},  {100, 1000, 1}, {31, 100, 129}};
        for (const auto &s : sizes)
            QTest::addRow("%dx%dx%d", s[0], s[1], s[2]) << s[0] << s[1] << s[2];
    }
    void againstSchoolBook()
    {
        QFETCH(int, rows);
        QFETCH(int, inputs);
        QFETCH(int, outputs);
        const Case c(static_cast<std::size_t>(rows), static_cast<std::size_t>(inputs),
                     static_cast<std::size_t>(outputs));
        const auto got = c.product(0, c.rows);
        for (std::size_t r = 0; r < c.rows; ++r)
            for (std::size_t n = 0; n < c.outputs; ++n) {
                double sum = c.bias[n];
                double size = std::abs(sum);
                for (std::size_t k = 0; k < c.inputs; ++k) {
                    const double term = static_cast<double>(c.a[r * c.inputs + k]) * c.w[n * c.inputs + k];
                    sum += term;
                    size += std::abs(term);
                }
                // A chain of n roundings; typical error grows with √n, the bound with n.
                const double allowed = 6e-8 * size * std::sqrt(static_cast<double>(c.inputs) + 4);
                QVERIFY2(std::abs(sum - got[r * c.outputs + n]) <= allowed,
                         qPrintable(QString("row %1 column %2").arg(r).arg(n)));
            }
    }

    // A row's bits are the same alone, in any batch, at any place in it.
    void rowAloneAndInBatches()
    {
        const Case c(67, 1536, 384);
        const auto whole = c.product(0, c.rows);
        for (std::size_t r = 0; r < c.rows; ++r)
            QVERIFY(sameBits(c.product(r, 1).data(), whole.data() + r * c.outputs, c.outputs));
        for (const std::size_t batch : {2, 3, 5, 7, 13, 14, 15, 16, 28, 29, 64})
            for (std::size_t first = 0; first < c.rows; first += batch) {
                const std::size_t count = std::min(batch, c.rows - first);
                QVERIFY(sameBits(c.product(first, count).data(), whole.data() + first * c.outputs, count * c.outputs));
            }
    }

    void anyNumberOfThreads()
    {
        const Case c(200, 384, 1152);
        const auto whole = c.product(0, c.rows);
        for (const unsigned threads : {1U, 2U, 8U}) {
            ThreadPool pool(threads);
            std::vector<float> got(whole.size());
            pool.parallelFor(c.rows, 11, [&](std::size_t begin, std::size_t end) {
                const auto part = c.product(begin, end - begin);
                std::copy(part.begin(), part.end(), got.begin() + static_cast<std::ptrdiff_t>(begin * c.outputs));
            });
            QVERIFY(sameBits(got.data(), whole.data(), whole.size()));
        }
    }

    void withoutRowsOrInputs()
    {
        const Case c(1, 4, 4);
        c.packed.multiply(nullptr, 4, 0, nullptr, 64);
        PackedMatrix biasOnly(0, 3);
        biasOnly.setBias(1, 2.5F);
        std::vector<float> out(gemmPaddedColumns(3), 9);
        const float none = 0;
        biasOnly.multiply(&none, 0, 1, out.data(), out.size());
        QCOMPARE(out[0], 0.0F);
        QCOMPARE(out[1], 2.5F);
    }
};

QTEST_GUILESS_MAIN(TestGemm)
#include "tst_gemm.moc"
