#pragma once

#include "core/analyse/project/umap/fuzzy_graph.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <optional>

namespace embedscope {

/// The `components` eigenvectors after the first of a graph's normalised Laplacian I - D^-1/2 W D^-1/2, by rising
/// eigenvalue, as columns of length 1: where UMAP starts from (Belkin & Niyogi 2003). Full decomposition for small
/// graphs, else subspaces filtered by Chebyshev polynomials (Zhou, Saad et al. 2006) from fixed random numbers to a
/// residual of 1e-3: it is a start, not a result. Nothing where there is no such layout: fewer than components + 2
/// rows, a row without edges, or a graph in several pieces. Result bits do not depend on the number of threads. Errors:
/// Cancelled, OutOfMemory.
Result<std::optional<MatrixD>> spectralLayout(const FuzzyGraph &graph, int components, const RunControl &control = {},
                                              ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
