"""Reference numbers for core/analyse/learn: scikit-learn's LogisticRegression and Ridge, to the last digit they have.

    python3 tests/reference/learn.py      writes learn.json beside this file
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge

HERE = pathlib.Path(__file__).resolve().parent


def rounded(rows):
    return np.round(rows, 4).astype(np.float32)


def listed(rows):
    return [[round(float(x), 4) for x in row] for row in rows]


def logistic(random, classes, rows, d, c):
    centres = random.normal(size=(classes, d))
    truth = random.integers(0, classes, rows)
    x = rounded(0.8 * centres[truth] + random.normal(size=(rows, d)))
    new = rounded(random.normal(size=(12, d)))
    model = LogisticRegression(C=c, tol=1e-14, max_iter=10_000, solver="newton-cholesky").fit(x.astype(np.float64), truth)
    return {
        "rows": listed(x),
        "classes": [int(k) for k in truth],
        "count": classes,
        "c": c,
        "new": listed(new),
        "probabilities": model.predict_proba(new.astype(np.float64)).tolist(),
    }


def ridge(random, rows, d, alpha):
    x = rounded(random.normal(size=(rows, d)) + 2)
    y = np.round(x @ random.normal(size=d) + random.normal(size=rows) + 10, 4)
    model = Ridge(alpha=alpha).fit(x.astype(np.float64), y)
    return {
        "rows": listed(x),
        "values": y.tolist(),
        "alpha": alpha,
        "weights": model.coef_.tolist(),
        "intercept": float(model.intercept_),
    }


def main():
    random = np.random.default_rng(11)
    value = {
        "logistic": [
            logistic(random, 2, 40, 6, 1.0),
            logistic(random, 3, 60, 8, 1.0),
            logistic(random, 5, 300, 10, 10.0),
            logistic(random, 4, 30, 50, 0.1),
        ],
        "ridge": [ridge(random, 50, 7, 1.0), ridge(random, 12, 30, 0.5)],
    }
    (HERE / "learn.json").write_text(json.dumps(value, separators=(",", ":")) + "\n", encoding="utf-8")


main()
