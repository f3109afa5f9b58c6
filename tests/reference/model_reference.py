"""Reference numbers for the model and the embedders, made once and committed.

    python model_reference.py MODEL_FOLDER      (the original float32 folder of all-MiniLM-L6-v2)

Writes beside itself
  embed_texts.json        520 texts of 1 to 400 words, made here by a seeded grammar, and awkward ones
  embed_vectors.npy       their vectors by sentence-transformers, float32 weights
  model_tiny/             a random BERT of 2 layers (5 heads of 8 numbers) as a sentence-transformers folder, float32
  model_tiny.json         texts, token ids, layers and vectors of it by transformers and sentence-transformers
  safetensors_cases.json  files in hexadecimal with the `safetensors` package's verdict
Needs numpy, torch, transformers, sentence-transformers, safetensors, tokenizers (versions are written into the files).
"""
import json
import os
import random
import shutil
import struct
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def grammar_texts():
    rng = random.Random(20)
    nouns = ("river sailor copper kitchen orchestra winter algorithm tractor cathedral pepper violin glacier lawyer mushroom "
             "satellite cousin museum thunder blanket harbour volcano microscope pharmacist bicycle constitution").split()
    verbs = "builds forgets measures paints admires repairs follows questions carries translates ignores sells".split()
    adjectives = "quiet enormous careless blue ancient sweet unlikely transparent bitter hollow electric stubborn".split()
    links = ["because", "although", "while", "and then", "so that", "even though", "whenever"]
    ends = [".", ".", ".", "!", "?", ";", " ..."]

    def clause():
        return f"the {rng.choice(adjectives)} {rng.choice(nouns)} {rng.choice(verbs)} a {rng.choice(nouns)}"

    def of_words(count):
        words = []
        while len(words) < count:
            part = clause()
            if rng.random() < 0.5:
                part += " " + rng.choice(links) + " " + clause()
            part = part[0].upper() + part[1:] + rng.choice(ends)
            words += part.split()
        return " ".join(words[:count])

    lengths = [1 + i % 40 for i in range(360)] + [41 + 3 * i for i in range(100)] + [400 - i for i in range(8)]
    return [of_words(n) for n in lengths]


AWKWARD = [
    "x", "I", ".", "?!", "42", "-273.15 °C", "$1,000,000.00", "e = mc²", "a" * 99, "b" * 101, "supercalifragilisticexpialidocious",
    "naïve café résumé", "NAÏVE CAFÉ RÉSUMÉ", "Straße, GROSS und groß", "İstanbul ıstanbul", "Ελληνικά είναι όμορφα", "Привет, мир!",
    "猫很可爱。", "私は猫が好きです。", "고양이를 좋아해요", "القطط لطيفة", "חתולים חמודים", "बिल्लियाँ प्यारी होती हैं", "แมวน่ารัก",
    "👩‍👩‍👧‍👦 family", "I ❤️ cats 🐈‍⬛!", "🇩🇪🇫🇷🇯🇵", "zero\u200bwidth", "soft\u00adhyphen", "tab\tand\nnewline", "  spaces   everywhere  ",
    "[CLS] in the text [SEP] and [MASK] too [PAD]", "<script>alert(1)</script>", "SELECT * FROM cats; DROP TABLE cats;--",
    "C:\\Users\\cat\\notes.txt", "https://example.org/a?b=c&d=%20", "cat@example.org", "#hashtag @mention", "don't can't won't it's",
    "state-of-the-art", "1/2 ½ ⅓", "e\u0301 combining", "\ufeffbyte order mark", "\U0001d4d2\U0001d4ea\U0001d4fd", "ﬁ ligature ﬀ",
    "…—–‘quotes’ “double”", "§ ¶ † ‡", "O\u0308sterreich", "a\u0000b", "private \ue000 use", "１２３ ＡＢＣ", "العربية and English mixed 中文"]


def embed_reference(folder):
    from sentence_transformers import SentenceTransformer
    texts = grammar_texts() + AWKWARD
    assert len(texts) == 520, len(texts)
    model = SentenceTransformer(folder, device="cpu")
    assert model.max_seq_length == 256
    vectors = model.encode(texts, batch_size=16, convert_to_numpy=True).astype(np.float32)
    tokens = [len(model.tokenizer(t, truncation=True, max_length=256)["input_ids"]) for t in texts]
    with open(path("embed_texts.json"), "w", encoding="utf-8") as out:
        json.dump({"made_by": "model_reference.py", "texts": texts, "tokens": tokens}, out, indent=0)
    np.save(path("embed_vectors.npy"), vectors)


def tiny_model():
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel
    folder = path("model_tiny")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "1_Pooling"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ",", "."] + [chr(c) for c in range(97, 123)]
    words += ["##" + chr(c) for c in range(97, 123)]
    words += "the cat sat on mat dog ran away we like green tea and blue sky over old town ##ing ##ed".split()
    with open(os.path.join(folder, "vocab.txt"), "w") as out:
        out.write("\n".join(words) + "\n")
    torch.manual_seed(7)
    config = BertConfig(vocab_size=len(words), hidden_size=40, num_hidden_layers=2, num_attention_heads=5, intermediate_size=72,
                        max_position_embeddings=32, layer_norm_eps=1e-12, hidden_act="gelu")
    model = BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "LayerNorm.weight" in name:
                parameter.copy_(1 + 0.2 * torch.randn_like(parameter))
            else:
                parameter.copy_(0.3 * torch.randn_like(parameter))
    model.save_pretrained(folder, safe_serialization=True)

    def write(name, value):
        with open(os.path.join(folder, name), "w") as out:
            json.dump(value, out, indent=1)
    write("tokenizer_config.json", {"do_lower_case": True, "tokenizer_class": "BertTokenizer", "model_max_length": 32})
    write("sentence_bert_config.json", {"max_seq_length": 24, "do_lower_case": False})
    write("modules.json", [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                           {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                           {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}])
    write("1_Pooling/config.json", {"word_embedding_dimension": 40, "pooling_mode_cls_token": False,
                                    "pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": False,
                                    "pooling_mode_mean_sqrt_len_tokens": False})
    rng = random.Random(5)
    plain = [w for w in words[7:] if not w.startswith("##")]
    texts = ["the cat sat on the mat.", "Dogs ran away", "x", "we like green tea, and blue sky over the old town."]
    texts += [" ".join(rng.choice(plain) for _ in range(n)) for n in range(1, 30)]

    from tokenizers import BertWordPieceTokenizer
    tokenizer = BertWordPieceTokenizer(os.path.join(folder, "vocab.txt"), lowercase=True)
    tokenizer.enable_truncation(24)
    ids = [tokenizer.encode(t).ids for t in texts]
    sentence = SentenceTransformer(folder, device="cpu")
    vectors = sentence.encode(texts, batch_size=4, convert_to_numpy=True)
    assert [list(map(int, sentence.tokenizer(t, truncation=True, max_length=24)["input_ids"])) for t in texts] == ids
    with torch.no_grad():
        hidden = model(torch.tensor([ids[3]]), output_hidden_states=True).hidden_states
    layers = [model.embeddings.word_embeddings.weight[ids[3]].detach().numpy()] + [h[0].numpy() for h in hidden[1:]]
    with open(path("model_tiny.json"), "w") as out:
        json.dump({"made_by": "model_reference.py", "texts": texts, "ids": ids,
                   "vectors": [[float(f"{x:.8g}") for x in v] for v in vectors], "layers_of": 3,
                   "layers": [[[float(f"{x:.8g}") for x in row] for row in layer] for layer in layers]}, out)
    for extra in os.listdir(folder):
        if extra in ("README.md", "config_sentence_transformers.json"):
            os.remove(os.path.join(folder, extra))


def safetensors_cases():
    import safetensors
    cases = []

    def add(name, data):
        try:
            safetensors.deserialize(bytes(data))
            accepted = True
        except Exception:
            accepted = False
        cases.append({"name": name, "hex": bytes(data).hex(), "accepted": accepted})

    def file(header, body=b"", length=None):
        text = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
        return struct.pack("<Q", len(text) if length is None else length) + text + body

    def tensor(dtype="F32", shape=(2,), offsets=(0, 8)):
        return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}

    good = {"a": tensor()}
    add("well-formed", file(good, b"\0" * 8))
    add("no tensors", file({}))
    add("metadata", file({"__metadata__": {"format": "pt"}, **good}, b"\0" * 8))
    add("metadata not strings", file({"__metadata__": {"format": 1}, **good}, b"\0" * 8))
    add("metadata nested", file({"__metadata__": {"format": {"a": "b"}}, **good}, b"\0" * 8))
    add("blanks after the header", file(json.dumps(good).encode() + b"    ", b"\0" * 8))
    add("blank before the header", file(b" " + json.dumps(good).encode(), b"\0" * 8))
    add("scalar", file({"a": tensor("F64", (), (0, 8))}, b"\0" * 8))
    add("empty tensor", file({"a": tensor("F32", (0, 3), (0, 0))}))
    add("empty tensor between", file({"a": tensor(), "b": tensor("F32", (0,), (8, 8)), "c": tensor("F32", (2,), (8, 16))}, b"\0" * 16))
    add("two tensors in another order", file({"b": tensor("I16", (4,), (8, 16)), "a": tensor()}, b"\0" * 16))
    add("empty file", b"")
    add("seven bytes", b"\0" * 7)
    add("eight bytes", b"\0" * 8)
    add("81 bytes claiming 2^64-1", file(good, b"\0" * 8, length=2**64 - 1)[:81].ljust(81, b"\0"))
    add("claims 2^63", file(good, b"\0" * 8, length=2**63))
    add("claims 100000001", file(good, b"\0" * 8, length=100_000_001))
    add("claims one too many", file(good, b"", length=len(json.dumps(good, separators=(",", ":"))) + 1))
    add("header cut off", file(good, b"\0" * 8)[:30])
    add("body cut off", file(good, b"\0" * 7))
    add("body too long", file(good, b"\0" * 9))
    add("not JSON", file(b"{not json}", b""))
    add("a list", file(b"[]", b""))
    add("a string", file(b'"{}"', b""))
    add("bad UTF-8", file(b'{"\xff\xfe":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', b"\0" * 8))
    add("hole at the start", file({"a": tensor(offsets=(4, 12))}, b"\0" * 12))
    add("hole between", file({"a": tensor(), "b": tensor(offsets=(12, 20))}, b"\0" * 20))
    add("overlap", file({"a": tensor(), "b": tensor(offsets=(4, 12))}, b"\0" * 12))
    add("the same bytes twice", file({"a": tensor(), "b": tensor()}, b"\0" * 8))
    add("end before begin", file({"a": tensor(offsets=(8, 0))}, b"\0" * 8))
    add("end beyond the file", file({"a": tensor("F32", (4,), (0, 16))}, b"\0" * 8))
    add("shape too large for its bytes", file({"a": tensor("F32", (3,), (0, 8))}, b"\0" * 8))
    add("shape too small for its bytes", file({"a": tensor("F32", (1,), (0, 8))}, b"\0" * 8))
    add("shape overflows", file({"a": tensor("F32", (2**32, 2**32), (0, 8))}, b"\0" * 8))
    add("shape overflows to fit", file({"a": tensor("F32", (2**62 + 2,), (0, 8))}, b"\0" * 8))
    add("shape 2^64", file(b'{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,8]}}', b"\0" * 8))
    add("negative shape", file({"a": tensor("F32", (-2,), (0, 8))}, b"\0" * 8))
    add("fractional shape", file({"a": tensor("F32", (2.0,), (0, 8))}, b"\0" * 8))
    add("negative offset", file({"a": tensor(offsets=(-8, 0))}, b"\0" * 8))
    add("one offset", file({"a": tensor(offsets=(8,))}, b"\0" * 8))
    add("three offsets", file({"a": tensor(offsets=(0, 8, 8))}, b"\0" * 8))
    add("unknown type", file({"a": tensor("F33")}, b"\0" * 8))
    add("type in small letters", file({"a": tensor("f32")}, b"\0" * 8))
    add("type is a number", file({"a": {"dtype": 1, "shape": [2], "data_offsets": [0, 8]}}, b"\0" * 8))
    for field in ("dtype", "shape", "data_offsets"):
        add("without " + field, file({"a": {k: v for k, v in tensor().items() if k != field}}, b"\0" * 8))
    add("null tensor", file(b'{"a":null}', b""))
    add("number tensor", file(b'{"a":1}', b""))
    add("nested shape", file(b'{"a":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}', b"\0" * 8))
    add("field twice", file(b'{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}', b"\0" * 8))
    add("name twice", file(b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', b"\0" * 8))
    add("unknown field", file(b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}', b"\0" * 8))
    add("text after the object", file(b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}x', b"\0" * 8))
    add("two objects", file(b"{}{}", b""))
    add("comment", file(b"{/* */}", b""))
    add("NaN", file(b'{"a":NaN}', b""))
    for dtype, size in (("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("I16", 2), ("U16", 2), ("F16", 2),
                        ("BF16", 2), ("I32", 4), ("U32", 4), ("F32", 4), ("F64", 8), ("I64", 8), ("U64", 8)):
        add("type " + dtype, file({"a": tensor(dtype, (3,), (0, 3 * size))}, b"\0" * (3 * size)))
    rng = random.Random(3)
    whole = file({"weight": tensor("F32", (2, 2), (0, 16)), "bias": tensor("I16", (2,), (16, 20))}, b"\1" * 20)
    for i in range(400):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            at = rng.randrange(len(data) - 16)
            kind = rng.randrange(3)
            if kind == 0:
                data[at] = rng.randrange(256)
            elif kind == 1:
                del data[at:at + rng.randrange(1, 5)]
            else:
                data[at:at] = bytes([rng.choice(b'0123456789[]{}",:')])
        add(f"mutant {i}", data)
    with open(path("safetensors_cases.json"), "w") as out:
        json.dump({"made_by": "model_reference.py", "safetensors": safetensors.__version__, "cases": cases}, out, indent=0)
    print(len(cases), "cases,", sum(c["accepted"] for c in cases), "accepted")


if __name__ == "__main__":
    safetensors_cases()
    tiny_model()
    embed_reference(sys.argv[1])
