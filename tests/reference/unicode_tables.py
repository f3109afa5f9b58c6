#!/usr/bin/env python3
"""Writes core/model/tokenizer/unicode_tables.cpp: what the `tokenizers` package does with each of the 1,112,064 code points.

    unicode_tables.py OUT.cpp          (needs the Python package tokenizers; written with 0.23.3)

Every property is asked of the package itself, one code point at a time, because the Unicode tables it was compiled
with are of several versions and equal no single one. The file is then formatted with clang-format.
"""
import sys

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

DROPPED, SPACE, CHINESE, PUNCTUATION, MARK, COMBINING, WORD = (1 << i for i in range(7))


def bert(**on):
    flags = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    flags.update(on)
    return normalizers.BertNormalizer(**flags).normalize_str


def scalar_values():
    return (chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF)


clean, chinese = bert(clean_text=True), bert(handle_chinese_chars=True)
strip, lower = bert(strip_accents=True), bert(lowercase=True)
nfd = normalizers.NFD().normalize_str
split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str

# One mark of each canonical combining class, by which the class of any other character is found from the order NFD
# puts the two in.
MARKS = {1: 0x334, 7: 0x93C, 8: 0x3099, 9: 0x94D, 202: 0x321, 214: 0x1DCE, 216: 0x31B, 218: 0x302A, 220: 0x316,
         222: 0x59A, 224: 0x302E, 226: 0x1D16D, 228: 0x5AE, 230: 0x300, 232: 0x315, 233: 0x35C, 234: 0x35D, 240: 0x345}
MARKS.update({10 + i: 0x5B0 + i for i in range(10)})  # Hebrew points, classes 10 to 19
MARKS.update({20: 0x5BB, 21: 0x5BC, 22: 0x5BD, 23: 0x5BF, 24: 0x5C1, 25: 0x5C2, 26: 0xFB1E})
MARKS.update({27 + i: 0x64B + i for i in range(8)})  # Arabic
MARKS.update({35: 0x670, 36: 0x711, 84: 0xC55, 91: 0xC56, 103: 0xE38, 107: 0xE48, 118: 0xEB8, 122: 0xEC8, 129: 0xF71,
              130: 0xF72, 132: 0xF74})


def combining_class(c):
    """0, or the class; c must be its own NFD."""
    def comes_after(k):
        return nfd(c + chr(MARKS[k])) == chr(MARKS[k]) + c and ord(c) != MARKS[k]

    def comes_before(k):
        return nfd(chr(MARKS[k]) + c) == c + chr(MARKS[k]) and ord(c) != MARKS[k]
    if not comes_after(1) and not comes_before(240):
        return 0
    fits = [k for k in sorted(MARKS) if not comes_after(k) and not comes_before(k)]
    assert len(fits) == 1, (hex(ord(c)), fits)
    return fits[0]


def word_characters():
    """The characters that keep an added token with single_word from being seen when they stand next to it."""
    t = Tokenizer(models.WordPiece({"[UNK]": 0}, unk_token="[UNK]"))
    t.add_tokens([AddedToken("\x01token\x01", single_word=True, normalized=False)])
    number = t.token_to_id("\x01token\x01")
    return {c for c in scalar_values() if number not in t.encode("\x01token\x01" + c).ids}


words = word_characters()
ranges, decompositions, singles, lowers, long_lowers, classes = [], [], [], [], [], []
previous = None
for c in scalar_values():
    v = ord(c)
    flags = 0
    cleaned = clean(c)
    pieces = [p for p, _ in split("a" + c + "b")]
    is_space = pieces == ["a", "b"]
    assert cleaned in ("", c, " "), hex(v)
    if cleaned == "":
        flags |= DROPPED
    assert (cleaned == " ") == (is_space and cleaned != ""), hex(v)
    if is_space:
        flags |= SPACE
    if pieces == ["a", c, "b"]:
        flags |= PUNCTUATION
    else:
        assert is_space or pieces == ["a" + c + "b"], hex(v)
    padded = chinese(c)
    assert padded in (c, " " + c + " "), hex(v)
    if padded != c:
        flags |= CHINESE
    if c in words:
        flags |= WORD
    parts = nfd(c)
    if parts == c:
        stripped = strip(c)
        assert stripped in ("", c), hex(v)
        if stripped == "":
            flags |= MARK
        k = combining_class(c)
        if k:
            flags |= COMBINING
            classes.append((v, k))
    elif 0xAC00 <= v <= 0xD7A3:  # Hangul syllables decompose by arithmetic
        s = v - 0xAC00
        assert parts == (chr(0x1100 + s // 588) + chr(0x1161 + s % 588 // 28)
                         + (chr(0x11A7 + s % 28) if s % 28 else "")), hex(v)
    else:
        assert len(parts) <= 4 and nfd(parts) == parts
        (singles if len(parts) == 1 else decompositions).append((v, [ord(p) for p in parts]))
    small = lower(c)
    if small != c:
        (lowers if len(small) == 1 else long_lowers).append((v, [ord(p) for p in small]))
    if ranges and ranges[-1][1] == v - 1 and ranges[-1][2] == flags:
        ranges[-1][1] = v
    elif flags:
        ranges.append([v, v, flags])

marks = {c for first, last, f in ranges if f & MARK for c in range(first, last + 1)}
for v, parts in singles + decompositions:
    assert strip(chr(v)) == "".join(chr(p) for p in parts if p not in marks), hex(v)

# Runs of equal distance and step: capital letters come every one or every two.
runs = []
for v, (to,) in lowers:
    delta = to - v
    if runs:
        first, last, step, d = runs[-1]
        if d == delta and (v - last == step or (first == last and v - last in (1, 2))):
            runs[-1] = (first, v, v - last, d)
            continue
    runs.append((v, v, 1, delta))
class_runs = []
for v, k in classes:
    if class_runs and class_runs[-1][1] == v - 1 and class_runs[-1][2] == k:
        class_runs[-1][1] = v
    else:
        class_runs.append([v, v, k])


def rows(items):
    lines, line = [], "   "
    for item in items:
        if len(line) + len(item) + 2 > 120:
            lines.append(line)
            line = "   "
        line += " " + item + ","
    return "\n".join(lines + [line])


def table(kind, name, items):
    return (f"const std::array<{kind}, {len(items)}> {name}{{{{\n" + rows(items) + "\n}};\n")


def h(v):
    return f"0x{v:X}"


with open(sys.argv[1], "w", encoding="utf-8", newline="\n") as out:
    out.write(f"""// Generated by tests/reference/unicode_tables.py from the Python package tokenizers {tokenizers.__version__}: run it again, do not edit.
// clang-format off
#include "core/model/tokenizer/unicode_tables.h"

#include <array>

namespace embedscope {{
namespace {{

""")
    out.write("// First, last, flags of CodePointFlag.\n")
    out.write(table("CodePointRange", "kRanges", [f"{{{h(a)}, {h(b)}, {f}}}" for a, b, f in ranges]))
    out.write("\n// First, last, canonical combining class.\n")
    out.write(table("CombiningClassRange", "kClasses", [f"{{{h(a)}, {h(b)}, {k}}}" for a, b, k in class_runs]))
    out.write("\n// First, last, step, distance to the small letter.\n")
    out.write(table("LowerCaseRange", "kLowerCase", [f"{{{h(a)}, {h(b)}, {s}, {d}}}" for a, b, s, d in runs]))
    out.write("\n// Small forms of more than one character.\n")
    out.write(table("Expansion", "kLongLowerCase",
                    [f"{{{h(v)}, {{{', '.join(map(h, p))}}}}}" for v, p in long_lowers]))
    out.write("\n// Full canonical decompositions into one character.\n")
    out.write(table("SingleDecomposition", "kSingles", [f"{{{h(v)}, {h(p[0])}}}" for v, p in singles]))
    out.write("\n// Full canonical decompositions into two to four characters, without the Hangul syllables.\n")
    out.write(table("Expansion", "kDecompositions",
                    [f"{{{h(v)}, {{{', '.join(map(h, p))}}}}}" for v, p in decompositions]))
    out.write("""
} // namespace

UnicodeTables unicodeTables()
{
    return {kRanges, kClasses, kLowerCase, kLongLowerCase, kSingles, kDecompositions};
}

} // namespace embedscope
""")
print(len(ranges), "ranges,", len(class_runs), "class ranges,", len(runs), "lower-case runs,", len(singles), "+",
      len(decompositions), "decompositions,", long_lowers)
