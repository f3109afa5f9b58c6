#!/usr/bin/env python3
"""Writes unicode_normalized.json for tests/core/model/tokenizer/tst_unicode_tables.cpp: what the Python package `tokenizers`
makes of every code point when it normalizes.

    unicode_reference.py      (written with tokenizers 0.23.3)

For each block of 256 code points and each set of flags, the text is, for each code point c: "Xa", the marks, c, "b". The marks
are characters that strip_accents keeps, one of each combining class, the highest class first: where c ends up among
them shows its class. The digest is FNV-1a of 64 bits over the UTF-8 of the results, one set of flags after the other.
"""
import json
import pathlib

from tokenizers import normalizers

FLAGS = [(True, True, None, True), (False, False, True, False), (False, False, False, True), (True, False, False, False),
         (False, True, False, False), (False, False, None, True)]
nfd = normalizers.NFD().normalize_str
strip = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=True,
                                   lowercase=False).normalize_str


def fnv(data, h):
    for b in data:
        h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def moves(c):
    """Whether c has a combining class: NFD puts it before or after a mark of the highest or the lowest class."""
    return nfd("\u0345" + c) != "\u0345" + c or nfd(c + "\u0334") != c + "\u0334"


scalars = [chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
kept = nfd("".join(c for c in scalars if nfd(c) == c and strip(c) == c and moves(c)))
marks = kept[0]
for c in kept[1:]:
    if nfd(c + marks[-1]) != c + marks[-1]:
        marks += c
marks = marks[::-1]

run = [normalizers.BertNormalizer(clean_text=a, handle_chinese_chars=b, strip_accents=c, lowercase=d).normalize_str
       for a, b, c, d in FLAGS]
digests = []
for block in range(0, 0x110000, 256):
    h = 0xCBF29CE484222325
    if not 0xD800 <= block <= 0xDFFF:
        text = "".join("Xa" + marks + chr(c) + "b" for c in range(block, block + 256))
        for normalize in run:
            h = fnv(normalize(text).encode(), h)
    digests.append(f"{h:016x}")
(pathlib.Path(__file__).parent / "unicode_normalized.json").write_text(
    json.dumps({"marks": marks, "flags": FLAGS})[:-1] + ', "digests": [\n' + ",\n".join(
        ",".join(f'"{d}"' for d in digests[i:i + 6]) for i in range(0, len(digests), 6)) + "]}\n",
    encoding="utf-8", newline="\n")
print([hex(ord(c)) for c in marks], len(kept))
