#include "core/analyse/project/pca/pca_scatter.h"

#include "core/analyse/project/pca/pca_kernels.h"
#include "core/analyse/rows.h"
#include "core/base/team.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kChain = PcaKernels::kChain; // rows whose products are added up in float32
constexpr std::size_t kMostChains = 16;            // in memory at once
constexpr std::size_t kMostFloats = 1 << 22;       // of them
constexpr std::size_t kTileRows = 96;              // about, of the products: one task's
constexpr std::size_t kSampleRows = 128;
constexpr double kTeamProducts = 2e9; // then its threads are free for others for a moment: some 10 ms

struct Tile
{
    std::size_t panel; ///< first column
    std::size_t from;  ///< first row
    std::size_t to;
};

// The upper triangle of size × size products in panels of `width`, the largest tasks' columns first.
std::vector<Tile> tilesOf(std::size_t size, std::size_t width)
{
    const std::size_t height = (kTileRows + width - 1) / width * width;
    std::vector<Tile> tiles;
    for (std::size_t panel = 0; panel < size; panel += width)
        for (std::size_t from = 0; from < panel + width; from += height)
            tiles.push_back({panel, from, std::min(panel + width, from + height)});
    std::reverse(tiles.begin(), tiles.end());
    return tiles;
}

// In squares that stay in the nearest cache.
void mirrorLower(Eigen::MatrixXd &square)
{
    constexpr Index kSide = 32;
    const Index n = square.rows();
    for (Index c = 0; c < n; c += kSide) {
        const Index width = std::min(kSide, n - c);
        for (Index r = c + kSide; r < n; r += kSide) {
            const Index height = std::min(kSide, n - r);
            square.block(c, r, width, height) = square.block(r, c, height, width).transpose();
        }
        auto middle = square.block(c, c, width, width);
        middle.triangularView<Eigen::StrictlyUpper>() = middle.transpose();
    }
}

// Lays out rows [first, first + count) of what is multiplied as a block.
using FillBlock = std::function<void(std::size_t first, std::size_t count, float *block)>;

// `size` × `size` sums over `rows` rows of products of their columns.
Result<Eigen::MatrixXd> columnProducts(std::size_t rows, std::size_t size, const FillBlock &fill,
                                       const RunControl &control, ThreadPool &pool)
{
    const PcaKernels &kernels = pcaKernels();
    const std::size_t width = kernels.panelWidth;
    const std::size_t padded = (size + width - 1) / width * width;
    const std::size_t floats = kChain * padded; // of a block
    const std::size_t chains =
        std::min(std::clamp(kMostFloats / floats, std::size_t{2}, kMostChains), (rows + kChain - 1) / kChain);
    // Not AlignedFloats: large pages cost more than they save where the block is soon done with.
    const auto room = std::make_unique_for_overwrite<float[]>(chains * floats + 15);
    float *const blocks = room.get() + (64 - reinterpret_cast<std::uintptr_t>(room.get()) % 64) % 64 / sizeof(float);
    if (padded != size)
        std::fill_n(blocks, chains * floats, 0.0F); // what no row fills
    // By columns: what the kernels call the upper triangle is the lower one here.
    Eigen::MatrixXd products = Eigen::MatrixXd::Zero(static_cast<Index>(padded), static_cast<Index>(padded));
    const std::vector<Tile> tiles = tilesOf(size, width);
    const std::size_t step = chains * kChain;
    const auto addStep = [&](Team &team, std::size_t first) {
        const std::size_t here = std::min(step, rows - first);
        team.run((here + kChain - 1) / kChain, [&](std::size_t from, std::size_t to, std::size_t) {
            for (std::size_t c = from; c < to; ++c)
                fill(first + c * kChain, std::min(kChain, here - c * kChain), blocks + c * floats);
        });
        team.run(tiles.size(), [&](std::size_t from, std::size_t to, std::size_t) {
            for (std::size_t t = from; t < to && !control.stopRequested(); ++t)
                for (std::size_t begin = 0; begin < here; begin += kChain)
                    kernels.addProducts(blocks + begin / kChain * floats, std::min(kChain, here - begin), tiles[t].from,
                                        tiles[t].to, tiles[t].panel, products.data(), padded);
        });
    };
    const double stepProducts = static_cast<double>(step) * static_cast<double>(size) * static_cast<double>(size) / 2;
    const std::size_t turn = step * static_cast<std::size_t>(std::max(1.0, std::round(kTeamProducts / stepProducts)));
    for (std::size_t from = 0; from < rows; from += turn) {
        Team::gather(pool, Priority::Batch, [&](Team &team) {
            for (std::size_t first = from; first < std::min(rows, from + turn) && !control.stopRequested();
                 first += step)
                addStep(team, first);
        });
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
    }
    products.conservativeResize(static_cast<Index>(size), static_cast<Index>(size));
    mirrorLower(products);
    return products;
}

void chooseCentre(MatrixView rows, BlockScatter &result)
{
    // From the first row on, so that a constant column gives its very value.
    const std::size_t step = std::max<std::size_t>(1, rows.rows / kSampleRows);
    const auto all = rows.eigen();
    const Eigen::RowVectorXd first = all.row(0).cast<double>();
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(first.size());
    Eigen::RowVectorXd widest = sum;
    double count = 0;
    for (std::size_t i = 0; i < rows.rows; i += step) {
        const Eigen::RowVectorXd away = all.row(static_cast<Index>(i)).cast<double>() - first;
        sum += away;
        widest = widest.cwiseMax(away.cwiseAbs());
        ++count;
    }
    const Eigen::RowVectorXf centre = (first + sum / count).cast<float>();
    result.centre.assign(centre.data(), centre.data() + centre.size());
    const double most = widest.maxCoeff();
    int exponent = 0;
    if (most > 0 && std::isfinite(most))
        std::frexp(most, &exponent);
    result.scale = static_cast<float>(std::ldexp(1.0, std::clamp(-exponent, -120, 120)));
}

} // namespace

Result<BlockScatter> blockScatter(MatrixView rows, const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<BlockScatter> {
        BlockScatter result;
        chooseCentre(rows, result);
        // One row of sums for each chain, added up in order below.
        MatrixD sums =
            MatrixD::Zero(static_cast<Index>((rows.rows + kChain - 1) / kChain), static_cast<Index>(rows.cols));
        const auto fill = [&](std::size_t first, std::size_t count, float *block) {
            pcaKernels().centre(rows.row(first).data(), count, rows.cols, result.centre.data(), result.scale, block,
                                sums.data() + first / kChain * rows.cols);
        };
        Result<Eigen::MatrixXd> products = columnProducts(rows.rows, rows.cols, fill, control, pool);
        if (!products)
            return products.error();
        result.products = std::move(*products);
        result.sums = sums.colwise().sum().transpose();
        return result;
    });
}

Result<Eigen::MatrixXd> blockGram(const Matrix &rows, const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<Eigen::MatrixXd> {
        const auto fill = [&](std::size_t first, std::size_t count, float *block) {
            const std::size_t width = pcaKernels().panelWidth;
            for (std::size_t i = 0; i < static_cast<std::size_t>(rows.rows()); ++i) {
                float *const column = block + i / width * width * kChain + i % width;
                for (std::size_t k = 0; k < count; ++k)
                    column[k * width] = rows(static_cast<Index>(i), static_cast<Index>(first + k));
            }
        };
        return columnProducts(static_cast<std::size_t>(rows.cols()), static_cast<std::size_t>(rows.rows()), fill,
                              control, pool);
    });
}

} // namespace embedscope
