#pragma once

#include <cstdint>

namespace embedscope {

/// xoshiro256** (Blackman & Vigna 2018), seeded by splitmix64: the same numbers from the same seed on every machine and
/// compiler, which std::*_distribution does not promise.
class PortableRandom
{
public:
    explicit PortableRandom(std::uint64_t seed);

    std::uint64_t next();
    /// Uniform in [0, 1), 53 bits.
    double uniform();
    /// Uniform in [0, bound), without bias (Lemire 2019); bound ≥ 1.
    std::uint64_t below(std::uint64_t bound);
    /// Standard normal, by the polar method.
    double normal();

private:
    std::uint64_t m_state[4];
    double m_spare = 0;
    bool m_hasSpare = false;
};

} // namespace embedscope
