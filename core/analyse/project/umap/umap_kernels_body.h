// UMAP's steps, compiled once for each instruction set, without fused multiply-adds: all give the same bits. As in the
// other kernel sources, nothing of the standard library with inline functions.

#include "core/analyse/project/umap/umap_kernels.h"

namespace embedscope {
namespace {

constexpr float kClip = 4; // largest step in one coordinate, times the learning rate

// Splitmix64: the numbers of one row in one epoch, whoever computes them.
class RowRandom
{
public:
    RowRandom(std::uint64_t seed, std::uint64_t epoch, std::uint64_t row)
        : m_state(mix(mix(seed * 0x9E3779B97F4A7C15 + epoch) + row))
    {
    }
    // In [0, bound); a bias of bound / 2^32 does no harm here.
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

// Eight numbers at once, in whatever registers there are.
using Lanes = float __attribute__((vector_size(32)));
using IntLanes = std::int32_t __attribute__((vector_size(32)));
constexpr std::size_t kLanes = 8;

// x^y for x > 0 within 1e-4 of it: a step need not be better, and std::pow would take most of the time. Only
// additions, multiplications and a division: no library's version decides the bits.
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

enum class Ends : std::uint8_t { FirstAttracts, AllRepel };

// Moves a point by what the first `count` others do to it; `tail`, if there is one, is the first, and is drawn as near
// to the point as the point to it. C: components, 0 for any number.
template <std::size_t C>
inline void move(const UmapEpoch &epoch, float *own, const float *const *others, std::size_t count, Ends ends,
                 float *tail)
{
    constexpr std::size_t kMost = C == 0 ? UmapEpoch::kMostComponents : C;
    const std::size_t c = C > 0 ? C : epoch.components;
    // In registers: eight numbers stored one by one could not be loaded together for a while.
    const float *from[kLanes];
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        from[lane] = lane < count ? others[lane] : own; // what is as far as nothing moves nothing
    Lanes away[kMost];
    Lanes squared{};
    for (std::size_t k = 0; k < c; ++k) {
        const Lanes there{from[0][k], from[1][k], from[2][k], from[3][k],
                          from[4][k], from[5][k], from[6][k], from[7][k]};
        away[k] = own[k] - there;
        squared += away[k] * away[k];
    }
    Lanes power;
    roughPower(squared, epoch.b, power);
    Lanes above = Lanes{} + 2 * epoch.b;
    Lanes below = squared + 0.001F;
    if (ends == Ends::FirstAttracts) {
        above[0] = -2 * epoch.a * epoch.b * power[0];
        below[0] = squared[0];
    }
    Lanes coefficient = above / (below * (1 + epoch.a * power));
    coefficient = squared > 0 ? coefficient : Lanes{};
    for (std::size_t k = 0; k < c; ++k) {
        Lanes steps = coefficient * away[k];
        steps = steps < -kClip ? Lanes{} - kClip : steps;
        steps = steps > kClip ? Lanes{} + kClip : steps;
        const float sum =
            ((steps[0] + steps[1]) + (steps[2] + steps[3])) + ((steps[4] + steps[5]) + (steps[6] + steps[7]));
        own[k] += epoch.rate * sum;
        if (tail)
            tail[k] -= epoch.rate * steps[0];
    }
}

template <std::size_t C>
void movePart(const UmapEpoch &epoch, const UmapRowPart &part, const UmapRows &moving, std::uint32_t stream)
{
    const std::size_t c = C > 0 ? C : epoch.components;
    float *const own = epoch.next + part.row * c;
    const auto self = epoch.firstRow + part.row;
    RowRandom random(epoch.seed, epoch.epoch, (std::uint64_t{stream} << 32U) + self);
    const float *others[kLanes] = {};
    const std::size_t first = moving.end[0] - moving.begin[0];
    const std::size_t second = moving.end[1] - moving.begin[1];
    const auto moves = [&](std::size_t row) -> std::size_t {
        return static_cast<std::size_t>(row - moving.begin[0] < first) |
               static_cast<std::size_t>(row - moving.begin[1] < second);
    };
    const float *const from[2] = {epoch.places, epoch.next};
    for (std::size_t e = part.begin; e < part.begin + part.count; ++e) {
        // An edge is drawn in its weight's share of the epochs, evenly: whenever the sum of its steps carries.
        const std::uint64_t sum = epoch.steps[e] * epoch.epoch;
        if (((sum + epoch.steps[e]) >> 32U) == (sum >> 32U))
            continue;
        // The edge's other end, which draws near, then the drawn ones, which push away.
        const std::size_t row = std::size_t{epoch.to[e]} - epoch.firstRow;
        float *tail = moves(row) != 0 ? epoch.next + row * c : nullptr;
        others[0] = tail ? tail : epoch.places + std::size_t{epoch.to[e]} * c;
        std::size_t count = 1;
        Ends ends = Ends::FirstAttracts;
        for (std::size_t s = 0; s < epoch.pushed; ++s) {
            const std::uint32_t other = random.below(epoch.pointCount);
            if (other == self)
                continue;
            const std::size_t now = moves(std::size_t{other} - epoch.firstRow); // no branch: nobody could guess it
            others[count++] = from[now] + (other - now * epoch.firstRow) * c;
            if (count == kLanes) {
                move<C>(epoch, own, others, count, ends, tail);
                count = 0;
                ends = Ends::AllRepel;
                tail = nullptr;
            }
        }
        if (count > 0)
            move<C>(epoch, own, others, count, ends, tail);
    }
}

void moveParts(const UmapEpoch &epoch, const UmapRowPart *parts, std::size_t count, const UmapRows &moving,
               std::uint32_t stream)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (epoch.components == 2)
            movePart<2>(epoch, parts[i], moving, stream);
        else
            movePart<0>(epoch, parts[i], moving, stream);
    }
}

} // namespace
} // namespace embedscope
