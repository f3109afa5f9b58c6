#!/usr/bin/env python3
"""`embedscope classify` beside scikit-learn's LogisticRegression: the same vectors, the same folds, one run.

Usage: bench_classify.py EMBEDSCOPE TEXTS.csv GROUP_COLUMN [MORE OPTIONS]
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
from sklearn.linear_model import LogisticRegression


def main():
    program, texts, column = sys.argv[1:4]
    more = sys.argv[4:]
    with tempfile.TemporaryDirectory() as folder:
        vectors = os.path.join(folder, "v.npy")
        subprocess.run([program, "embed", texts, "--group-column", column, "-o", vectors, *more], check=True)
        begin = time.perf_counter()
        run = subprocess.run(
            [program, "classify", texts, "--group-column", column, "--json", *more], check=True, capture_output=True
        )
        ours_seconds = time.perf_counter() - begin
        ours = json.loads(run.stdout)
        x = np.load(vectors).astype(np.float64)
    items = [(item["index"], item["group"], item["fold"], item["guess"]) for item in ours["items"] if item["fold"] is not None]
    x = x[[index for index, *_ in items]]
    y = np.array([group for _, group, _, _ in items])
    folds = np.array([fold for _, _, fold, _ in items])
    guesses = np.array([guess for *_, guess in items])
    theirs = np.empty_like(y)
    begin = time.perf_counter()
    for fold in range(ours["folds"]):
        model = LogisticRegression(C=1.0, max_iter=10_000).fit(x[folds != fold], y[folds != fold])
        theirs[folds == fold] = model.predict(x[folds == fold])
    theirs_seconds = time.perf_counter() - begin
    print(f"{len(y)} texts, {len(set(y))} groups, {ours['folds']} folds")
    print(f"accuracy: ours {ours['accuracy']:.4f}, scikit-learn {np.mean(theirs == y):.4f}; "
          f"the same guess for {np.mean(theirs == guesses):.4f}; nearest bare name {ours['nearest_name']}")
    print(f"seconds: embedscope classify (program start, vectors from the cache, {ours['folds']} + 1 models) "
          f"{ours_seconds:.2f}, scikit-learn ({ours['folds']} models) {theirs_seconds:.2f}")


main()
