#include "core/model/float_types.h"

#include <QTest>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

using namespace embedscope;

class TestFloatTypes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // All 65,536 of each: the value by its definition (IEEE 754), from an odd address.
    void everyHalf()
    {
        const std::vector<float> got = readAll(TensorType::F16);
        for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
            const int exponent = static_cast<int>(bits >> 10 & 31);
            const int fraction = static_cast<int>(bits & 1023);
            double value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
            if (exponent == 31)
                value = fraction == 0 ? std::numeric_limits<double>::infinity() : std::nan("");
            check(got[bits], bits >> 15 ? -value : value, bits);
        }
    }

    void everyBrainFloat()
    {
        const std::vector<float> got = readAll(TensorType::BF16);
        for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
            const int exponent = static_cast<int>(bits >> 7 & 255);
            const int fraction = static_cast<int>(bits & 127);
            double value = exponent == 0 ? std::ldexp(fraction, -133) : std::ldexp(128 + fraction, exponent - 134);
            if (exponent == 255)
                value = fraction == 0 ? std::numeric_limits<double>::infinity() : std::nan("");
            check(got[bits], bits >> 15 ? -value : value, bits);
        }
    }

    void floatsAreCopied()
    {
        const float numbers[] = {0.5F, -0.0F, 1e-40F};
        float got[3] = {1, 1, 1};
        readFloats(TensorType::F32, reinterpret_cast<const char *>(numbers), 3, got);
        QCOMPARE(std::memcmp(numbers, got, sizeof numbers), 0);
    }

    void onlyThese()
    {
        QVERIFY(isFloatType(TensorType::F32) && isFloatType(TensorType::F16) && isFloatType(TensorType::BF16));
        for (const TensorType other : {TensorType::F64, TensorType::I16, TensorType::I8, TensorType::Bool})
            QVERIFY(!isFloatType(other));
    }

private:
    static std::vector<float> readAll(TensorType type)
    {
        std::vector<char> bytes(1 + 2 * 0x10000);
        for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
            const auto value = static_cast<std::uint16_t>(bits);
            std::memcpy(bytes.data() + 1 + 2 * bits, &value, 2);
        }
        std::vector<float> got(0x10000);
        readFloats(type, bytes.data() + 1, got.size(), got.data());
        return got;
    }
    static void check(float got, double expected, std::uint32_t bits)
    {
        if (std::isnan(expected))
            QVERIFY2(std::isnan(got), std::to_string(bits).c_str());
        else
            QVERIFY2(static_cast<double>(got) == expected && std::signbit(got) == std::signbit(expected),
                     std::to_string(bits).c_str());
    }
};

QTEST_GUILESS_MAIN(TestFloatTypes)
#include "tst_float_types.moc"
