"""Reference numbers for core/analyse/project/axes: meaning axes, done the plain way with numpy and scikit-learn.

    python3 tests/reference/axes.py      writes axes.json beside this file
"""

import json
import pathlib

import numpy as np
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score


def unit(rows):
    rows = np.asarray(rows, dtype=np.float64)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def direction(low, high, across=None):
    difference = high.mean(axis=0) - low.mean(axis=0)
    if across is not None:
        difference = difference - difference @ across * across
    return difference / np.linalg.norm(difference)


def held_out(low, high, across=None):
    """Each pair on the axis that the other examples make."""
    total = 0.0
    for a in range(len(low)):
        for b in range(len(high)):
            axis = direction(np.delete(low, a, axis=0), np.delete(high, b, axis=0), across)
            total += float(high[b] @ axis > low[a] @ axis)
    return total / (len(low) * len(high))


def axis(low, high, across=None):
    low, high = unit(low), unit(high)
    w = direction(low, high, across)
    places = np.concatenate([low @ w, high @ w])
    ends = np.array([0] * len(low) + [1] * len(high))
    spread = np.sqrt((low @ w).var(ddof=0) * len(low) + (high @ w).var(ddof=0) * len(high)) / np.sqrt(len(ends) - 2)
    return w, {
        "low": float((low @ w).mean()),
        "high": float((high @ w).mean()),
        "in_order": float(roc_auc_score(ends, places)),
        "held_out": held_out(low, high, across),
        "gap": float(((high @ w).mean() - (low @ w).mean()) / spread),
    }


def main():
    random = np.random.default_rng(5)
    d = 8
    rows = np.round(random.normal(size=(30, d)) * random.uniform(0.5, 3, size=(30, 1)), 4).astype(np.float32)
    # Ends that overlap, so that no share is 1.
    shift = np.zeros(d)
    shift[0] = 0.3
    ends = {
        name: np.round(random.normal(size=(n, d)) + s, 4).astype(np.float32)
        for name, n, s in [("x_low", 30, -shift), ("x_high", 25, shift), ("y_low", 20, shift), ("y_high", 27, np.roll(shift, 1))]
    }
    x, x_words = axis(ends["x_low"], ends["x_high"])
    y, y_words = axis(ends["y_low"], ends["y_high"])
    across, across_words = axis(ends["y_low"], ends["y_high"], x)
    points = unit(rows)

    def places(w, words):
        return (points @ w - (words["low"] + words["high"]) / 2).tolist()

    rest = points - np.outer(points @ x, x)
    pca = PCA(n_components=1, svd_solver="full").fit(rest)
    remainder = pca.transform(rest)[:, 0]
    remainder *= np.sign(remainder[0])
    out = {
        "rows": np.round(rows.astype(np.float64), 4).tolist(),
        **{name: np.round(rows_of.astype(np.float64), 4).tolist() for name, rows_of in ends.items()},
        "x": x_words | {"places": places(x, x_words)},
        "y": y_words | {"places": places(y, y_words)},
        "across": across_words | {"places": places(across, across_words)},
        "spectrum": ((points @ x - x_words["low"]) / (x_words["high"] - x_words["low"])).tolist(),
        "remainder": remainder.tolist(),
        "share": float(pca.explained_variance_ratio_[0]),
    }
    path = pathlib.Path(__file__).with_name("axes.json")
    path.write_text(json.dumps(out) + "\n")


main()
