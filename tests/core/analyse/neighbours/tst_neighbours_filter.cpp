#include "core/analyse/neighbours/neighbours_filter.h"

#include "core/analyse/neighbours/neighbours.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>

using namespace embedscope;
using namespace embedscope::testing;

namespace {

std::vector<std::uint32_t> numbers(std::size_t count)
{
    std::vector<std::uint32_t> all(count);
    for (std::size_t i = 0; i < count; ++i)
        all[i] = static_cast<std::uint32_t>(i);
    return all;
}

// The exact neighbours are all among the candidates, and no candidate is more similar than it says.
void verify(const Matrix &rows, const FilterOptions &options, NeighbourMetric metric)
{
    const auto members = numbers(static_cast<std::size_t>(rows.rows()));
    const ComparedRows compared(rows, metric);
    auto found = filterNeighbours(compared, members, options, {}, ThreadPool::shared());
    QVERIFY(found && *found);
    const auto exact = findNeighbours(rows, {options.k, NeighbourProducts::Doubles, metric});
    for (std::size_t i = 0; i < members.size(); ++i) {
        for (const NeighbourCandidate &candidate : (**found)[i]) {
            QVERIFY(candidate.row != i);
            double similarity = 0;
            compared.similarities(i, {&candidate.row, 1}, &similarity);
            QVERIFY(static_cast<double>(candidate.atMost) >= compared.productOf(similarity));
        }
        for (const Neighbour &neighbour : exact->of(i))
            QCOMPARE(std::ranges::count((**found)[i], neighbour.index, &NeighbourCandidate::row), std::ptrdiff_t{1});
    }
}

void verify(const Matrix &rows, const FilterOptions &options)
{
    verify(rows, options, NeighbourMetric::Cosine);
    verify(rows, options, NeighbourMetric::Euclidean);
}
} // namespace

class TestNeighboursFilter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void candidates_data()
    {
        QTest::addColumn<RoughProducts>("products");
        QTest::newRow("bytes") << RoughProducts::Bytes;
        QTest::newRow("floats") << RoughProducts::Floats;
    }
    void candidates()
    {
        QFETCH(RoughProducts, products);
        FilterOptions options;
        options.products = products;
        options.blockRows = 64;
        for (const std::size_t k : {1, 9}) {
            options.k = k;
            for (const Eigen::Index n : {20, 64, 65, 190, 300}) // one block to five, the last one full or not
                verify(randomRows(n, 17, static_cast<std::uint64_t>(n)), options);
        }
        verify(groupedRows(6, 60, 384, 0.3, 1), options);
        Matrix spiky = randomRows(200, 100, 2) * 0.01f; // one large number in each: poor bytes
        for (Eigen::Index i = 0; i < 200; ++i)
            spiky(i, i % 7) = 5;
        options.mostCandidates = 1000;
        verify(spiky, options);
        verify(groupedRows(1, 200, 40, 1e-4, 3), options); // all in question
        verify(randomRows(200, 1, 4), options);
    }

    // Most pairs are ruled out where that is possible at all.
    void fewAreLeft()
    {
        const Matrix rows = groupedRows(40, 30, 384, 1, 5);
        for (const RoughProducts products : {RoughProducts::Bytes, RoughProducts::Floats}) {
            FilterOptions options;
            options.products = products;
            const auto found = filterNeighbours(ComparedRows(rows, NeighbourMetric::Cosine), numbers(1200), options, {},
                                                ThreadPool::shared());
            const std::size_t left = (**found).total();
            QVERIFY2(left < 1200 * (products == RoughProducts::Bytes ? 30 : 11), qPrintable(QString::number(left)));
        }
    }

    void someMembers()
    {
        const Matrix rows = randomRows(100, 9, 6);
        const std::vector<std::uint32_t> members{3, 50, 51, 99};
        auto found =
            filterNeighbours(ComparedRows(rows, NeighbourMetric::Cosine), members, {}, {}, ThreadPool::shared());
        for (std::size_t i = 0; i < members.size(); ++i) {
            QCOMPARE((**found)[i].size(), std::size_t{3});
            for (const NeighbourCandidate &candidate : (**found)[i])
                QVERIFY(candidate.row != members[i] && std::ranges::count(members, candidate.row) == 1);
        }
    }

    void tooMany()
    {
        FilterOptions options;
        options.k = 1;
        options.mostCandidates = 0;
        options.blockRows = 64;
        const Matrix rows = groupedRows(1, 300, 40, 1e-4, 7);
        QVERIFY(!*filterNeighbours(ComparedRows(rows, NeighbourMetric::Cosine), numbers(300), options, {},
                                   ThreadPool::shared()));
    }

    void cancel()
    {
        std::stop_source source;
        source.request_stop();
        const RunControl control{source.get_token()};
        QCOMPARE(filterNeighbours(ComparedRows(randomRows(50, 4, 1), NeighbourMetric::Cosine), numbers(50), {}, control,
                                  ThreadPool::shared())
                     .error()
                     .code,
                 Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestNeighboursFilter)
#include "tst_neighbours_filter.moc"
