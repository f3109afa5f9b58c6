"""Our embedder beside its peers, in turn on the same texts and threads, tokenizing included in all.

    python bench_embed.py BENCH_EMBED MODEL_FOLDER [--texts FILE...] [--peers ort_f32,ort_int8,...] [--threads 2] [--rounds 3]
                          [--work FOLDER] [--busy N]

BENCH_EMBED is the program built from bench_embed.cpp; MODEL_FOLDER the original float32 folder of all-MiniLM-L6-v2. Needs numpy,
torch, transformers, onnx, onnxruntime and tokenizers; the peers "openvino" and "st" need openvino and sentence-transformers. Without
--texts it takes the 1,000 short sentences of short_sentences(). The ONNX graphs (mean pooling and normalisation included) are made
once in the work folder: ort_f32 is fused by onnxruntime's own optimizer; ort_int8 is the kind of its dynamic quantisation that was
found best for this model (matrix products only, weights by channel, on the graph that is not fused). --busy N keeps N cores busy
with another process meanwhile. Cosines and the overlap of the 10 nearest neighbours are to the first float32 peer.
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
    raw = os.path.join(work, "raw.onnx")
    int8 = os.path.join(work, "int8.onnx")
    if os.path.exists(int8):
        return {"ort_f32": fused, "ort_int8": int8, "openvino": raw}
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
    torch.onnx.export(Sentence(), (ids, mask, torch.zeros_like(ids)), raw, input_names=names, output_names=["vector"],
                      dynamic_axes={n: {0: "batch", 1: "length"} for n in names} | {"vector": {0: "batch"}},
                      opset_version=17, dynamo=False)
    optimizer.optimize_model(raw, model_type="bert", num_heads=12, hidden_size=384, opt_level=1,
                             optimization_options=FusionOptions("bert")).save_model_to_file(fused)
    from onnxruntime.quantization import QuantType, quantize_dynamic
    quantize_dynamic(raw, int8, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"],
                     extra_options={"DefaultTensorType": 1, "MatMulConstBOnly": True})
    return {"ort_f32": fused, "ort_int8": int8, "openvino": raw}


def onnx_peer(model_folder, run, batch=16):
    """Texts to vectors by run(ids, mask), in batches sorted by length, the batch size that is best for onnxruntime."""
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(os.path.join(model_folder, "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.no_padding()

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
            out[rows] = run(ids, mask)
        return out
    return embed


def make_peer(name, model_folder, graphs, threads):
    if name == "st":
        import torch
        from sentence_transformers import SentenceTransformer
        torch.set_num_threads(threads)
        model = SentenceTransformer(model_folder, device="cpu")
        model.max_seq_length = 256
        return lambda texts: model.encode(texts, convert_to_numpy=True, show_progress_bar=False)
    if name == "openvino":
        import openvino
        settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
        model = openvino.Core().compile_model(graphs[name], "CPU", settings)
        return onnx_peer(model_folder, lambda ids, mask: model(
            {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})["vector"])
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(graphs[name], options, providers=["CPUExecutionProvider"])
    return onnx_peer(model_folder, lambda ids, mask: session.run(None, {
        "input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0])


def agreement(reference, vectors):
    cosines = (reference * vectors).sum(1) / np.linalg.norm(reference, axis=1) / np.linalg.norm(vectors, axis=1)
    answer = {"cosine_mean": round(float(cosines.mean()), 5), "cosine_worst": round(float(cosines.min()), 5)}
    if 11 < len(vectors) <= 2000:
        near = []
        for v in (reference, vectors):
            similarity = v @ v.T
            np.fill_diagonal(similarity, -9)
            near.append(np.argpartition(-similarity, 10, 1)[:, :10])
        answer["nearest_10_kept"] = round(float(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(*near)])), 4)
    return answer


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("model_folder")
    parser.add_argument("--texts", nargs="*", default=[])
    parser.add_argument("--peers", default="ort_f32,ort_int8")
    parser.add_argument("--precisions", default="f32,int8")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--busy", type=int, default=0)
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "embedscope-bench"))
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    if not args.texts:
        args.texts = [os.path.join(args.work, "short.txt")]
        with open(args.texts[0], "w", encoding="utf-8") as out:
            out.write("\n".join(short_sentences()) + "\n")
    graphs = export(args.model_folder, args.work)
    peers = {name: make_peer(name, args.model_folder, graphs, args.threads) for name in args.peers.split(",") if name}
    for peer in peers.values():
        peer(["I like cats."] * 8)
    spinners = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(args.busy)]
    try:
        for file in args.texts:
            measure(file, args, peers)
    finally:
        for spinner in spinners:
            spinner.kill()


def measure(file, args, peers):
    texts = open(file, encoding="utf-8").read().splitlines()
    wall, cpu, vectors, first = {}, {}, {}, {}
    for _ in range(args.rounds):
        for precision in args.precisions.split(","):
            out = os.path.join(args.work, "vectors.f32")
            answer = json.loads(subprocess.check_output([args.program, file, "--threads", str(args.threads), "--repeat",
                                                         "1" if len(texts) > 1 else "100", "--precision", precision,
                                                         "--out", out]))
            name = "embedscope_" + precision
            wall.setdefault(name, []).extend(answer["seconds"])
            cpu.setdefault(name, []).extend(answer["processor_seconds"])
            first.setdefault(name, []).append(answer["first_vector_seconds"])
            vectors[name] = np.fromfile(out, np.float32).reshape(len(texts), -1)
        for name, peer in peers.items():
            for _ in range(1 if len(texts) > 1 else 100):
                begin, begin_cpu = time.perf_counter(), time.process_time()
                vectors[name] = peer(texts)
                wall.setdefault(name, []).append(time.perf_counter() - begin)
                cpu.setdefault(name, []).append(time.process_time() - begin_cpu)
    reference = next((name for name in vectors if not name.endswith("int8") and name in peers), "embedscope_f32")
    base = statistics.median(wall[reference]) if reference in wall else float("nan")
    print(json.dumps({"texts": len(texts), "tokens": answer["tokens"], "threads": args.threads, "cpu": answer["cpu"],
                      "busy_cores": args.busy, "load": round(os.getloadavg()[0], 1), "file": os.path.basename(file)}))
    for name in wall:
        median = statistics.median(wall[name])
        line = {"name": name, "median_s": round(median, 5), "best_s": round(min(wall[name]), 5),
                "runs": len(wall[name]), "processor_s": round(statistics.median(cpu[name]), 5),
                "times_" + reference: round(base / median, 2)}
        if "ort_int8" in wall:
            line["times_ort_int8"] = round(statistics.median(wall["ort_int8"]) / median, 2)
        if name in first:
            line["first_vector_s"] = round(min(first[name]), 3)
        if reference in vectors and name != reference:
            line |= agreement(vectors[reference], vectors[name])
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
