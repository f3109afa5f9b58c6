#include "core/analyse/analyse_kernels.h"

#include "core/analyse/rows.h"
#include "core/base/cpu.h"
#include "testing.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace embedscope;
using namespace embedscope::testing;
using Eigen::Index;

namespace {

// Every set that this processor runs.
std::vector<const AnalyseKernels *> sets()
{
    std::vector<const AnalyseKernels *> all{&kAnalyseBaseline};
#if defined(__x86_64__)
    if (instructionSet() >= InstructionSet::Avx2)
        all.push_back(&kAnalyseAvx2);
    if (instructionSet() >= InstructionSet::Avx512)
        all.push_back(&kAnalyseAvx512);
#endif
    return all;
}

bool same(double a, double b)
{
    return std::memcmp(&a, &b, sizeof a) == 0;
}

} // namespace

// All sets give the bits of the plain loops.
class TestAnalyseKernels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void dotsAreThoseOfOnePair()
    {
        for (const Index d : {1, 5, 8, 13, 64, 387})
            for (const Index n : {1, 3, 4, 9}) {
                const Matrix a = randomRows(n, d, 1);
                const Matrix b = randomRows(11, d, 2);
                MatrixD expected(n, 11);
                for (Index i = 0; i < n; ++i)
                    for (Index j = 0; j < 11; ++j)
                        expected(i, j) = dotInDouble(a.row(i).data(), b.row(j).data(), static_cast<std::size_t>(d));
                for (const AnalyseKernels *set : sets()) {
                    MatrixD found = MatrixD::Zero(n, 11);
                    set->dots(a.data(), static_cast<std::size_t>(n), b.data(), 11, static_cast<std::size_t>(d),
                              found.data(), 11);
                    QVERIFY(sameBits(found, expected));
                }
            }
    }

    void cosinesAreThoseOfOnePair()
    {
        const Matrix rows = randomRows(21, 7, 3);
        std::vector<double> squares = squaredLengths(rows);
        squares[3] = 0;
        squares[20] = 0;
        for (const AnalyseKernels *set : sets()) {
            std::vector<double> values(21);
            set->dots(rows.data(), 1, rows.data(), 21, 7, values.data(), 21);
            set->cosines(values.data(), squares[0], squares.data(), values.size(), -2);
            QCOMPARE(values[0], 1.0);
            for (std::size_t j = 0; j < values.size(); ++j)
                QVERIFY(same(values[j], squares[j] > 0 ? cosineFrom(dotInDouble(rows.row(0).data(),
                                                                                MatrixView(rows).row(j).data(), 7),
                                                                    squares[0], squares[j])
                                                       : -2.0));
        }
    }

    // By the definition, and the same bits from every set.
    void majorisation()
    {
        for (const Index n : {1, 2, 7, 8, 9, 30})
            for (const Index c : {1, 2, 3}) {
                Eigen::MatrixXd places = randomRows(n, c, 4).cast<double>();
                if (n > 4)
                    places.row(4) = places.row(2); // in the same place
                const Eigen::VectorXd wanted = randomRows(n, 1, 5).cast<double>().cwiseAbs();
                const Index own = std::min<Index>(2, n - 1);
                std::array<const double *, 3> columns{};
                std::array<double, 3> place{};
                for (Index k = 0; k < c; ++k) {
                    columns[static_cast<std::size_t>(k)] = places.col(k).data();
                    place[static_cast<std::size_t>(k)] = places(own, k);
                }
                double stress = 0;
                Eigen::RowVectorXd moved = Eigen::RowVectorXd::Zero(c);
                for (Index j = 0; j < n; ++j) {
                    const Eigen::RowVectorXd away = places.row(own) - places.row(j);
                    stress += (away.norm() - wanted[j]) * (away.norm() - wanted[j]);
                    if (away.norm() > 0)
                        moved += wanted[j] / away.norm() * away;
                }
                std::array<double, 3> first{};
                double firstStress = 0;
                for (const AnalyseKernels *set : sets()) {
                    std::array<double, 3> found{};
                    const double foundStress = set->majorise(place.data(), columns.data(), static_cast<std::size_t>(c),
                                                             wanted.data(), static_cast<std::size_t>(n), found.data());
                    if (set == &kAnalyseBaseline) {
                        first = found;
                        firstStress = foundStress;
                        QVERIFY(std::abs(found[0] - moved[0]) < 1e-12);
                        QVERIFY(std::abs(found[static_cast<std::size_t>(c - 1)] - moved[c - 1]) < 1e-12);
                        QVERIFY(std::abs(foundStress - stress) < 1e-12 * (1 + stress));
                    }
                    QVERIFY(found == first);
                    QVERIFY(same(foundStress, firstStress));
                }
            }
    }

    void nearness()
    {
        const Eigen::MatrixXd places = randomRows(19, 3, 6).cast<double>();
        const std::array<const double *, 3> columns{places.col(0).data(), places.col(1).data(), places.col(2).data()};
        const std::array<double, 3> place{0.5, -1, 0.25};
        for (const AnalyseKernels *set : sets()) {
            std::vector<double> found(19);
            set->nearness(place.data(), columns.data(), 3, found.size(), found.data());
            for (Index j = 0; j < 19; ++j) {
                double expected = 0;
                for (Index k = 0; k < 3; ++k) {
                    const double away = place[static_cast<std::size_t>(k)] - places(j, k);
                    expected -= away * away;
                }
                QVERIFY(same(found[static_cast<std::size_t>(j)], expected));
            }
        }
    }

    void passing()
    {
        const Matrix values = randomRows(1, 70, 7);
        const Matrix limits = randomRows(1, 70, 8);
        for (const std::size_t count : {0, 1, 15, 16, 17, 70})
            for (const float least : {-10.0f, 0.75f, 10.0f}) {
                std::vector<std::uint32_t> expected;
                for (std::size_t j = 0; j < count; ++j)
                    if (values.data()[j] + 0.5f >= least || values.data()[j] + 0.5f >= limits.data()[j])
                        expected.push_back(static_cast<std::uint32_t>(j));
                for (const AnalyseKernels *set : sets()) {
                    std::vector<std::uint32_t> found(70);
                    found.resize(set->passing(values.data(), 0.5f, least, limits.data(), count, found.data()));
                    QVERIFY(found == expected);
                }
            }
    }

    void countAbove()
    {
        const Matrix values = randomRows(1, 70, 9);
        for (const std::size_t count : {0, 1, 16, 31, 70})
            for (const float below : {-10.0f, values(0, 3), 0.1f}) {
                const float above = values(0, 5);
                std::vector<std::uint32_t> expected;
                std::size_t over = 0;
                for (std::size_t j = 0; j < count; ++j) {
                    if (values.data()[j] > above)
                        ++over;
                    else if (values.data()[j] >= below)
                        expected.push_back(static_cast<std::uint32_t>(j));
                }
                for (const AnalyseKernels *set : sets()) {
                    std::vector<std::uint32_t> found(70);
                    std::size_t unsure = 70;
                    QCOMPARE(set->countAbove(values.data(), count, below, above, found.data(), &unsure), over);
                    found.resize(unsure);
                    QVERIFY(found == expected);
                }
            }
    }

    void raise()
    {
        const Matrix products = randomRows(1, 70, 10);
        const Matrix caps = randomRows(1, 70, 11);
        const Matrix before = randomRows(1, 70, 12);
        for (const std::size_t count : {0, 1, 16, 31, 70})
            for (const float cap : {-10.0f, 0.1f, 10.0f}) {
                Matrix expected = before;
                float most = -std::numeric_limits<float>::infinity();
                for (std::size_t j = 0; j < count; ++j) {
                    const float sum = products.data()[j] + 0.25f;
                    most = std::max(most, std::min(sum, caps.data()[j]));
                    expected.data()[j] = std::max(expected.data()[j], std::min(sum, cap));
                }
                for (const AnalyseKernels *set : sets()) {
                    Matrix found = before;
                    QCOMPARE(set->raise(products.data(), 0.25f, caps.data(), cap, count, found.data()), most);
                    QVERIFY(found == expected);
                }
            }
    }
};

QTEST_GUILESS_MAIN(TestAnalyseKernels)
#include "tst_analyse_kernels.moc"
