"""Our maps and groups beside their peers, in turn on the same vectors and threads.

    python bench_analyse.py BENCH_ANALYSE METHOD VECTORS.npy [--rows N] [--peers a,b] [--rounds 3] [--threads 2] [--repeat 1]
                            [--option name=value ...] [--no-quality] [--work FOLDER]

BENCH_ANALYSE is the program built from bench_analyse.cpp; METHOD one of its sub-commands; VECTORS rows of float32. Each round runs ours
(in a process of its own; --repeat times, of which all count) and then each peer once; a peer is run once before, so that compiling and
loading do not count. --option goes to our program and is read by the peers that know it. Prints the median of each, how many times as
fast as each peer ours is, and what the method is judged by (trustworthiness on 5,000 rows, recall, inertia, stress) for all of them.
Needs numpy and scikit-learn; and faiss-cpu, umap-learn for these peers.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, sys.argv[sys.argv.index("--threads") + 1] if "--threads" in sys.argv else "2")

import warnings

import numpy as np

warnings.filterwarnings("ignore")


# ---- peers: name -> function of (vectors, options, threads) that gives what ours writes ----

def knn_numpy(x, options, threads, block=1024):
    k = int(options.get("k", 10))
    found = np.empty((len(x), k), np.int64)
    for i in range(0, len(x), block):
        s = x[i:i + block] @ x.T
        s[np.arange(len(s)), np.arange(i, i + len(s))] = -9
        p = np.argpartition(s, -k, 1)[:, -k:]
        found[i:i + block] = np.take_along_axis(p, np.argsort(-np.take_along_axis(s, p, 1), 1), 1)
    return found


def knn_faiss(x, options, threads):
    import faiss
    faiss.omp_set_num_threads(threads)
    k = int(options.get("k", 10))
    index = faiss.IndexFlatIP(x.shape[1])
    index.add(x)
    found = index.search(x, k + 1)[1]
    out = np.empty((len(x), k), np.int64)
    for i, row in enumerate(found):
        out[i] = [j for j in row if j != i][:k]
    return out


def knn_pynndescent(x, options, threads):
    import pynndescent
    k = int(options.get("k", 10))
    return pynndescent.NNDescent(x, metric="cosine", n_neighbors=k + 1, n_jobs=threads).neighbor_graph[0][:, 1:]


def pca_numpy(x, options, threads):
    k = int(options.get("components", 2))
    mean = x.mean(0, dtype=np.float64).astype(np.float32)
    covariance = (x.T @ x).astype(np.float64) / len(x) - np.outer(mean, mean).astype(np.float64)
    top = np.linalg.eigh(covariance)[1][:, ::-1][:, :k].astype(np.float32)
    return x @ top - mean @ top


def pca_sklearn(solver):
    def run(x, options, threads):
        from sklearn.decomposition import PCA
        return PCA(int(options.get("components", 2)), svd_solver=solver, random_state=0).fit_transform(x)
    return run


def umap(seeded):
    def run(x, options, threads):
        import umap as umap_learn
        how = {"random_state": 0, "n_jobs": 1} if seeded else {"n_jobs": threads}
        return umap_learn.UMAP(n_neighbors=int(options.get("neighbors", 15)), min_dist=float(options.get("min-dist", 0.1)),
                               metric=options.get("metric", "euclidean"), **how).fit_transform(x)
    return run


def kmeans_sklearn(x, options, threads):
    from sklearn.cluster import KMeans
    return KMeans(int(options.get("k", 50)), n_init=int(options.get("starts", 10)), random_state=0).fit(x).labels_


def tsne_sklearn(x, options, threads):
    from sklearn.manifold import TSNE
    return TSNE(perplexity=float(options.get("perplexity", 30)), n_jobs=threads, random_state=0).fit_transform(x)


def tsne_opentsne(x, options, threads):
    from openTSNE import TSNE
    return np.asarray(TSNE(perplexity=float(options.get("perplexity", 30)), n_jobs=threads, random_state=0).fit(x))


def hdbscan_space(x, options):
    """What ours does for --space umap5, with umap-learn; else the rows scaled to length 1, or as they are."""
    if options.get("space", "all") == "umap5":
        import umap as umap_learn
        return umap_learn.UMAP(n_components=5, min_dist=0, metric="cosine",
                               random_state=int(options.get("seed", 1))).fit_transform(x).astype(np.float64)
    wide = x.astype(np.float64)
    return wide if options.get("space") == "given" else wide / np.linalg.norm(wide, axis=1, keepdims=True)


def hdbscan_fast(x, options, threads):
    import fast_hdbscan
    size = int(options.get("min-size", 25))
    return fast_hdbscan.HDBSCAN(min_cluster_size=size, min_samples=int(options.get("min-samples", 0)) or size).fit(
        hdbscan_space(x, options).astype(np.float32)).labels_


def hdbscan_hdbscan(x, options, threads):
    import hdbscan
    size = int(options.get("min-size", 25))
    return hdbscan.HDBSCAN(min_cluster_size=size, min_samples=int(options.get("min-samples", 0)) or size,
                           core_dist_n_jobs=threads).fit(hdbscan_space(x, options)).labels_


def mds_sklearn(x, options, threads):
    from sklearn.manifold import MDS
    distances = 1 - x @ x.T
    np.fill_diagonal(distances, 0)
    model = MDS(2, dissimilarity="precomputed", n_init=1, max_iter=int(options.get("iterations", 300)), random_state=0)
    return model.fit_transform(distances)


def faithfulness_sklearn(x, options, threads):
    from sklearn.manifold import trustworthiness
    places = np.load(options["map"])
    k = int(options.get("k", 10))
    print(json.dumps({"trustworthiness": trustworthiness(x, places, n_neighbors=k, metric="cosine"),
                      "continuity": trustworthiness(places, x, n_neighbors=k)}))
    return np.empty((0, 0))


PEERS = {
    "knn": {"faiss": knn_faiss, "numpy": knn_numpy, "pynndescent": knn_pynndescent},
    "pca": {"numpy": pca_numpy, "sklearn_auto": pca_sklearn("auto"), "sklearn_eigh": pca_sklearn("covariance_eigh"),
            "sklearn_arpack": pca_sklearn("arpack")},
    "umap": {"umap_learn": umap(False), "umap_learn_seeded": umap(True)},
    "kmeans": {"sklearn": kmeans_sklearn},
    "tsne": {"sklearn": tsne_sklearn, "opentsne": tsne_opentsne},
    "hdbscan": {"fast_hdbscan": hdbscan_fast, "hdbscan": hdbscan_hdbscan},
    "mds": {"sklearn": mds_sklearn},
    "faithfulness": {"sklearn": faithfulness_sklearn},
}


# ---- what a result is judged by: function of (vectors, result, options, the first result that was judged) ----

def trust(x, places, k=15, most=5000):
    from sklearn.manifold import trustworthiness
    rows = np.random.default_rng(1).permutation(len(x))[:most]
    return round(float(trustworthiness(x[rows], places[rows], n_neighbors=k)), 4)


def judge_map(x, places, options, first):
    return {"trustworthiness": trust(x, places)}


def judge_pca(x, places, options, first):
    along = [abs(np.corrcoef(places[:, c], first[:, c])[0, 1]) for c in range(places.shape[1])]
    return {"correlation": [round(float(a), 9) for a in along]}


def judge_knn(x, found, options, first):
    rows = np.random.default_rng(1).permutation(len(x))[:1000]
    k = found.shape[1]
    wide = x.astype(np.float64)
    wide /= np.linalg.norm(wide, axis=1, keepdims=True)
    hits = 0
    for i in rows:
        s = wide @ wide[i]
        s[i] = -9
        hits += np.sum(s[found[i].astype(int)] >= np.partition(s, -k)[-k] - 1e-12)
    return {"recall": round(float(hits / len(rows) / k), 5)}


def judge_kmeans(x, labels, options, first):
    labels = labels.ravel().astype(int)
    wide = x.astype(np.float64)
    total = sum(((wide[labels == c] - wide[labels == c].mean(0)) ** 2).sum() for c in np.unique(labels))
    return {"inertia": round(float(total), 3)}


def judge_hdbscan(x, labels, options, first):
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
    labels = labels.ravel().astype(int)
    judged = {"clusters": int(labels.max() + 1), "noise": round(float((labels < 0).mean()), 4),
              "ari_with_first": round(float(adjusted_rand_score(first.ravel(), labels)), 4)}
    if "truth" in options:
        truth = np.load(options["truth"])[:len(labels)]
        judged |= {"ari": round(float(adjusted_rand_score(truth, labels)), 4),
                   "nmi": round(float(normalized_mutual_info_score(truth, labels)), 4)}
    return judged


def judge_mds(x, places, options, first):
    from scipy.spatial.distance import pdist
    wanted = 1 - x.astype(np.float64) @ x.T.astype(np.float64)
    wanted = wanted[np.triu_indices(len(x), 1)]
    got = pdist(places)
    return {"stress": round(float(np.sqrt(((got - wanted) ** 2).sum() / (got ** 2).sum())), 5)}


JUDGES = {"knn": judge_knn, "pca": judge_pca, "umap": judge_map, "tsne": judge_map, "hdbscan": judge_hdbscan, "kmeans": judge_kmeans, "mds": judge_mds}


def run_ours(args, file, out, options):
    command = [args.program, args.method, file, "--threads", str(args.threads), "--repeat", str(args.repeat), "--out", out]
    for name, value in options.items():
        command += ["--" + name, value]
    return json.loads(subprocess.check_output(command))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("method")
    parser.add_argument("vectors")
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--no-quality", action="store_true")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "embedscope-bench"))
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    options = dict(option.split("=", 1) for option in args.option)
    x = np.load(args.vectors, mmap_mode="r")
    x = np.ascontiguousarray(x[:args.rows] if args.rows else x)
    file = os.path.join(args.work, f"vectors_{os.getpid()}.npy")
    out = os.path.join(args.work, f"out_{os.getpid()}.npy")
    np.save(file, x)
    peers = PEERS[args.method]
    names = list(peers) if args.peers is None else [name for name in args.peers.split(",") if name]
    try:
        measure(args, x, file, out, {name: peers[name] for name in names}, options)
    finally:
        for path in (file, out):
            if os.path.exists(path):
                os.remove(path)


def measure(args, x, file, out, peers, options):
    for peer in peers.values():
        peer(x[:min(len(x), 1000)], options, args.threads) if "map" not in options else None
    seconds, results, answer = {}, {}, {}
    for _ in range(args.rounds):
        answer = run_ours(args, file, out, options)
        seconds.setdefault("embedscope", []).extend(answer["seconds"])
        for name, peer in peers.items():
            begin = time.perf_counter()
            results[name] = peer(x, options, args.threads)
            seconds.setdefault(name, []).append(time.perf_counter() - begin)
    results["embedscope"] = np.load(out)
    print(json.dumps({"method": args.method, "rows": len(x), "dimensions": x.shape[1], "threads": args.threads,
                      "cpu": answer["cpu"], "options": options, "load": round(os.getloadavg()[0], 1)}))
    ours = statistics.median(seconds["embedscope"])
    first = next(iter(results.values()))
    judge = JUDGES.get(args.method)
    for name in seconds:
        median = statistics.median(seconds[name])
        line = {"name": name, "median_s": round(median, 5), "best_s": round(min(seconds[name]), 5), "runs": len(seconds[name])}
        if name == "embedscope":
            line |= {k: v for k, v in answer.items() if k not in ("method", "cpu", "threads", "rows", "dimensions", "seconds")}
        else:
            line["ours_times_as_fast"] = round(median / ours, 2)
        if judge and not args.no_quality:
            line |= judge(x, results[name], options, first)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
