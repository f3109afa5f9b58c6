#!/usr/bin/env python3
"""Writes what the Python package `tokenizers` makes of many texts, for tests/core/model/tokenizer/tst_wordpiece_tokenizer.cpp.

    tokenizer_reference.py TOKENIZER_JSON     (all-MiniLM-L6-v2's own; written with tokenizers 0.23.3)

  tokenizer_texts.json       texts with their ids, cut at 256, and how many there would be without the cut; texts that
                             are given by a rule, with digests of their ids
  tokenizer_codepoints.json  digests of the ids of every code point, alone and inside a word, by blocks of 256
  tokenizer_variants.json    digests for tokenizer.json files with other settings

A digest is FNV-1a of 64 bits over the ids' 32-bit little-endian bytes (of several texts: one after the other). The sentences in
tokenizer_sentences.txt were written for this test.
"""
import json
import pathlib
import random
import sys
import unicodedata

import tokenizers
from tokenizers import Tokenizer

HERE = pathlib.Path(__file__).parent
LIMIT = 256
definition = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
definition["truncation"] = definition["padding"] = None


def make(changes):
    d = json.loads(json.dumps(definition))
    d["normalizer"].update(changes.get("normalizer", {}))
    d["model"].update(changes.get("model", {}))
    d["added_tokens"] += changes.get("added_tokens", [])
    return Tokenizer.from_str(json.dumps(d))


def fnv(ids, h=0xCBF29CE484222325):
    for i in ids:
        for b in i.to_bytes(4, "little"):
            h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def cut(ids):
    return ids if len(ids) <= LIMIT else ids[:LIMIT - 1] + ids[-1:]


tokenizer = make({})
tokenizer.enable_truncation(LIMIT)
uncut = make({})
scalars = [chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]

# --- Texts ---------------------------------------------------------------------------------------------------------
rng = random.Random(20240229)
sentences = (HERE / "tokenizer_sentences.txt").read_text(encoding="utf-8").splitlines()
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u200f", "\u202e", "\u2066", "\ufe0f",
             "\u034f", "\u061c", "\u180e", "\u0000", "\u0007", "\u001b", "\u007f", "\u0085", "\u009f", "\ue000",
             "\uf8ff", "\ufffd", "\uffff", "\U000e0041", "\U000f0000", "\U0010ffff", "\u2028", "\u2029", "\u00a0",
             "\u3000", "\u1680", "\u2003", "\u202f", "\t", "\r\n", "\v", "\f", "\x1c", "\x1f"]
MARKS = [c for c in scalars if unicodedata.combining(c)]
SPECIAL = ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "[sep]", "[ SEP ]", "[SEP", "SEP]", "[[MASK]]", "[unused5]", "##ing"]


def sprinkle(text, things, every):
    out = []
    for c in text:
        out.append(c)
        if rng.random() < 1 / every:
            out.append(rng.choice(things))
    return "".join(out)


texts = ["", " ", "\n", "\t \r\n", "a", "A", ".", "##", "##a", "[", "]", "\u0301", "\u0301a", "é", "e\u0301"]
for s in sentences:
    words = s.split()
    texts += [s, s.upper(), s.lower(), s.title(), s.swapcase(), s[::-1], "".join(words), "  " + "   ".join(words) + " "]
    texts += [unicodedata.normalize(form, s) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    for _ in range(4):
        texts += [sprinkle(s, INVISIBLE, 6), sprinkle(s, MARKS, 4), sprinkle(s, SPECIAL, 9)]
        shuffled = words + rng.choice(sentences).split()
        rng.shuffle(shuffled)
        texts.append(" ".join(shuffled[:12]))
for special in SPECIAL:
    texts += [special, special * 3, "a" + special + "b", " " + special + " ", special.lower(), "é" + special + "中",
              special + "\u0301", "\u0301" + special, "x\n" + special + "\ny"]
for n in (1, 2, 49, 50, 98, 99, 100, 101, 102, 150, 199, 200, 201, 400):
    for unit in ("a", "z", "ß", "é", "e\u0301", "中", "я", "한", "😀", "-", "ab", "\u0301", "a\u200b", "1", "ing"):
        texts += [unit * n, "go " + unit * n + ", on"]
for n in (253, 254, 255, 256, 257, 300):
    texts += ["the " * n, "." * n, "the [SEP]" * n]
texts = list(dict.fromkeys(texts))

soup = []
recent = [c for c in scalars if ord(c) < 0x3400 or 0xA000 <= ord(c) < 0xAC00 or 0xF900 <= ord(c) < 0x1FB00]
for i in range(900):
    pool = (recent, MARKS + list("aeiouÅßΣİ가각ㄱ\U0001d165\U0001d16d\u302e\u0f71"), scalars)[i % 3]
    soup.append("".join(rng.choice(pool) if rng.random() < 0.75 else rng.choice(SPECIAL + [" ", "the", "ing", "."])
                        for _ in range(rng.randint(1, 20))))

naughty = json.loads((HERE / "tokenizer_naughty_strings.json").read_text(encoding="utf-8"))

WORDS = ("the cat sat on a mat, while Müller's naïve dog – unbelievably – ate 1,234 crêpes; 北京 has [MASK] "
         "électroencéphalographie and Кошка 🐱 supercalifragilistic").split()
RULES = [("words", WORDS, 10_000)] + [("repeat", [unit], count) for unit, count in
         [("a", 1_000_000), ("é", 500_000), ("中", 300_000), ("e\u0301", 300_000), ("\u0301", 500_000), ("\u302e\u0f71", 100_000),
          ("[", 1_000_000), ("[SEP]", 100_000), ("[SE", 200_000), ("\u200b", 300_000), ("the ", 100_000), ("'", 300_000)]]


def by_rule(kind, units, count):
    """Words drawn by a linear congruential generator of 64 bits, with spaces between; or one unit repeated."""
    if kind == "repeat":
        return units[0] * count
    x, out = 1, []
    for _ in range(count):
        x = (x * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out.append(units[(x >> 33) % len(units)])
    return " ".join(out)


def entry(text, ascii_only):
    cut_ids, full = tokenizer.encode(text).ids, uncut.encode(text).ids
    assert cut_ids == cut(full)
    return json.dumps([text, cut_ids, len(full)], ensure_ascii=ascii_only, separators=(",", ":"))


lines = ['{"tokenizers":"%s",' % tokenizers.__version__, '"texts":[']
lines.append(",\n".join([entry(t, False) for t in texts] + [entry(t, True) for t in soup]))
lines.append('],\n"naughty":[')
lines.append(",\n".join(json.dumps(uncut.encode(t).ids, separators=(",", ":")) for t in naughty))
lines.append('],\n"rules":[')
rules = []
for kind, units, count in RULES:
    ids = uncut.encode(by_rule(kind, units, count)).ids
    rules.append(json.dumps({"kind": kind, "units": units, "count": count, "fullCount": len(ids),
                             "cut": f"{fnv(cut(ids)):016x}", "full": f"{fnv(ids):016x}"}))
lines.append(",\n".join(rules))
lines.append("]}")
(HERE / "tokenizer_texts.json").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
print(len(texts) + len(soup) + len(naughty), "texts,", len(RULES), "by rule")

# --- Every code point ------------------------------------------------------------------------------------------------
digests = {"alone": [], "inside": []}
for block in range(0, 0x110000, 256):
    for name, before, after in (("alone", "", ""), ("inside", "a", "b")):
        h = fnv([])
        if not 0xD800 <= block <= 0xDFFF:
            for e in uncut.encode_batch([before + chr(c) + after for c in range(block, block + 256)]):
                h = fnv(e.ids, h)
        digests[name].append(f"{h:016x}")
(HERE / "tokenizer_codepoints.json").write_text(
    "{\n" + ",\n".join(f'"{name}": [\n' + ",\n".join(
        ",".join(f'"{d}"' for d in values[i:i + 6]) for i in range(0, len(values), 6)) + "]"
        for name, values in digests.items()) + "}\n", encoding="utf-8", newline="\n")

# --- Other settings ----------------------------------------------------------------------------------------------
VARIANTS = [{"normalizer": dict(zip(("clean_text", "handle_chinese_chars", "strip_accents", "lowercase"), flags))}
            for flags in [(False, True, None, True), (True, False, None, True), (True, True, False, True),
                          (True, True, True, False), (True, True, None, False), (True, True, True, True),
                          (False, False, False, False), (False, False, True, False), (False, True, False, True)]]


def added(content, **flags):
    return dict(dict(content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=False),
                **flags)


def number(tokens):
    known = definition["model"]["vocab"]
    following = max(known.values())
    for token in tokens:
        if token["content"] in known:
            token["id"] = known[token["content"]]
        else:
            following += 1
            token["id"] = following
    return tokens


VARIANTS += [
    {"model": {"max_input_chars_per_word": 5}},
    {"model": {"continuing_subword_prefix": "s"}},
    {"model": {"unk_token": "[MASK]"}},
    {"added_tokens": number([added("<left>", lstrip=True), added("<right>", rstrip=True),
                             added("<both>", lstrip=True, rstrip=True), added("<word>", single_word=True),
                             added("<words>"), added("<Éa>", normalized=True), added("ing", normalized=True),
                             added("cat"), added("é中", single_word=True)])},
]
MORE = ["<left>", " <left> ", "<right>", "<right> \t\u3000", "\u00a0\n<both>\u2003", "<word>", "<words>", "<Éa>",
        "<éA>", "<ea>", "ING", "íng", "cat", "Cat", "é中", "e\u0301中", " ", "a", "_", "\u0301", "\u200d", "-", "Σ",
        "\u0085", "\u001c", "\u3000", "中", "\U000104b0", "Ⓐ", "²", "the", "[SEP]"]
variant_texts = sentences + soup[:300] + ["".join(rng.choice(MORE) for _ in range(rng.randint(1, 9)))
                                          for _ in range(600)]
out = []
for v in VARIANTS:
    t = make(v)
    h = [fnv(t.encode(text).ids) & 0xFFFFFFFF for text in variant_texts]
    out.append('{"changes":' + json.dumps(v) + ',\n"digests":[' + ",".join(map(str, h)) + "]}")
(HERE / "tokenizer_variants.json").write_text(
    '{"texts":[\n' + ",\n".join(json.dumps(t, ensure_ascii=i >= len(sentences)) for i, t in enumerate(variant_texts))
    + '],\n"variants":[\n' + ",\n".join(out) + "]}\n", encoding="utf-8", newline="\n")
print(len(VARIANTS), "variants of", len(variant_texts), "texts")
