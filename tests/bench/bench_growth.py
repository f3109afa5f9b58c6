"""How the time of each map and grouping grows with the number of texts: ours and, where a size is not beyond it, the best peer.

    python bench_growth.py BENCH_ANALYSE VECTORS.npy [--sizes 1000,3000,10000,30000,100000] [--methods pca,umap,...] [--most SECONDS]
                           [--out curves.json] [--svg curves.svg]

BENCH_ANALYSE is the program built from bench_analyse.cpp, VECTORS rows of float32. One run of each a size, ours and the peer in turn, two
threads each; a method or peer whose time would pass --most seconds at the next size (by its growth so far) stops there. Prints a table
in Markdown; --out keeps the figures (and adds to what the file has), --svg draws them on logarithmic scales. Peers and what they need: see
bench_analyse.py.
"""
import argparse
import json
import math
import os
import sys
import tempfile
import time

import bench_analyse as bench
import numpy as np

# method -> its options, and the peer that was the fastest
METHODS = {
    "pca": ({}, "numpy"),
    "knn": ({"k": "10"}, "faiss"),
    "umap": ({}, "umap_learn"),
    "tsne": ({}, "opentsne"),
    "kmeans": ({"k": "50", "starts": "10"}, "sklearn"),
    "hdbscan": ({"space": "all", "min-size": "25"}, "fast_hdbscan"),
}
TITLES = {"pca": "PCA", "knn": "all neighbours, top 10", "umap": "UMAP", "tsne": "t-SNE", "kmeans": "k-means, k = 50, 10 starts",
          "hdbscan": "HDBSCAN, all dimensions"}

NAMES = {"umap_learn": "umap-learn", "opentsne": "openTSNE", "sklearn": "scikit-learn"}


def too_long(points, size, most):
    """By the growth between the last two sizes, or linear growth."""
    if not points:
        return False
    sizes = sorted(points)
    power = 1.0
    if len(sizes) > 1:
        a, b = sizes[-2:]
        power = max(1.0, math.log(points[b] / points[a]) / math.log(b / a))
    return points[sizes[-1]] * (size / sizes[-1]) ** power > most


def measure(args, x, method):
    options, peer = METHODS[method]
    curves = {"embedscope": {}, peer: {}}
    run = bench.PEERS[method][peer]
    run(x[:1000], options, 2)  # compiled and loaded
    for size in args.sizes:
        rows = np.ascontiguousarray(x[:size])
        with tempfile.TemporaryDirectory() as folder:
            file, out = os.path.join(folder, "x.npy"), os.path.join(folder, "out.npy")
            np.save(file, rows)
            if not too_long(curves["embedscope"], size, args.most):
                arguments = argparse.Namespace(program=args.program, method=method, threads=2, repeat=3 if size <= 10000 else 1)
                curves["embedscope"][size] = min(bench.run_ours(arguments, file, out, options)["seconds"])
        if not too_long(curves[peer], size, args.most):
            seconds = []
            for _ in range(3 if size <= 1000 else 2 if size <= 10000 else 1):
                begin = time.perf_counter()
                run(rows, options, 2)
                seconds.append(time.perf_counter() - begin)
            curves[peer][size] = min(seconds)
        print(method, size, {name: round(points[size], 4) for name, points in curves.items() if size in points}, file=sys.stderr, flush=True)
    return curves


def table(figures, sizes):
    show = lambda s: f"{s * 1000:.3g} ms" if s < 1 else f"{s:.3g} s"
    lines = ["| | " + " | ".join(f"{s:,}" for s in sizes) + " |", "|---|" + "--:|" * len(sizes)]
    for method, curves in figures.items():
        for name, points in curves.items():
            title = TITLES[method] if name == "embedscope" else NAMES.get(name, name)
            lines.append(f"| {title} | " + " | ".join(show(points[s]) if s in points else "" for s in sizes) + " |")
    return "\n".join(lines)


def svg(figures, sizes):
    """A small drawing for each method, side by side; both scales are logarithmic."""
    width, height, left, low, high = 250, 220, 46, 1e-3, 1e3
    across = 3
    x_of = lambda s: left + (width - left - 30) * math.log(s / sizes[0]) / math.log(sizes[-1] / sizes[0])
    y_of = lambda t: 30 + (height - 62) * (1 - math.log(min(max(t, low), high) / low) / math.log(high / low))
    rows = -(-len(figures) // across)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{across * width}" height="{rows * height}" font-family="sans-serif" font-size="11">',
             f'<rect width="{across * width}" height="{rows * height}" fill="#fcfcfb"/>']
    for i, (method, curves) in enumerate(figures.items()):
        parts.append(f'<g transform="translate({i % across * width},{i // across * height})">')
        parts.append(f'<text x="{left}" y="18" font-size="12" font-weight="600" fill="#1c2430">{TITLES[method]}</text>')
        for power in range(-3, 4):
            y = y_of(10.0 ** power)
            label = {-3: "1 ms", 0: "1 s", 2: "100 s"}.get(power, "")
            parts.append(f'<path d="M{left} {y:.1f}H{width - 16}" stroke="#dfe3e9"/><text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#5b6675">{label}</text>')
        for size in sizes:
            if math.log10(size).is_integer():
                parts.append(f'<text x="{x_of(size):.1f}" y="{height - 16}" text-anchor="middle" fill="#5b6675">{size:,}</text>')
        for name, points in curves.items():
            colour = "#0b4a8f" if name == "embedscope" else "#b93a08"
            dash = "" if name == "embedscope" else ' stroke-dasharray="5 3"'
            places = [(x_of(int(s)), y_of(t)) for s, t in sorted(points.items(), key=lambda p: int(p[0]))]
            parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2"{dash} points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in places) + '"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
            if places:
                # The peer's name above its end, ours below its beginning: no line rises through either.
                ours = name == "embedscope"
                x, y = places[0] if ours else places[-1]
                anchor = "start" if ours else "end"
                parts.append(f'<text x="{x:.1f}" y="{y + (18 if ours else -8):.1f}" text-anchor="{anchor}" fill="{colour}">{NAMES.get(name, name)}</text>')
        parts.append("</g>")
    return "\n".join(parts + ["</svg>\n"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("vectors")
    parser.add_argument("--sizes", type=lambda text: [int(s) for s in text.split(",")], default=[1000, 3000, 10000, 30000, 100000])
    parser.add_argument("--methods", type=lambda text: text.split(","), default=list(METHODS))
    parser.add_argument("--most", type=float, default=60)
    parser.add_argument("--out")
    parser.add_argument("--svg")
    args = parser.parse_args()
    x = np.load(args.vectors, mmap_mode="r")
    args.sizes = [size for size in args.sizes if size <= len(x)]
    figures = {}
    if args.out and os.path.exists(args.out):
        figures = {m: {n: {int(s): t for s, t in points.items()} for n, points in curves.items()}
                   for m, curves in json.load(open(args.out)).items()}
    for method in args.methods:
        figures[method] = measure(args, x, method)
        if args.out:
            json.dump(figures, open(args.out, "w"), indent=1)
    figures = {method: figures[method] for method in METHODS if method in figures}
    print(table(figures, args.sizes))
    if args.svg:
        open(args.svg, "w", encoding="utf-8").write(svg(figures, args.sizes))


if __name__ == "__main__":
    main()
