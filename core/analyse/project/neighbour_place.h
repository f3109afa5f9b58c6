#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>

namespace embedscope {

/// How many of the nearest a place is made of.
inline constexpr std::size_t kPlacingNeighbours = 10;

/// Where other vectors belong on a map that has no formula (MDS, t-SNE), without moving it: at the weighted geometric
/// median of the places of their 10 most similar rows (cosine, exact), the place whose weighted distances to these add
/// up to least. An average would lie in the void between groups as soon as some of the ten are in another one: of 50
/// sentences left out of 200, 42 come to lie beside one of their topic on MDS and 47 on t-SNE, where the average has 22
/// and 33. Of fewer than 10 rows it is the average, as the median of few falls on one of them. The weights are those of
/// UMAP's graph (fuzzy_graph.h): the most similar counts 1, the others exp(-(distance - its distance) / sigma) at
/// distance 1 - cosine, sigma such that all add up to log2(neighbours + 1). An equal of a row (cosine exactly 1) is put
/// where the first such row is, a vector without neighbours (zero) in the middle. A place depends on nothing but the
/// map and that vector; its bits do not depend on the number of threads. added × c. Errors: TooFewTexts (an empty map),
/// DimensionMismatch (lengths; coordinates not of these vectors), NotFinite (line: row of `added` from 1), Cancelled,
/// OutOfMemory.
Result<MatrixD> placeByNeighbours(const MatrixD &coordinates, MatrixView vectors, MatrixView added,
                                  const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
