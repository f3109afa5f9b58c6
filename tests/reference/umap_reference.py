#!/usr/bin/env python3
"""Reference numbers for UMAP, from umap-learn and scikit-learn.

Usage: umap_reference.py      Writes umap.json beside itself.
The points are twelve groups of 30 in 16 dimensions, stored (rounded to 3 decimals); "graph" is umap-learn's fuzzy
simplicial set of the first 60 of them with 10 neighbours; "trustworthiness" the mean and the worst of ten seeds.
Made with umap-learn 0.5.12, scikit-learn 1.9.1.
"""
import json
import pathlib

import numpy as np
from sklearn.manifold import trustworthiness
from sklearn.metrics.pairwise import cosine_distances
from umap import UMAP
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

HERE = pathlib.Path(__file__).resolve().parent


def main():
    random = np.random.default_rng(5)
    centres = random.normal(size=(12, 16))
    points = np.round(np.repeat(centres, 30, axis=0) + 0.6 * random.normal(size=(360, 16)), 3).astype(np.float32)
    random.shuffle(points)

    some = points[:60].astype(np.float64)
    distances = cosine_distances(some)
    order = np.argsort(distances, axis=1, kind="stable")[:, :10]
    near = np.take_along_axis(distances, order, axis=1).astype(np.float32)
    near[:, 0] = 0
    graph = fuzzy_simplicial_set(
        some, 10, np.random.RandomState(1), "precomputed", knn_indices=order, knn_dists=near
    )[0].tocoo()

    kept = []
    for seed in range(1, 11):
        layout = UMAP(n_neighbors=15, min_dist=0.1, metric="cosine", random_state=seed, n_jobs=1).fit_transform(points)
        kept.append(trustworthiness(points.astype(np.float64), layout, n_neighbors=10, metric="cosine"))

    value = {
        "curves": [
            {"min_dist": m, "spread": s, "a": float(a), "b": float(b)}
            for m, s in [(0.1, 1.0), (0.0, 1.0), (0.5, 1.0), (0.25, 2.0), (1.0, 1.0)]
            for a, b in [find_ab_params(s, m)]
        ],
        "points": [[round(float(x), 3) for x in row] for row in points],
        "graph": sorted([int(i), int(j), round(float(w), 6)] for i, j, w in zip(graph.row, graph.col, graph.data) if w > 0),
        "trustworthiness": {"mean": float(np.mean(kept)), "worst": float(np.min(kept))},
    }
    (HERE / "umap.json").write_text(json.dumps(value, separators=(",", ":")) + "\n", encoding="utf-8")
    print(value["curves"], value["trustworthiness"])


main()
