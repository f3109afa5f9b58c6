"""How well clusters find groups that people made, beside the same pipelines of the peers, over several seeds.

    python bench_quality.py BENCH_ANALYSE VECTORS.npy GROUPS.txt [--seeds 10] [--min-size 25] [--threads 2]

BENCH_ANALYSE is the program built from bench_analyse.cpp; VECTORS rows of float32; GROUPS a line for each row. k-means is told the number
of groups (10 starts; scikit-learn's on the same rows scaled to length 1); HDBSCAN works on a UMAP of 5 dimensions (cosine, 15 neighbours,
distance 0; umap-learn and hdbscan). Prints the adjusted Rand index and the normalised mutual information with the groups, mean and
standard deviation over the seeds; texts in no cluster count as a group of their own, and their share is told. A pipeline passes where its mean
is not below the peer's by more than the peer's standard deviation. Needs numpy, scikit-learn, umap-learn and hdbscan.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, sys.argv[sys.argv.index("--threads") + 1] if "--threads" in sys.argv else "2")

import warnings

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

warnings.filterwarnings("ignore")


def kmeans_peer(x, groups, seed, args):
    from sklearn.cluster import KMeans
    return KMeans(groups, n_init=10, random_state=seed).fit(x).labels_


def hdbscan_peer(x, groups, seed, args):
    import hdbscan
    import umap
    places = umap.UMAP(n_components=5, n_neighbors=15, min_dist=0, metric="cosine", random_state=seed, n_jobs=1).fit_transform(x)
    return hdbscan.HDBSCAN(min_cluster_size=args.min_size, core_dist_n_jobs=args.threads).fit(places.astype(np.float64)).labels_


def ours(method, *options):
    def run(x, groups, seed, args):
        out = args.file + ".out.npy"
        given = [str(o).format(groups=groups, min_size=args.min_size) for o in options]
        subprocess.check_output([args.program, method, args.file, "--threads", str(args.threads), "--seed", str(seed), "--out", out, *given])
        labels = np.load(out).ravel().astype(int)
        os.remove(out)
        return labels
    return run


PIPELINES = {
    "k-means": {"embedscope": ours("kmeans", "--k", "{groups}", "--starts", "10"), "scikit-learn": kmeans_peer},
    "UMAP 5 + HDBSCAN": {"embedscope": ours("hdbscan", "--space", "umap5", "--min-size", "{min_size}"), "umap-learn + hdbscan": hdbscan_peer},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("vectors")
    parser.add_argument("groups")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--min-size", type=int, default=25)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=list(PIPELINES))
    args = parser.parse_args()
    x = np.ascontiguousarray(np.load(args.vectors), dtype=np.float32)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    truth = open(args.groups, encoding="utf-8").read().splitlines()
    assert len(truth) == len(x), "a line of GROUPS for each row of VECTORS"
    groups = len(set(truth))
    with tempfile.TemporaryDirectory() as folder:
        args.file = os.path.join(folder, "vectors.npy")
        np.save(args.file, x)
        for pipeline, runs in PIPELINES.items():
            if args.only in (None, pipeline):
                compare(pipeline, runs, x, truth, groups, args)


def compare(pipeline, runs, x, truth, groups, args):
    scores = {name: [] for name in runs}
    for seed in range(1, args.seeds + 1):
        for name, run in runs.items():
            begin = time.perf_counter()
            labels = run(x, groups, seed, args)
            scores[name].append((adjusted_rand_score(truth, labels), normalized_mutual_info_score(truth, labels),
                                 float((labels < 0).mean()), len(set(labels[labels >= 0])), time.perf_counter() - begin))
    tables = {name: np.array(rows) for name, rows in scores.items()}
    for name, table in tables.items():
        mean, deviation = table.mean(0), table.std(0, ddof=1) if len(table) > 1 else np.zeros(5)
        print(json.dumps({"pipeline": pipeline, "of": name, "rows": len(x), "groups": groups, "seeds": len(table),
                          "ari": [round(float(mean[0]), 4), round(float(deviation[0]), 4)],
                          "nmi": [round(float(mean[1]), 4), round(float(deviation[1]), 4)],
                          "in_no_cluster": round(float(mean[2]), 4), "clusters": round(float(mean[3]), 1),
                          "seconds": round(float(mean[4]), 2)}), flush=True)
    mine, peer = tables.values()
    for i, what in enumerate(("ari", "nmi")):
        least = peer[:, i].mean() - (peer[:, i].std(ddof=1) if len(peer) > 1 else 0)
        print(f"{pipeline}: {what} {'as good' if mine[:, i].mean() >= least else 'WORSE'}", flush=True)


if __name__ == "__main__":
    main()
