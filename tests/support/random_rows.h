#pragma once

#include "core/base/matrix.h"
#include "core/base/portable_random.h"
#include "core/base/thread_pool.h"

#include <cstdint>
#include <cstring>

// Rows to work on, and the promise that every result is the same bits with any number of threads.
namespace embedscope::testing {

inline Matrix randomRows(Eigen::Index n, Eigen::Index d, std::uint64_t seed)
{
    PortableRandom random(seed);
    Matrix rows(n, d);
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < d; ++j)
            rows(i, j) = static_cast<float>(random.normal());
    return rows;
}

// `groups` groups of `size` rows each, one group after the other, around centres in random directions.
inline Matrix groupedRows(int groups, int size, Eigen::Index d, double spread, std::uint64_t seed)
{
    const Matrix centres = randomRows(groups, d, seed);
    const Matrix noise = randomRows(static_cast<Eigen::Index>(groups) * size, d, seed + 1000);
    Matrix rows(noise.rows(), d);
    for (Eigen::Index i = 0; i < rows.rows(); ++i)
        rows.row(i) = centres.row(i / size) + static_cast<float>(spread) * noise.row(i);
    return rows;
}

template <class M> bool sameBits(const M &a, const M &b)
{
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(*a.data())) == 0;
}

// compare(found, expected): what run(pool) gives with 2 and with 8 threads, and what it gives with one.
template <class Run, class Compare> void onAnyNumberOfThreads(Run run, Compare compare)
{
    ThreadPool one(1);
    const auto expected = run(one);
    for (const unsigned threads : {2u, 8u}) {
        ThreadPool pool(threads);
        compare(run(pool), expected);
    }
}

} // namespace embedscope::testing
