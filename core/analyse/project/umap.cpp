#include "core/analyse/project/umap.h"

#include "core/analyse/project/fuzzy_graph.h"
#include "core/analyse/project/pca.h"
#include "core/analyse/project/spectral_layout.h"
#include "core/analyse/rows.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <array>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <vector>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kRowBlock = 256;
constexpr std::size_t kManyTexts = 10'000; ///< above, fewer epochs do: umap-learn's rule
constexpr float kClip = 4;                 ///< largest step in one coordinate, times the learning rate
constexpr double kStartWidth = 10;         ///< of the first layout, in each coordinate
constexpr auto kWatchEvery = std::chrono::milliseconds(50);

/// Splitmix64: the numbers of one row in one epoch, whoever computes them.
class RowRandom
{
public:
    RowRandom(std::uint64_t seed, std::uint64_t epoch, std::uint64_t row)
        : m_state(mix(mix(seed * 0x9E3779B97F4A7C15 + epoch) + row))
    {
    }
    /// In [0, bound); a bias of bound / 2^32 does no harm here.
    std::uint32_t below(std::uint32_t bound)
    {
        m_state += 0x9E3779B97F4A7C15;
        return static_cast<std::uint32_t>((mix(m_state) >> 32U) * bound >> 32U);
    }

private:
    static std::uint64_t mix(std::uint64_t x)
    {
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EB;
        return x ^ (x >> 31U);
    }
    std::uint64_t m_state;
};

// Eight numbers at once, as the compiler makes of them what every processor of the build has.
using Lanes = float __attribute__((vector_size(32)));
using IntLanes = std::int32_t __attribute__((vector_size(32)));
constexpr std::size_t kLanes = 8;

/// x^y for x > 0 within 1e-4 of it: a step need not be better, and std::pow would take most of the time. Only
/// additions, multiplications and a division: no library's version decides the bits.
inline void roughPower(const Lanes &x, float y, Lanes &result)
{
    const auto bits = __builtin_bit_cast(IntLanes, x);
    const IntLanes exponent = (bits >> 23) - 127;
    const auto m = __builtin_bit_cast(Lanes, (bits & 0x007FFFFF) | 0x3F800000); // [1, 2)
    // log2(m) by the series of artanh((m - 1) / (m + 1)).
    const Lanes t = (m - 1) / (m + 1);
    const Lanes t2 = t * t;
    const Lanes log2m = t * (2.885390082F + t2 * (0.961796694F + t2 * (0.577078016F + t2 * 0.412198583F)));
    Lanes power = y * (__builtin_convertvector(exponent, Lanes) + log2m);
    power = power < -126 ? Lanes{} - 126 : power;
    power = power > 126 ? Lanes{} + 126 : power;
    const IntLanes whole = __builtin_convertvector(power + 256, IntLanes) - 256; // floor
    const Lanes f = power - __builtin_convertvector(whole, Lanes);
    result =
        (1 + f * (0.693147182F + f * (0.240226462F + f * (0.0555032287F + f * (0.00967884155F + f * 0.00136189F))))) *
        __builtin_bit_cast(Lanes, (whole + 127) << 23);
}

/// The layout in float, n × c, and what moves it.
class Layout
{
public:
    Layout(const FuzzyGraph &graph, const UmapCurve &curve, const UmapOptions &options, int epochs)
        : m_graph(graph),
          m_options(options),
          m_epochs(epochs),
          m_a(static_cast<float>(curve.a)),
          m_b(static_cast<float>(curve.b))
    {
        const float heaviest = graph.weights.empty() ? 1 : *std::ranges::max_element(graph.weights);
        m_steps.reserve(graph.weights.size());
        for (const float weight : graph.weights)
            m_steps.push_back(static_cast<std::uint32_t>(static_cast<double>(weight) / static_cast<double>(heaviest) *
                                                         std::numeric_limits<std::uint32_t>::max()));
    }

    Status run(std::vector<float> &places, const RunControl &control, ThreadPool &pool,
               const std::function<void(int)> &afterEpoch)
    {
        std::vector<float> next(places.size());
        for (int epoch = 0; epoch < m_epochs; ++epoch) {
            const float rate = 1 - static_cast<float>(epoch) / static_cast<float>(m_epochs);
            const Status status =
                parallelBlocks(pool, control, m_graph.rows(), kRowBlock, [&](std::size_t begin, std::size_t end) {
                    for (std::size_t i = begin; i < end; ++i) {
                        if (m_options.components == 2)
                            moveRow<2>(places, i, epoch, rate, next);
                        else
                            moveRow<0>(places, i, epoch, rate, next);
                    }
                });
            if (!status)
                return status;
            places.swap(next);
            afterEpoch(epoch + 1);
        }
        return {};
    }

private:
    // C: components, 0 for any number.
    template <int C>
    void moveRow(const std::vector<float> &places, std::size_t i, int epoch, float rate, std::vector<float> &next) const
    {
        const std::size_t c = C > 0 ? C : static_cast<std::size_t>(m_options.components);
        const auto n = static_cast<std::uint32_t>(m_graph.rows());
        const auto pushed = static_cast<std::size_t>(m_options.negativeSamples);
        float *own = &next[i * c];
        std::copy_n(&places[i * c], c, own);
        RowRandom random(m_options.seed, static_cast<std::uint64_t>(epoch), i);
        std::array<std::uint32_t, kLanes> others{};
        for (std::size_t e = m_graph.offsets[i]; e < m_graph.offsets[i + 1]; ++e) {
            // An edge is drawn in its weight's share of the epochs, evenly: whenever the sum of its steps carries.
            const std::uint64_t sum = m_steps[e] * static_cast<std::uint64_t>(epoch);
            if (((sum + m_steps[e]) >> 32U) == (sum >> 32U))
                continue;
            // The edge's other end, which draws near, then the drawn ones, which push away.
            others[0] = m_graph.to[e];
            std::size_t count = 1;
            Ends ends = Ends::FirstAttracts;
            for (std::size_t s = 0; s < pushed; ++s) {
                const std::uint32_t other = random.below(n);
                if (other == i)
                    continue;
                others[count++] = other;
                if (count == kLanes) {
                    move<C>(own, places, others, count, ends, c, rate);
                    count = 0;
                    ends = Ends::AllRepel;
                }
            }
            if (count > 0)
                move<C>(own, places, others, count, ends, c, rate);
        }
    }

    enum class Ends : std::uint8_t { FirstAttracts, AllRepel };

    // Moves a point by what the first `count` others do to it.
    template <int C>
    void move(float *own, const std::vector<float> &places, const std::array<std::uint32_t, kLanes> &others,
              std::size_t count, Ends ends, std::size_t c, float rate) const
    {
        constexpr int kMost = C == 0 ? UmapOptions::kMostComponents : C;
        Lanes away[kMost]; // a std::array would lose the lanes' alignment
        Lanes squared{};
        for (std::size_t k = 0; k < (C > 0 ? std::size_t{C} : c); ++k) {
            away[k] = Lanes{}; // what is as far as nothing moves nothing
            for (std::size_t lane = 0; lane < count; ++lane)
                away[k][lane] = own[k] - places[others[lane] * c + k];
            squared += away[k] * away[k];
        }
        Lanes power;
        roughPower(squared, m_b, power);
        Lanes above = Lanes{} + 2 * m_b;
        Lanes below = squared + 0.001F;
        if (ends == Ends::FirstAttracts) {
            above[0] = -2 * m_a * m_b * power[0];
            below[0] = squared[0];
        }
        Lanes coefficient = above / (below * (1 + m_a * power));
        coefficient = squared > 0 ? coefficient : Lanes{};
        for (std::size_t k = 0; k < (C > 0 ? std::size_t{C} : c); ++k) {
            Lanes steps = coefficient * away[k];
            steps = steps < -kClip ? Lanes{} - kClip : steps;
            steps = steps > kClip ? Lanes{} + kClip : steps;
            const float sum =
                ((steps[0] + steps[1]) + (steps[2] + steps[3])) + ((steps[4] + steps[5]) + (steps[6] + steps[7]));
            own[k] += rate * sum;
        }
    }

    const FuzzyGraph &m_graph;
    const UmapOptions &m_options;
    int m_epochs;
    float m_a, m_b;
    std::vector<std::uint32_t> m_steps; ///< an edge's weight as a share of the heaviest, in units of 2^-32
};

Status checkOptions(const UmapOptions &options)
{
    if (options.components < 1 || options.components > UmapOptions::kMostComponents)
        return makeError(Errc::InvalidArgument, "components");
    if (options.neighbours < 2)
        return makeError(Errc::InvalidArgument, "neighbours");
    if (!(options.spread > 0) || !std::isfinite(options.spread))
        return makeError(Errc::InvalidArgument, "spread");
    if (!(options.minDist >= 0) || !(options.minDist <= options.spread))
        return makeError(Errc::InvalidArgument, "minDist");
    if (options.epochs < 0)
        return makeError(Errc::InvalidArgument, "epochs");
    if (options.negativeSamples < 0)
        return makeError(Errc::InvalidArgument, "negativeSamples");
    return {};
}

/// Each column over [0, kStartWidth], with a little noise: points in the same place could not part.
std::vector<float> startFrom(MatrixD layout, std::uint64_t seed)
{
    const double largest = layout.cwiseAbs().maxCoeff();
    PortableRandom random(seed);
    std::vector<float> places(static_cast<std::size_t>(layout.size()));
    const double factor = largest > 0 ? kStartWidth / largest : 0;
    for (Index i = 0; i < layout.size(); ++i)
        layout.data()[i] = layout.data()[i] * factor + 1e-4 * random.normal();
    for (Index c = 0; c < layout.cols(); ++c) {
        const double low = layout.col(c).minCoeff();
        const double width = layout.col(c).maxCoeff() - low;
        layout.col(c) = (layout.col(c).array() - low) * (width > 0 ? kStartWidth / width : 0);
    }
    for (Index i = 0; i < layout.size(); ++i)
        places[static_cast<std::size_t>(i)] = static_cast<float>(layout.data()[i]);
    return places;
}

MatrixD centred(const std::vector<float> &places, int components)
{
    const MatrixD all =
        Eigen::Map<const Matrix>(places.data(), static_cast<Index>(places.size()) / components, components)
            .cast<double>();
    return all.rowwise() - all.colwise().mean();
}

/// PCA's layout; axes that the vectors do not have are filled with nothing.
Result<MatrixD> pcaStart(MatrixView vectors, int components, const RunControl &control, ThreadPool &pool)
{
    PcaOptions options;
    options.components = components;
    Result<PcaResult> pca = projectPca(vectors, options, control, pool);
    if (!pca)
        return pca.error();
    MatrixD layout = MatrixD::Zero(static_cast<Index>(vectors.rows), components);
    const Index got = std::min<Index>(components, pca->coordinates.cols());
    layout.leftCols(got) = pca->coordinates.leftCols(got);
    return layout;
}

/// The first `count` of each row.
NeighboursResult firstOf(const NeighboursResult &all, std::size_t count)
{
    NeighboursResult some;
    some.offsets.reserve(all.offsets.size());
    some.offsets.push_back(0);
    for (std::size_t i = 0; i < all.rows(); ++i) {
        const auto near = all.of(i);
        some.entries.insert(some.entries.end(), near.begin(),
                            near.begin() + static_cast<std::ptrdiff_t>(std::min(count, near.size())));
        some.offsets.push_back(some.entries.size());
    }
    return some;
}

} // namespace

Result<UmapResult> projectUmap(MatrixView vectors, const UmapOptions &options, const RunControl &control,
                               const UmapWatcher &watcher, const NeighboursResult *neighbours, ThreadPool &pool)
{
    if (const Status status = checkOptions(options); !status)
        return status.error();
    if (vectors.rows < UmapOptions::kLeastTexts)
        return makeError(Errc::TooFewTexts);
    return withoutExceptions([&]() -> Result<UmapResult> {
        if (const Status status = checkVectors(vectors); !status)
            return status.error();
        UmapResult result;
        result.neighbours =
            static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(options.neighbours), vectors.rows));
        const auto others = static_cast<std::size_t>(result.neighbours - 1);
        NeighboursResult found;
        if (neighbours) {
            found = firstOf(*neighbours, others);
        } else {
            Result<NeighboursResult> searched = findNeighbours(vectors, {others}, control, pool);
            if (!searched)
                return searched.error();
            found = std::move(*searched);
        }
        Result<FuzzyGraph> graph = buildFuzzyGraph(found, control, pool);
        if (!graph)
            return graph.error();

        Result<std::optional<MatrixD>> spectral = spectralLayout(*graph, options.components, control, pool);
        if (!spectral)
            return spectral.error();
        MatrixD start;
        if (*spectral) {
            start = std::move(**spectral);
        } else {
            result.start = UmapStart::Pca;
            Result<MatrixD> pca = pcaStart(vectors, options.components, control, pool);
            if (!pca)
                return pca.error();
            start = std::move(*pca);
        }
        mirrorToFirst(start);

        const UmapCurve curve = fitUmapCurve(options.minDist, options.spread);
        result.a = curve.a;
        result.b = curve.b;
        result.epochs = options.epochs > 0 ? options.epochs : (vectors.rows > kManyTexts ? 200 : 500);
        std::vector<float> places = startFrom(std::move(start), options.seed);
        auto shown = std::chrono::steady_clock::now();
        Layout layout(*graph, curve, options, result.epochs);
        const Status laid = layout.run(places, control, pool, [&](int epoch) {
            control.report(static_cast<std::size_t>(epoch), static_cast<std::size_t>(result.epochs));
            const auto now = std::chrono::steady_clock::now();
            if (watcher && now - shown >= kWatchEvery) {
                shown = now;
                watcher(centred(places, options.components), epoch, result.epochs);
            }
        });
        if (!laid)
            return laid.error();
        result.coordinates = centred(places, options.components);
        mirrorToFirst(result.coordinates);
        return result;
    });
}

} // namespace embedscope
