#pragma once

#include <cstddef>
#include <cstdint>

namespace embedscope {

/// The hot loops of this room, one set for each instruction set, in double where they say
/// nothing else. Every set gives the same bits, so that
/// a map or a ranking is the same on every machine.
struct AnalyseKernels
{
    /// out[r · stride + c] = dotInDouble(row r of a, row c of b); a and b are rows of `size` floats without gaps.
    void (*dots)(const float *a, std::size_t rowsA, const float *b, std::size_t rowsB, std::size_t size, double *out,
                 std::size_t stride);

    /// Dot products to cosines: dots[j] = cosineFrom(dots[j], squared, squares[j]) where squares[j] > 0, elsewhere
    /// `undefined`. squared > 0.
    void (*cosines)(double *dots, double squared, const double *squares, std::size_t count, double undefined);

    /// One row of a majorisation step: `place` (c numbers) against the n places in `columns` (c pointers), which should
    /// be `wanted` away. Adds nothing for texts in the same place. Returns the sum of (distance - wanted)² and puts
    /// the sums of wanted / distance · (place - other) into `moved`. 1 ≤ c ≤ 3.
    double (*majorise)(const double *place, const double *const *columns, std::size_t c, const double *wanted,
                       std::size_t n, double *moved);

    /// nearness[j] = -(squared distance of `place` to the j-th of the n places in `columns`). c ≥ 1.
    void (*nearness)(const double *place, const double *const *columns, std::size_t c, std::size_t n, double *nearness);

    /// Which of `count` values reach one of two limits: puts the j with values[j] + add ≥ least or ≥ limits[j] into
    /// `found`, rising, and returns how many.
    std::size_t (*passing)(const float *values, float add, float least, const float *limits, std::size_t count,
                           std::uint32_t *found);

    /// How many of `count` values are above `above`; puts the j of those in [below, above] into `found`, rising, and
    /// their number into foundCount.
    std::size_t (*countAbove)(const float *values, std::size_t count, float below, float above, std::uint32_t *found,
                              std::size_t *foundCount);

    /// One row's products with `count` columns, `add` added to each: raises columns[j] to the product or `cap`,
    /// whichever is less, and returns the greatest of what is less of the product and caps[j]; -infinity for none.
    float (*raise)(const float *products, float add, const float *caps, float cap, std::size_t count, float *columns);
};

/// Those of instructionSet().
const AnalyseKernels &analyseKernels();

extern const AnalyseKernels kAnalyseBaseline;
#if defined(__x86_64__)
extern const AnalyseKernels kAnalyseAvx2;
extern const AnalyseKernels kAnalyseAvx512;
#endif

} // namespace embedscope
