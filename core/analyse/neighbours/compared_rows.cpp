#include "core/analyse/neighbours/compared_rows.h"

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

// By the differences: exactly 0 for equal rows. Eight sums, so that they do not wait for each other.
double squaredDistance(const float *a, const float *b, std::size_t size)
{
    constexpr std::size_t kLanes = 8;
    double lanes[kLanes] = {};
    std::size_t k = 0;
    for (; k + kLanes <= size; k += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const double away = static_cast<double>(a[k + lane]) - static_cast<double>(b[k + lane]);
            lanes[lane] += away * away;
        }
    for (; k < size; ++k) {
        const double away = static_cast<double>(a[k]) - static_cast<double>(b[k]);
        lanes[k % kLanes] += away * away;
    }
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

} // namespace

ComparedRows::ComparedRows(MatrixView rows, NeighbourMetric metric, const RunControl &control, ThreadPool &pool)
    : m_rows(rows), m_metric(metric)
{
    if (metric == NeighbourMetric::Euclidean) {
        findMiddle(control, pool);
        return;
    }
    m_squares = squaredLengths(rows, control, pool);
    m_scales.reserve(rows.rows);
    for (const double square : m_squares)
        m_scales.push_back(square > 0 ? 1 / std::sqrt(square) : 0);
}

void ComparedRows::findMiddle(const RunControl &control, ThreadPool &pool)
{
    constexpr std::size_t kBlock = 1024;
    const std::size_t blocks = (m_rows.rows + kBlock - 1) / kBlock;
    std::vector<std::vector<double>> sums(blocks); // added up in order below
    pool.parallelFor(
        m_rows.rows, kBlock,
        [&](std::size_t begin, std::size_t end) {
            std::vector<double> &sum = sums[begin / kBlock];
            sum.assign(m_rows.cols, 0);
            for (std::size_t i = begin; i < end; ++i)
                for (std::size_t k = 0; k < m_rows.cols; ++k)
                    sum[k] += static_cast<double>(m_rows.row(i)[k]);
        },
        control);
    m_middle.assign(m_rows.cols, 0);
    for (const std::vector<double> &sum : sums)
        for (std::size_t k = 0; k < sum.size(); ++k)
            m_middle[k] += sum[k] / static_cast<double>(m_rows.rows);
    std::vector<double> furthest(blocks, 0);
    pool.parallelFor(
        m_rows.rows, kBlock,
        [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                double square = 0;
                for (std::size_t k = 0; k < m_rows.cols; ++k) {
                    const double away = static_cast<double>(m_rows.row(i)[k]) - m_middle[k];
                    square += away * away;
                }
                furthest[begin / kBlock] = std::max(furthest[begin / kBlock], square);
            }
        },
        control);
    const double most = furthest.empty() ? 0 : *std::ranges::max_element(furthest);
    m_scale = most > 0 ? (1 - 1e-6) / std::sqrt(most) : 0; // a little less than 1: rounding adds to it
}

void ComparedRows::similarities(std::size_t i, std::span<const std::uint32_t> others, double *out) const
{
    const float *own = m_rows.row(i).data();
    if (m_metric == NeighbourMetric::Euclidean) {
        for (const std::uint32_t other : others)
            *out++ = 0 - std::sqrt(squaredDistance(own, m_rows.row(other).data(), m_rows.cols));
        return;
    }
    constexpr std::size_t kAtOnce = 8; // next to each other they are multiplied together
    static thread_local std::vector<float> gathered;
    gathered.resize(kAtOnce * m_rows.cols);
    for (std::size_t at = 0; at < others.size(); at += kAtOnce) {
        const std::size_t count = std::min(kAtOnce, others.size() - at);
        for (std::size_t c = 0; c < count; ++c)
            std::copy_n(m_rows.row(others[at + c]).data(), m_rows.cols, gathered.data() + c * m_rows.cols);
        analyseKernels().dots(own, 1, gathered.data(), count, m_rows.cols, out + at, kAtOnce);
        for (std::size_t c = 0; c < count; ++c)
            out[at + c] = cosineFrom(out[at + c], m_squares[i], m_squares[others[at + c]]);
    }
}

void ComparedRows::copy(std::size_t i, float *to) const
{
    const float *row = m_rows.row(i).data();
    if (m_metric == NeighbourMetric::Cosine)
        for (std::size_t k = 0; k < m_rows.cols; ++k)
            to[k] = static_cast<float>(static_cast<double>(row[k]) * m_scales[i]);
    else
        for (std::size_t k = 0; k < m_rows.cols; ++k)
            to[k] = static_cast<float>((static_cast<double>(row[k]) - m_middle[k]) * m_scale);
}

double ComparedRows::productOf(double similarity) const
{
    if (m_metric == NeighbourMetric::Cosine)
        return similarity;
    const double distance = similarity * m_scale;
    return -distance * distance / 2;
}

} // namespace embedscope
