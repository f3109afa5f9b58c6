"""How many names of groups share a word's stem (Porter 1980) with what people call the group.

    python bench_names.py BENCH_NAMES TEXTS.csv [--show]

BENCH_NAMES is the program built from bench_names.cpp; TEXTS a table with the columns text and category, as banking77's train.csv
(https://github.com/PolyAI-LDN/task-specific-datasets, CC BY 4.0). "plain" is class-based TF-IDF's two best words of each group, with the
same stop words, whatever other groups have. Needs snowballstemmer.
"""
import csv
import math
import pathlib
import re
import subprocess
import sys
from collections import Counter, defaultdict

import snowballstemmer

STOP = set((pathlib.Path(__file__).parents[2] / "resources/stopwords/english.txt").read_text(encoding="utf-8").split())
STEM = snowballstemmer.stemmer("porter").stemWord


def stems(words):
    return {STEM(w) for w in re.findall("[a-z]+", words.lower()) if w not in STOP}


def plain(rows):
    groups, everywhere = defaultdict(Counter), Counter()
    for row in rows:
        for word in {w for w in re.findall("[a-z]{2,}", row["text"].lower()) if w not in STOP}:
            groups[row["category"]][word] += 1
            everywhere[word] += 1
    totals = {g: sum(c.values()) for g, c in groups.items()}
    average = sum(totals.values()) / len(totals)
    best = lambda g: sorted(groups[g], key=lambda w: -groups[g][w] / totals[g] * math.log1p(average / everywhere[w]))
    return {g: " ".join(best(g)[:2]) for g in groups}


def main():
    rows = list(csv.DictReader(open(sys.argv[2], encoding="utf-8")))
    lines = "".join(f"{r['category']}\t{' '.join(r['text'].split())}\n" for r in rows)
    out = subprocess.run([sys.argv[1]], input=lines, capture_output=True, text=True, check=True).stdout
    ours = dict(line.split("\t") for line in out.splitlines())
    words = [w for name in ours.values() for w in re.findall(r"\w+", name.lower())]
    for title, names in (("embedscope", ours), ("plain", plain(rows))):
        shared = [g for g in names if stems(names[g]) & stems(g.replace("_", " "))]
        print(f"{title}: {len(shared)} of {len(names)} names share a stem")
    print("words in two names:", sorted(w for w, n in Counter(words).items() if n > 1))
    if "--show" in sys.argv:
        for group, name in ours.items():
            print(" " if stems(name) & stems(group.replace("_", " ")) else "!", group, "->", name)


main()
