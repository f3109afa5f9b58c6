#include "core/base/gemm/gemm.h"
#include "core/base/large_memory.h"
#include "core/base/large_vector.h"

#include <QTest>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <thread>
#include <vector>

using namespace embedscope;

namespace {

bool isZero(const void *data, std::size_t bytes)
{
    const auto *p = static_cast<const char *>(data);
    return std::all_of(p, p + bytes, [](char c) { return c == 0; });
}

} // namespace

class TestLargeMemory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Zeroed, on a line's boundary, and nobody else's, whatever was there before.
    void piecesAreZeroAndApart()
    {
        for (int round = 0; round < 3; ++round) {
            std::vector<std::pair<std::shared_ptr<void>, std::size_t>> pieces;
            for (const std::size_t bytes :
                 {1, 63, 64, 65, 300'000, 2'400'000, 15'000'000, 1'000'000, 16'777'216, 20'000'000, 5'000'000}) {
                pieces.emplace_back(largeMemory(bytes), bytes);
                void *const piece = pieces.back().first.get();
                QCOMPARE(reinterpret_cast<std::uintptr_t>(piece) % 64, std::uintptr_t{0});
                QVERIFY(isZero(piece, bytes));
                std::memset(piece, static_cast<int>(pieces.size()), bytes);
            }
            std::swap(pieces[2], pieces[5]);
            pieces.erase(pieces.begin() + 3); // the rest of its chunk stays
            for (const auto &[piece, bytes] : pieces) {
                const auto *p = static_cast<const char *>(piece.get());
                QVERIFY(std::all_of(p, p + bytes, [&](char c) { return c == *p && c != 0; }));
            }
        }
    }

    void tooMuch()
    {
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, (void)largeMemory(std::numeric_limits<std::size_t>::max()));
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, (void)largeMemory(std::numeric_limits<std::size_t>::max() / 4));
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, (void)AlignedFloats(std::numeric_limits<std::size_t>::max() / 8));
    }

    // As any vector, from a few numbers to many and back; it moves to large pages on the way.
    void largeVector()
    {
        constexpr std::size_t kLarge =
            (std::size_t{4} << 20) / sizeof(std::uint32_t); // numbers, where pages become large
        LargeVector<std::uint32_t> values;
        for (const std::size_t size : {std::size_t{10}, kLarge - 1, kLarge, 3 * kLarge + 7}) {
            const auto before = static_cast<std::uint32_t>(values.size());
            values.resize(size);
            for (std::uint32_t i = 0; i < before; ++i)
                QCOMPARE(values[i], 3 * i);
            for (auto i = before; i < size; ++i)
                values[i] = 3 * i;
        }
        LargeVector<std::uint32_t> copy = values;
        QVERIFY(copy == values);
        copy.push_back(1);
        QVERIFY(copy != values);
        const LargeVector<std::uint32_t> taken = std::move(values);
        QVERIFY(std::equal(taken.begin(), taken.end(), copy.begin()));
        copy.resize(5);
        copy.shrink_to_fit(); // back to small ones
        QVERIFY(copy == (LargeVector<std::uint32_t>{0, 3, 6, 9, 12}));
        QVERIFY(LargeVector<float>(1000, 2.0F) == LargeVector<float>(1000, 2.0F));
        LargeVector<double> none;
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, none.reserve(none.max_size() / 2));
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, (void)mapLargePages(std::numeric_limits<std::size_t>::max()));
    }

    void fromSeveralThreads()
    {
        std::vector<std::vector<std::shared_ptr<void>>> pieces(4);
        {
            std::vector<std::jthread> threads;
            for (auto &mine : pieces)
                threads.emplace_back([&mine] {
                    for (int i = 0; i < 40; ++i) {
                        mine.push_back(largeMemory(700'000));
                        std::memset(mine.back().get(), 7, 700'000);
                        if (i % 3 == 2)
                            mine.erase(mine.begin());
                    }
                });
        }
        std::vector<char *> places;
        for (const auto &mine : pieces)
            for (const auto &piece : mine)
                places.push_back(static_cast<char *>(piece.get()));
        std::sort(places.begin(), places.end());
        for (std::size_t i = 1; i < places.size(); ++i)
            QVERIFY(places[i] - places[i - 1] >= 700'000);
    }

    void floatsMoveWithTheirMemory()
    {
        AlignedFloats many(200'000);
        many.data()[199'999] = 3;
        AlignedFloats moved = std::move(many);
        QCOMPARE(moved.data()[199'999], 3.0F);
        moved.reserve(400'000); // from elsewhere now
        std::fill_n(moved.data(), 400'000, 1.0F);
        moved = AlignedFloats(10);
        QCOMPARE(moved.data()[9], 0.0F);
    }
};

QTEST_GUILESS_MAIN(TestLargeMemory)
#include "tst_large_memory.moc"
