"""Our embedder beside ONNX Runtime float32, in turn on the same texts and threads, tokenizing included in both.

    python bench_embed.py BENCH_EMBED MODEL_FOLDER [--texts FILE] [--threads 2] [--rounds 7] [--work FOLDER]

BENCH_EMBED is the program built from bench_embed.cpp; MODEL_FOLDER the original float32 folder of all-MiniLM-L6-v2. Needs numpy,
torch, transformers, onnx, onnxruntime and tokenizers. Without --texts it takes the 1,000 short sentences of short_sentences().
The ONNX graph (mean pooling and normalisation included, fused by onnxruntime's own optimizer) is made once in the work folder.
"""
import argparse
import json
import os
import random
import statistics
import subprocess
import tempfile
import time

import numpy as np


def short_sentences(count=1000, seed=1):
    """Sentences of 5 to 18 words, the same on every run."""
    who = ["the old sailor", "my neighbour", "a tired nurse", "the young engineer", "our teacher", "a small dog",
           "the committee", "an honest baker", "the night train", "her grandmother"]
    does = ["carried", "forgot", "repaired", "painted", "sold", "remembered", "watched", "lost", "described", "borrowed"]
    what = ["the green bicycle", "a letter from Lisbon", "two broken radios", "the map of the harbour", "an unusual melody",
            "the recipe for plum cake", "a box of photographs", "the first chapter", "three wet umbrellas", "an old telescope"]
    where = ["", "in the empty station", "behind the library", "on a rainy Tuesday", "before anyone else woke up",
             "near the river", "during the long strike", "without saying a word to the others"]
    then = ["", "and went home", "because nobody had asked", "although the shop was already closed", "then laughed about it"]
    rng = random.Random(seed)
    lists = (who, does, what, where, then)
    return [" ".join(part for part in (rng.choice(words) for words in lists) if part).capitalize() + "."
            for _ in range(count)]


def export(model_folder, work):
    fused = os.path.join(work, "fused.onnx")
    if os.path.exists(fused):
        return fused
    import torch
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions
    from transformers import AutoModel

    class Sentence(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.bert = AutoModel.from_pretrained(model_folder, attn_implementation="eager").eval()

        def forward(self, input_ids, attention_mask, token_type_ids):
            hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask,
                               token_type_ids=token_type_ids).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2.0, dim=1)

    ids = torch.randint(1000, 2000, (2, 7))
    mask = torch.ones(2, 7, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    raw = os.path.join(work, "raw.onnx")
    torch.onnx.export(Sentence(), (ids, mask, torch.zeros_like(ids)), raw, input_names=names, output_names=["vector"],
                      dynamic_axes={n: {0: "batch", 1: "length"} for n in names} | {"vector": {0: "batch"}},
                      opset_version=17, dynamo=False)
    optimizer.optimize_model(raw, model_type="bert", num_heads=12, hidden_size=384, opt_level=1,
                             optimization_options=FusionOptions("bert")).save_model_to_file(fused)
    return fused


def make_peer(model_folder, graph, threads, batch=16):
    import onnxruntime as ort
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(os.path.join(model_folder, "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.no_padding()
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def embed(texts):
        encoded = tokenizer.encode_batch(texts)
        lengths = np.array([len(e.ids) for e in encoded])
        order = np.argsort(-lengths, kind="stable")
        out = np.empty((len(texts), 384), np.float32)
        for i in range(0, len(order), batch):
            rows = order[i:i + batch]
            ids = np.zeros((len(rows), lengths[rows[0]]), np.int64)
            mask = np.zeros_like(ids)
            for r, j in enumerate(rows):
                ids[r, :lengths[j]] = encoded[j].ids
                mask[r, :lengths[j]] = 1
            out[rows] = session.run(None, {"input_ids": ids, "attention_mask": mask,
                                           "token_type_ids": np.zeros_like(ids)})[0]
        return out
    return embed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("model_folder")
    parser.add_argument("--texts")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "embedscope-bench"))
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    file = args.texts
    if not file:
        file = os.path.join(args.work, "short.txt")
        with open(file, "w", encoding="utf-8") as out:
            out.write("\n".join(short_sentences()) + "\n")
    texts = open(file, encoding="utf-8").read().splitlines()
    peer = make_peer(args.model_folder, export(args.model_folder, args.work), args.threads)
    peer(texts[:64])

    ours, theirs, ours_cpu, theirs_cpu, first = [], [], [], [], []
    for _ in range(args.rounds):
        answer = json.loads(subprocess.check_output([args.program, file, "--threads", str(args.threads), "--repeat", "1"]))
        ours += answer["seconds"]
        ours_cpu += answer["processor_seconds"]
        first.append(answer["first_vector_seconds"])
        wall, cpu = time.perf_counter(), time.process_time()
        peer(texts)
        theirs.append(time.perf_counter() - wall)
        theirs_cpu.append(time.process_time() - cpu)
    a, b = statistics.median(ours), statistics.median(theirs)
    print(json.dumps({
        "texts": len(texts), "tokens": answer["tokens"], "threads": args.threads, "cpu": answer["cpu"],
        "embedscope_seconds": round(a, 3), "onnxruntime_seconds": round(b, 3), "times_as_fast": round(b / a, 2),
        "embedscope_processor_seconds": round(statistics.median(ours_cpu), 3),
        "onnxruntime_processor_seconds": round(statistics.median(theirs_cpu), 3),
        "best": [round(min(ours), 3), round(min(theirs), 3)],
        "first_vector_seconds": round(statistics.median(first), 3), "first_vector_best": round(min(first), 3)}, indent=1))


if __name__ == "__main__":
    main()
