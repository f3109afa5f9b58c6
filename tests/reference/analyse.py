#!/usr/bin/env python3
"""Reference numbers for core/analyse, from scikit-learn, numpy and sentence-transformers.

Usage: analyse.py MODEL_FOLDER      (a sentence-transformers folder of all-MiniLM-L6-v2, float32)

Writes beside itself: pca.json, mds.json, kmeans.json, neighbours.json, faithfulness.json and cats_vectors.json.
The points are three loose groups of 20 in 8 dimensions, drawn once here and stored (rounded to 4 decimals) in pca.json.
Made with scikit-learn 1.9.1, numpy 2.4.6.
"""
import json
import pathlib
import sys

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.manifold import smacof, trustworthiness
from sklearn.metrics import silhouette_score
from sklearn.metrics.pairwise import cosine_distances, euclidean_distances
from sklearn.preprocessing import normalize

HERE = pathlib.Path(__file__).resolve().parent


def write(name, value):
    (HERE / name).write_text(json.dumps(value, separators=(",", ":")) + "\n", encoding="utf-8")


def first_positive(coordinates):
    signs = np.where(coordinates[0] < 0, -1.0, 1.0)
    return coordinates * signs, signs


def pca_of(points, components):
    model = PCA(n_components=components, svd_solver="full").fit(points.astype(np.float64))
    coordinates, signs = first_positive(model.transform(points.astype(np.float64)))
    return {
        "coordinates": coordinates.tolist(),
        "components": (model.components_ * signs[:, None]).tolist(),
        "ratio": model.explained_variance_ratio_.tolist(),
        "total_variance": float(points.astype(np.float64).var(axis=0, ddof=1).sum()),
    }


def mds_of(points, start, iterations, eps):
    distances = cosine_distances(points.astype(np.float64))
    coordinates, stress, done = smacof(
        distances, init=start, n_init=1, max_iter=iterations, eps=eps, n_components=2, normalized_stress=False, return_n_iter=True
    )
    map_distances = euclidean_distances(coordinates)
    coordinates, _ = first_positive(coordinates - coordinates.mean(axis=0))
    return {
        "iterations": int(done),
        "coordinates": coordinates.tolist(),
        "raw_stress": float(stress),
        "stress": float(np.sqrt(stress / ((map_distances**2).sum() / 2))),
    }


def kept(points, coordinates, k):
    def nearest(distances):
        distances = distances.copy()
        np.fill_diagonal(distances, np.inf)
        return np.argsort(distances, axis=1, kind="stable")[:, :k]

    truth, drawn = nearest(cosine_distances(points)), nearest(euclidean_distances(coordinates))
    return [len(set(a) & set(b)) / k for a, b in zip(truth.tolist(), drawn.tolist())]


def main():
    random = np.random.default_rng(20)
    centres = random.normal(size=(3, 8)) * 1.5
    labels = np.repeat(np.arange(3), 20)
    points = np.round(centres[labels] + random.normal(size=(60, 8)) * 0.8, 4).astype(np.float32)
    doubles = points.astype(np.float64)
    wide = np.round(random.normal(size=(12, 30)), 4).astype(np.float32)

    flat = pca_of(points, 2)
    write("pca.json", {
        "points": np.round(doubles, 4).tolist(), "pca": pca_of(points, 3),
        "wide": np.round(wide.astype(np.float64), 4).tolist(), "wide_pca": pca_of(wide, 3),
    })

    start = np.array(flat["coordinates"])
    write("mds.json", {
        "after_1": mds_of(points, start, 1, 0), "after_10": mds_of(points, start, 10, 0),
        "converged": mds_of(points, start, 3000, 1e-12),
    })

    unit = normalize(doubles)
    by_k = {}
    for k in range(2, 13):
        model = KMeans(n_clusters=k, n_init=10, random_state=0).fit(unit)
        by_k[str(k)] = {
            "inertia": float(model.inertia_),
            "labels": model.labels_.tolist(),
            "silhouette": float(silhouette_score(doubles, model.labels_, metric="cosine")),
        }
    write("kmeans.json", {"truth": labels.tolist(), "by_k": by_k})

    similarities = 1 - cosine_distances(doubles)
    np.fill_diagonal(similarities, -2)
    order = np.argsort(-similarities, axis=1, kind="stable")[:, :10]
    write("neighbours.json", {"indices": order.tolist(),
                              "similarities": np.take_along_axis(similarities, order, axis=1).tolist()})

    mds = np.array(mds_of(points, start, 300, 1e-9)["coordinates"])
    random_map = np.round(random.normal(size=(60, 2)), 4)
    maps = {}
    for name, coordinates in (("pca", start), ("mds", mds), ("random", random_map)):
        shares = kept(doubles, coordinates, 10)
        maps[name] = {
            "coordinates": coordinates.tolist(),
            "kept_of": shares,
            "kept": float(np.mean(shares)),
            "trustworthiness": float(trustworthiness(doubles, coordinates, n_neighbors=10, metric="cosine")),
            # Continuity is trustworthiness with the two spaces exchanged. Cosine ranks of unit rows are Euclidean ranks.
            "continuity": float(trustworthiness(coordinates, unit, n_neighbors=10)),
        }
    write("faithfulness.json", {"maps": maps})

    from sentence_transformers import SentenceTransformer

    cats = (HERE.parent.parent / "resources" / "samples" / "cats.txt").read_text(encoding="utf-8").split("\n")
    cats = [line for line in cats if line.strip()]
    vectors = SentenceTransformer(sys.argv[1], device="cpu").encode(cats, batch_size=1)
    reference = pca_of(vectors, 2)
    write("cats_vectors.json", {
        "texts": cats,
        "vectors": [[float(f"{value:.9g}") for value in row] for row in vectors.tolist()],
        "similarities": (1 - cosine_distances(vectors.astype(np.float64))).tolist(),
        "pca": {"coordinates": reference["coordinates"], "ratio": reference["ratio"]},
        "mds": mds_of(vectors, np.array(reference["coordinates"]), 3000, 1e-12),
    })


if __name__ == "__main__":
    main()
