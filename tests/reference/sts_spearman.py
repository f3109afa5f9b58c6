"""Spearman correlation of our similarities with people's, on the English development set of STS-B.

    python sts_spearman.py PATH/embedscope PATH/stsb-en-dev.csv

The file (sentence, sentence, score; no header) is not part of this repository: its licence does not allow it. It is the
`stsb-en-dev.csv` of PhilipMay/stsb-multi-mt. all-MiniLM-L6-v2 reaches 86.72 by sentence-transformers; ours must be within .05.
Needs numpy and scipy.
"""
import csv
import json
import subprocess
import sys

import numpy as np
from scipy.stats import spearmanr

program, path = sys.argv[1:3]
rows = list(csv.reader(open(path, encoding="utf-8", newline="")))
texts = [text for row in rows for text in row[:2]]
records = "\n".join(json.dumps({"text": text}) for text in texts)
out = subprocess.run([program, "embed", "-", "--format", "jsonl", "--quiet"], input=records, capture_output=True, text=True,
                     check=True).stdout
vectors = np.array([json.loads(line)["embedding"] for line in out.splitlines()])
assert len(vectors) == len(texts), (len(vectors), len(texts))
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
similarity = (vectors[0::2] * vectors[1::2]).sum(axis=1)
rho = 100 * spearmanr(similarity, [float(row[2]) for row in rows])[0]
print(f"{len(rows)} pairs, Spearman {rho:.2f}")
sys.exit(0 if abs(rho - 86.72) <= 0.05 else 1)
