#!/usr/bin/env python3
"""Writes what the Python package `tokenizers` makes of many texts with a small SentencePiece Unigram model, for
tests/core/model/tokenizer/tst_unigram_tokenizer.cpp.

    tokenizer_unigram.py     (written with tokenizers 0.23.3, sentencepiece 0.2.3, transformers 5.23.0)

The model is trained on texts of this repository with SentencePiece's own nmt_nfkc map, and converted by transformers' XLM-R
converter.

  tokenizer_unigram/tokenizer.json   the model, as it is converted
  tokenizer_unigram.json             digests of the ids of the texts in tokenizer_texts.json and tokenizer_naughty_strings.json,
                                     of its long texts by rule, of more texts given here, of every code point alone and
                                     inside a word by blocks of 256; and all that for other settings of normalizer,
                                     pre-tokenizer, model and added tokens on a part of the texts

A digest is FNV-1a of 64 bits over the ids' 32-bit little-endian bytes (of several texts: one after the other); those of single
texts are its lower 32 bits.
"""
import csv
import json
import pathlib
import random
import tempfile
import types

import sentencepiece
import tokenizers
from tokenizers import Tokenizer
from transformers.convert_slow_tokenizer import XLMRobertaConverter

HERE = pathlib.Path(__file__).parent
SAMPLES = HERE.parent.parent / "resources" / "samples"
LIMIT = 128


def fnv(ids, h=0xCBF29CE484222325):
    for i in ids:
        for b in i.to_bytes(4, "little"):
            h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def train(folder):
    lines = (HERE / "tokenizer_sentences.txt").read_text(encoding="utf-8").splitlines()
    for name in ("twelve-in-five.csv", "ten-topics.csv", "radio.csv"):
        with open(SAMPLES / name, encoding="utf-8", newline="") as file:
            lines += [row[0] for row in list(csv.reader(file))[1:]]
    (folder / "text.txt").write_text("\n".join(lines * 3) + "\n", encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "text.txt"), model_prefix=str(folder / "m"), model_type="unigram", vocab_size=1800,
        hard_vocab_limit=False, character_coverage=0.9995, normalization_rule_name="nmt_nfkc", num_threads=1, minloglevel=2,
        shuffle_input_sentence=False)
    original = types.SimpleNamespace(vocab_file=str(folder / "m.model"), add_prefix_space=True,
                                     convert_tokens_to_ids={"<s>": 0, "</s>": 2}.get)
    made = XLMRobertaConverter(original).converted()
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", tokenizers.AddedToken("<mask>", lstrip=True, special=True)])
    return json.loads(made.to_str())


with tempfile.TemporaryDirectory() as folder:
    definition = train(pathlib.Path(folder))
out_folder = HERE / "tokenizer_unigram"
out_folder.mkdir(exist_ok=True)
(out_folder / "tokenizer.json").write_text(json.dumps(definition, ensure_ascii=False, separators=(",", ":")) + "\n",
                                           encoding="utf-8", newline="\n")
vocab = definition["model"]["vocab"]
print(len(vocab), "pieces;", definition["normalizer"]["type"], definition["pre_tokenizer"], len(json.dumps(definition)))

# --- Texts -----------------------------------------------------------------------------------------------------------
known = json.loads((HERE / "tokenizer_texts.json").read_text(encoding="utf-8"))
naughty = json.loads((HERE / "tokenizer_naughty_strings.json").read_text(encoding="utf-8"))
rng = random.Random(8)
pieces = [p for p, _ in vocab[4:-1]]
MARKS = ["\u0301", "\u0308", "\u200d", "\u0327", "\u0903", "\u20e3", "\u3099", "\u094d", "\ufe0f", "\u0600", "\u0d4e"]
ODD = ["\u2122", "\u00a9", "\u0958", "\u0915", "\u0937", "\u2126", "\ufdfa", "\uff76", "\uff9e", "\u1100", "\u1161", "\u11a8",
       "\uac00", "\r\n", "\r", "\n", "\t", "\u200b", "\u00a0", "\u3000", "\u2028", "\u0085", "\u001f", "\u0000", "\u007f", "\u2581",
       "\U0001f600", "\U0001f468", "\U0001f1e9\U0001f1ea", "\ufb01", "\u00bd", "\u2460", "\u33a1", "\U0001d4d2", "\u0132"]
SPECIAL = ["<s>", "</s>", "<pad>", "<unk>", "<mask>", " <mask> ", "<MASK>", "< s>", "<s", "s>", "<0x41>"]
more = []
for i in range(700):
    kind = i % 4
    words = []
    for _ in range(rng.randint(1, 14)):
        r = rng.random()
        if kind == 0 or r < 0.55:
            words.append(rng.choice(pieces).replace("\u2581", rng.choice([" ", "\u2581", ""])))
        elif r < 0.75:
            words.append(rng.choice(ODD) + rng.choice(MARKS + [""]) + rng.choice(MARKS + [""]))
        elif r < 0.9:
            words.append(rng.choice("aeiouAEcn1 .\uff41\uff21") + rng.choice(MARKS) * rng.randint(0, 3))
        else:
            words.append(rng.choice(SPECIAL))
    more.append(rng.choice(["", " ", "  "]).join(words))
texts = [entry[0] for entry in known["texts"]] + naughty + more


def by_rule(rule):
    if rule["kind"] == "repeat":
        return rule["units"][0] * rule["count"]
    x, out = 1, []
    for _ in range(rule["count"]):
        x = (x * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out.append(rule["units"][(x >> 33) % len(rule["units"])])
    return " ".join(out)


RULES = [{k: rule[k] for k in ("kind", "units", "count")} for rule in known["rules"]]
RULES += [{"kind": "repeat", "units": [u], "count": n} for u, n in
          (("\u732b\u304c", 100_000), (" ", 300_000), ("\u2581", 200_000), ("\u2122\u0301", 100_000), ("\ufdfa", 20_000), ("<mask>", 50_000),
           ("\U0001f468\u200d", 100_000))]


def cut(ids):
    return ids if len(ids) <= LIMIT else ids[:LIMIT - 1] + ids[-1:]


def short(tokenizer, some):
    return [fnv(e.ids) & 0xFFFFFFFF for e in tokenizer.encode_batch(some)]


base = Tokenizer.from_str(json.dumps(definition))
result = {"tokenizers": tokenizers.__version__, "limit": LIMIT, "more": more, "digests": short(base, texts)}
result["rules"] = []
for rule in RULES:
    ids = base.encode(by_rule(rule)).ids
    result["rules"].append(dict(rule, fullCount=len(ids), cut=f"{fnv(cut(ids)):016x}", full=f"{fnv(ids):016x}"))
result["codepoints"] = {}
for name, before, after in (("alone", "", ""), ("inside", "a", "b"), ("accented", "", "\u0301 x")):
    digests = []
    for block in range(0, 0x110000, 256):
        h = fnv([])
        if not 0xD800 <= block <= 0xDFFF:
            for e in base.encode_batch([before + chr(c) + after for c in range(block, block + 256)]):
                h = fnv(e.ids, h)
        digests.append(f"{h:016x}")
    result["codepoints"][name] = digests

# --- Other settings ----------------------------------------------------------------------------------------------------
precompiled = next(n for n in definition["normalizer"]["normalizers"] if n["type"] == "Precompiled")
PRE = "precompiled"  # stands for the map, which is in tokenizer.json


def metaspace(**changes):
    return dict({"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}, **changes)


def sequence(*steps):
    return {"type": "Sequence", "normalizers": list(steps)}


def added(content, **flags):
    return dict(dict(id=len(vocab), content=content, single_word=False, lstrip=False, rstrip=False, normalized=False,
                     special=False), **flags)


collapse = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
VARIANTS = [
    {"normalizer": PRE},
    {"normalizer": None},
    {"normalizer": sequence(PRE, collapse)},
    {"normalizer": sequence({"type": "Strip", "strip_left": True, "strip_right": True}, {"type": "Lowercase"}, PRE)},
    {"normalizer": sequence({"type": "Replace", "pattern": {"String": "a"}, "content": "ing"}, PRE)},
    {"normalizer": sequence(PRE, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}), "pre_tokenizer": None},
    {"normalizer": sequence({"type": "Prepend", "prepend": "\u2581"}, PRE)},
    {"pre_tokenizer": metaspace(prepend_scheme="never")},
    {"pre_tokenizer": metaspace(prepend_scheme="first")},
    {"pre_tokenizer": metaspace(split=False)},
    {"pre_tokenizer": metaspace(prepend_scheme="first", split=False)},
    {"pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": False,
                       "prepend_scheme": "never"}},
    {"pre_tokenizer": {"type": "Metaspace", "replacement": "_", "add_prefix_space": True, "str_rep": "_"}},
    {"normalizer": PRE, "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace()]}},
    {"normalizer": None, "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace()]}},
    {"pre_tokenizer": {"type": "WhitespaceSplit"}},
    {"model": {"byte_fallback": True}},
    {"model": {"byte_fallback": True}, "bytes": True},
    {"model": {"unk_id": 40}},
    {"added_tokens": [added("<left>", lstrip=True)]},
    {"added_tokens": [added("the", single_word=True)]},
    {"added_tokens": [added("\uff23\uff21\uff34", normalized=True)]},
    {"added_tokens": [added("a", rstrip=True, normalized=True)]},
]


def variant(changes):
    d = json.loads(json.dumps(definition))
    for part in ("normalizer", "pre_tokenizer"):
        if part in changes:
            d[part] = json.loads(json.dumps(changes[part]))
    if d["normalizer"] == PRE:
        d["normalizer"] = precompiled
    elif d["normalizer"]:
        d["normalizer"]["normalizers"] = [precompiled if s == PRE else s for s in d["normalizer"]["normalizers"]]
    d["model"].update(changes.get("model", {}))
    if changes.get("bytes"):
        d["model"]["vocab"][100:356] = [[f"<0x{b:02X}>", -15.0] for b in range(256)]
    for token in changes.get("added_tokens", []):
        d["added_tokens"].append(token)
        inside = [i for i, (p, _) in enumerate(vocab) if p == token["content"]]
        if inside:
            token["id"] = inside[-1]
    return d


some = list(range(0, len(known["texts"]), 9)) + list(range(len(known["texts"]), len(texts), 3))
result["some"] = some
result["variants"] = []
EXTRA = ["<left>", " <left> ", "the", "them the", "CAT", "\uff23\uff21\uff34 cat CAT", "a a", "  a  b ", "_x y_", " x", "x<mask> y <mask>z"]
result["extra"] = EXTRA
for changes in VARIANTS:
    t = Tokenizer.from_str(json.dumps(variant(changes)))
    result["variants"].append({"changes": changes, "digests": short(t, [texts[i] for i in some] + EXTRA)})

lines = []
for key, value in result.items():
    lines.append(json.dumps(key) + ":" + (json.dumps(value, ensure_ascii=True, separators=(",", ":"))))
(HERE / "tokenizer_unigram.json").write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8", newline="\n")
unknown = sum(3 in base.encode(t).ids for t in texts)
print(len(texts), "texts,", unknown, "with unknown characters,", len(VARIANTS), "variants of", len(some))
