#!/usr/bin/env python3
"""Reference numbers for HDBSCAN, from the packages hdbscan, fast_hdbscan and scikit-learn.

Usage: hdbscan_reference.py      Writes hdbscan.json beside itself.
"flat": two moons, four groups of several densities and scattered points in 2 dimensions (rounded to 3 decimals).
"unit": the points of umap.json scaled to length 1. For each: several smallest sizes, the labels of all three packages
(scikit-learn counts the point itself among its samples, hence one more), hdbscan's probabilities and the length of its
spanning tree of mutual reachability.
Made with hdbscan 0.8.44, fast_hdbscan 0.3.4, scikit-learn 1.9.1.
"""
import json
import pathlib

import fast_hdbscan
import hdbscan
import numpy as np
import sklearn.cluster
from sklearn.datasets import make_moons
from sklearn.metrics import adjusted_rand_score

HERE = pathlib.Path(__file__).resolve().parent


def flat_points():
    random = np.random.default_rng(8)
    moons = make_moons(160, noise=0.06, random_state=3)[0] * 2
    groups = [random.normal(size=(n, 2)) * s + c for n, s, c in
              [(60, 0.15, (5, 0)), (50, 0.5, (6, 4)), (40, 0.25, (1, 5)), (25, 0.1, (2, 5))]]
    scattered = random.uniform((-3, -3), (8, 7), size=(50, 2))
    return np.round(np.vstack([moons, *groups, scattered]), 3)


def found(points, size, samples):
    model = hdbscan.HDBSCAN(min_cluster_size=size, min_samples=samples, gen_min_span_tree=True,
                            approx_min_span_tree=False, algorithm="generic").fit(points)
    fast = fast_hdbscan.HDBSCAN(min_cluster_size=size, min_samples=samples).fit(points)
    sklearn_model = sklearn.cluster.HDBSCAN(min_cluster_size=size, min_samples=samples + 1, algorithm="brute").fit(points)
    tree = model.minimum_spanning_tree_.to_numpy()
    print(len(points), size, samples, model.labels_.max() + 1, (model.labels_ < 0).sum(),
          adjusted_rand_score(model.labels_, fast.labels_), adjusted_rand_score(model.labels_, sklearn_model.labels_))
    return {
        "min_size": size,
        "min_samples": samples,
        "hdbscan": model.labels_.tolist(),
        "probabilities": [round(float(p), 5) for p in model.probabilities_],
        "fast_hdbscan": fast.labels_.tolist(),
        "sklearn": sklearn_model.labels_.tolist(),
        "tree": float(tree[:, 2].sum()),
    }


def main():
    flat = flat_points()
    unit = np.array(json.loads((HERE / "umap.json").read_text())["points"])
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    value = {
        "points": flat.tolist(),
        "flat": [found(flat, size, samples) for size, samples in [(5, 5), (10, 10), (10, 3), (25, 5)]],
        "unit": [found(unit, size, samples) for size, samples in [(5, 5), (15, 5), (15, 15)]],
    }
    (HERE / "hdbscan.json").write_text(json.dumps(value, separators=(",", ":")) + "\n", encoding="utf-8")


main()
