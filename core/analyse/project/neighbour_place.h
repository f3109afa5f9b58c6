#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>

namespace embedscope {

/// How many of the nearest a place is made of.
inline constexpr std::size_t kPlacingNeighbours = 10;

/// Where other vectors belong on a map that has no formula (MDS, t-SNE), without moving it: at the weighted average of
/// the places of their min(10, n) most similar rows (cosine, exact). The weights are those of UMAP's graph
/// (fuzzy_graph.h): the most similar counts 1, the others exp(-(distance - its distance) / sigma) at distance
/// 1 - cosine, sigma such that all add up to log2(neighbours + 1), about 3.5: few count much. An equal of a row (cosine
/// exactly 1) is put where the first such row is, a vector without neighbours (zero) in the middle. A place depends on
/// nothing but the map and that vector; its bits do not depend on the number of threads. added × c. Errors: TooFewTexts
/// (an empty map), DimensionMismatch (lengths; coordinates not of these vectors), NotFinite (line: row of `added` from
/// 1), Cancelled, OutOfMemory.
Result<MatrixD> placeByNeighbours(const MatrixD &coordinates, MatrixView vectors, MatrixView added,
                                  const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
