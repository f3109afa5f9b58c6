#!/usr/bin/env python3
"""Reference numbers for t-SNE, from openTSNE and scikit-learn.

Usage: tsne_reference.py      Writes tsne.json beside itself.
The points are those of umap.json, scaled to length 1. "affinities" are openTSNE's of the first 60 with perplexity 8;
"map" is openTSNE's of all with perplexity 30 and "kl" its divergence, computed here from all pairs, as are the
divergences and trustworthiness of ten seeds with random starts ("openTSNE") and of scikit-learn's.
Made with openTSNE 1.0.4, scikit-learn 1.9.1.
"""
import json
import pathlib

import numpy as np
import sklearn.manifold
from openTSNE import TSNE
from openTSNE.affinity import PerplexityBasedNN
from sklearn.manifold import trustworthiness

HERE = pathlib.Path(__file__).resolve().parent


def affinities(points, perplexity):
    return PerplexityBasedNN(points, perplexity=perplexity, method="exact", symmetrize=True, n_jobs=1).P.toarray()


def divergence(p, layout):
    squared = ((layout[:, None] - layout[None]) ** 2).sum(2)
    q = 1 / (1 + squared)
    np.fill_diagonal(q, 0)
    q /= q.sum()
    some = p > 0
    return float((p[some] * np.log(p[some] / q[some])).sum())


def main():
    points = np.array(json.loads((HERE / "umap.json").read_text())["points"])
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    some = affinities(points[:60], 8)
    p = affinities(points, 30)

    def judged(layout):
        return divergence(p, layout), float(trustworthiness(points, layout, n_neighbors=10, metric="cosine"))

    layout = np.round(np.asarray(TSNE(n_jobs=1, random_state=1, negative_gradient_method="bh", theta=0.1).fit(points)), 3)
    peer = sklearn.manifold.TSNE(method="exact", random_state=1).fit_transform(points)
    others = [judged(np.asarray(TSNE(n_jobs=1, random_state=s, initialization="random").fit(points))) for s in range(10)]
    value = {
        "affinities": [[int(i), int(j), round(float(some[i, j]), 9)] for i, j in zip(*some.nonzero())],
        "map": layout.tolist(),
        "kl": divergence(p, layout),
        "trustworthiness": judged(layout)[1],
        "sklearn": {"kl": judged(peer)[0], "trustworthiness": judged(peer)[1]},
        "openTSNE": {"kl": [o[0] for o in others], "trustworthiness": [o[1] for o in others]},
    }
    (HERE / "tsne.json").write_text(json.dumps(value, separators=(",", ":")) + "\n", encoding="utf-8")
    print(value["kl"], value["trustworthiness"], value["sklearn"], value["openTSNE"])


main()
