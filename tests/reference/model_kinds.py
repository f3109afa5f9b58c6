#!/usr/bin/env python3
"""Writes small random models of every kind that a folder may be, and their vectors by sentence-transformers, for
tests/core/embed/tst_model_kinds.cpp.

    model_kinds.py     (written with sentence-transformers 6.2.0, transformers 5.23.0, torch 2.15.0)

  model_kinds/NAME/      the folders; those of the multilingual kinds want tokenizer_unigram/tokenizer.json beside their files
  model_kinds.json       texts, and for each folder the vectors of plain texts, queries and passages, with their token counts
"""
import json
import os
import pathlib
import shutil
import tempfile

import numpy as np
import safetensors.torch
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, LayerNorm, Normalize, Pooling, Transformer
from transformers import (AutoTokenizer, BertConfig, BertModel, DistilBertConfig, DistilBertModel, XLMRobertaConfig,
                          XLMRobertaModel)

HERE = pathlib.Path(__file__).parent
ROOT = HERE / "model_kinds"
UNIGRAM = HERE / "tokenizer_unigram" / "tokenizer.json"
TEXTS = ["The cat sat on the mat.", "the CAT sat on the mat", "Dogs ran away", "x", "Ünder the Café, naïve", "green tea",
         "we like green tea, and blue sky over the old town. " * 5, "12 (3) [MASK] é!", "猫在温暖的窗台上睡觉。", "Die Katze schläft <mask> hier",
         "El niño come <pad> pan", "dogs   and\tcats"]
LETTERS = [chr(c) for c in range(97, 123)]
LOWER = (["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ",", ".", "(", ")", "!"] + LETTERS + ["##" + c for c in LETTERS] +
         "the cat sat on mat dog ran away we like green tea and blue sky ##es ##ing".split())
CASED = LOWER + ["T", "D", "Ü", "C", "é", "##é", "The", "##ï"]


def write(folder, name, value):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False) + "\n",
                    encoding="utf-8", newline="\n")


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(1 + 0.2 * noise if "norm.weight" in name.lower() else 0.3 * noise)
    return model.eval()


def sizes(vocabulary, hidden=16, layers=2, heads=4, middle=24, positions=24):
    return dict(vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
                intermediate_size=middle, max_position_embeddings=positions)


def bert(folder, seed, vocabulary=LOWER, dtype=torch.float32, prefix="", old_names=False, shard=None, **more):
    config = BertConfig(**dict(sizes(len(vocabulary)), **more))
    return save(folder, randomise(BertModel(config, add_pooling_layer=False), seed), dtype, prefix, old_names, shard)


def save(folder, model, dtype=torch.float32, prefix="", old_names=False, shard=None):
    folder.mkdir(parents=True)
    model = model.to(dtype)
    if shard:
        model.save_pretrained(folder, max_shard_size=shard)
        return
    model.save_pretrained(folder)
    if prefix or old_names:
        tensors = {}
        for name, tensor in safetensors.torch.load_file(folder / "model.safetensors").items():
            if old_names:
                name = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
            tensors[prefix + name] = tensor
        safetensors.torch.save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def vocab_txt(folder, words, lower=True, length=None, **more):
    write(folder, "vocab.txt", "\n".join(words) + "\n")
    write(folder, "tokenizer_config.json", dict({"do_lower_case": lower, "tokenizer_class": "BertTokenizer"},
                                                **({"model_max_length": length} if length else {}), **more))


def modules(folder, *names, style="models"):
    """As sentence-transformers 2 to 5 wrote them."""
    write(folder, "modules.json", [{"idx": i, "name": str(i), "path": "" if i == 0 else f"{i}_{n}",
                                    "type": f"sentence_transformers.{style}.{n}"} for i, n in enumerate(names)])


def pooling(folder, width, *active, newer=True):
    names = ["cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens"] + (["weightedmean_tokens", "lasttoken"] if newer else [])
    config = {"word_embedding_dimension": width, **{"pooling_mode_" + n: n in active for n in names}}
    if newer:
        config["include_prompt"] = True
    write(folder, "1_Pooling/config.json", config)


def prompts(folder, version, values, default=None):
    config = {"__version__": {"sentence_transformers": version, "transformers": "4.34.0", "pytorch": "2.1.0"}}
    if values is not None:
        config |= {"prompts": values, "default_prompt_name": default}
    write(folder, "config_sentence_transformers.json", config)


def kinds():
    # sentence-transformers 2: vocab.txt, four pooling flags, no prompts, uncased, no Normalize.
    f = ROOT / "st2-mean"
    bert(f, 1, hidden_size=20, num_attention_heads=5, num_hidden_layers=3)
    vocab_txt(f, LOWER)
    modules(f, "Transformer", "Pooling")
    pooling(f, 20, "mean_tokens", newer=False)
    write(f, "sentence_bert_config.json", {"max_seq_length": 20, "do_lower_case": False})
    prompts(f, "2.2.2", None)

    # sentence-transformers 3, as BGE: cls, Normalize, tokenizer.json beside vocab.txt, an instruction before queries.
    f = ROOT / "st3-cls-normalize"
    bert(f, 2)
    vocab_txt(f, LOWER, length=24)
    made = AutoTokenizer.from_pretrained(f)
    write(f, "tokenizer.json", made.backend_tokenizer.to_str())
    modules(f, "Transformer", "Pooling", "Normalize")
    pooling(f, 16, "cls_token")
    write(f, "sentence_bert_config.json", {"max_seq_length": 24, "do_lower_case": True})
    prompts(f, "3.0.1", {"query": "we like the cat: "})

    # sentence-transformers 5: max, Dense with its Tanh, the query's prompt is the default one.
    f = ROOT / "st5-max-dense"
    bert(f, 3, num_hidden_layers=1)
    vocab_txt(f, LOWER, length=512)
    modules(f, "Transformer", "Pooling", "Dense")
    pooling(f, 16, "max_tokens")
    write(f, "2_Dense/config.json", {"in_features": 16, "out_features": 10, "bias": True,
                                     "activation_function": "torch.nn.modules.activation.Tanh"})
    g = torch.Generator().manual_seed(31)
    safetensors.torch.save_file({"linear.weight": torch.randn(10, 16, generator=g) * 0.3,
                                 "linear.bias": torch.randn(10, generator=g) * 0.3}, f / "2_Dense" / "model.safetensors")
    write(f, "sentence_bert_config.json", {"max_seq_length": None, "do_lower_case": False})
    prompts(f, "5.0.0", {"query": "the dog ", "document": ""}, "query")

    # sentence-transformers 6, written by itself: two modes together, Dense with a residual, LayerNorm, Normalize; no vocab.txt.
    f = ROOT / "st6-everything"
    with tempfile.TemporaryDirectory() as other:
        other = pathlib.Path(other) / "bert"
        bert(other, 4, CASED, num_attention_heads=2, intermediate_size=40)
        vocab_txt(other, CASED, lower=False, length=18)
        transformer = Transformer(str(other))
        torch.manual_seed(41)
        dense = randomise(Dense(32, 12, bias=True, activation_function=torch.nn.Identity(), use_residual=True), 42)
        norm = randomise(LayerNorm(12), 43)
        model = SentenceTransformer(modules=[transformer, Pooling(16, ("max", "weightedmean")), dense, norm, Normalize()],
                                    device="cpu", prompts={"query": "The green ", "document": "The blue "})
        model.save_pretrained(str(f), create_model_card=False)

    # transformers alone, cased, float16.
    f = ROOT / "plain-cased-f16"
    bert(f, 5, CASED, dtype=torch.float16)
    vocab_txt(f, CASED, lower=False, length=20)

    # transformers alone, several files, bfloat16, tokenizer.json only.
    f = ROOT / "plain-sharded-bf16"
    bert(f, 6, dtype=torch.bfloat16, shard="6KB")
    vocab_txt(f, LOWER, length=1000000000000000019884624838656)
    write(f, "tokenizer.json", AutoTokenizer.from_pretrained(f).backend_tokenizer.to_str())
    (f / "vocab.txt").unlink()

    # Older names of tensors, and the other two activations.
    f = ROOT / "plain-old-names-gelu-new"
    bert(f, 7, prefix="bert.", old_names=True, hidden_act="gelu_new", layer_norm_eps=1e-6)
    vocab_txt(f, LOWER, strip_accents=False)
    f = ROOT / "st4-sqrt-last-relu"
    bert(f, 8, hidden_act="relu", type_vocab_size=1)
    vocab_txt(f, LOWER)
    modules(f, "Transformer", "Pooling")
    pooling(f, 16, "mean_sqrt_len_tokens", "lasttoken")

    # DistilBERT.
    f = ROOT / "distilbert"
    config = DistilBertConfig(vocab_size=len(LOWER), dim=16, n_layers=2, n_heads=4, hidden_dim=24, max_position_embeddings=24)
    save(f, randomise(DistilBertModel(config), 9))
    vocab_txt(f, LOWER)

    # XLM-RoBERTa, as multilingual E5: mean, Normalize, prompts for both sides. Its tokenizer.json is tokenizer_unigram's.
    pieces = len(json.loads(UNIGRAM.read_text(encoding="utf-8"))["model"]["vocab"])
    settings = {"tokenizer_class": "XLMRobertaTokenizerFast", "bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>",
                "mask_token": "<mask>", "pad_token": "<pad>", "sep_token": "</s>", "unk_token": "<unk>", "model_max_length": 22}
    f = ROOT / "multilingual-xlm-roberta"
    config = XLMRobertaConfig(**sizes(pieces, hidden=8, heads=2, positions=26), pad_token_id=1, bos_token_id=0, eos_token_id=2,
                              type_vocab_size=1, layer_norm_eps=1e-5)
    save(f, randomise(XLMRobertaModel(config, add_pooling_layer=False), 10), torch.float16)
    write(f, "tokenizer_config.json", settings)
    modules(f, "Transformer", "Pooling", "Normalize")
    pooling(f, 8, "mean_tokens")
    write(f, "sentence_bert_config.json", {"max_seq_length": 22, "do_lower_case": False})
    prompts(f, "3.0.0", {"query": "query: ", "document": "passage: "})

    # BERT with that tokenizer and rows to spare, as paraphrase-multilingual-MiniLM-L12-v2.
    f = ROOT / "multilingual-bert"
    config = BertConfig(**sizes(pieces + 35, hidden=8, heads=2), type_vocab_size=2, pad_token_id=0)
    save(f, randomise(BertModel(config, add_pooling_layer=False), 11), torch.float16)
    write(f, "tokenizer_config.json", settings | {"model_max_length": 512})
    modules(f, "Transformer", "Pooling")
    pooling(f, 8, "mean_tokens")
    write(f, "sentence_bert_config.json", {"max_seq_length": 16, "do_lower_case": False})


def reference(folder):
    with tempfile.TemporaryDirectory() as other:
        other = pathlib.Path(other) / "m"
        shutil.copytree(folder, other)
        if folder.name.startswith("multilingual"):
            shutil.copy(UNIGRAM, other / "tokenizer.json")
        model = SentenceTransformer(str(other), device="cpu", model_kwargs={"dtype": torch.float32})
        if folder.name.startswith("multilingual"):
            # transformers 5 makes this tokenizer anew with another pre-tokenizer; the reference is the file itself.
            from tokenizers import Tokenizer
            model.tokenizer._tokenizer = Tokenizer.from_file(str(UNIGRAM))
        assert next(model.parameters()).dtype == torch.float32
        result = {"dimensions": model.get_embedding_dimension()}
        passage = next((model.prompts[n] for n in ("document", "passage") if model.prompts.get(n)), "")
        roles = {"plain": model.prompts.get(model.default_prompt_name or "", ""), "query": model.prompts.get("query", ""), "passage": passage}
        longest = model.max_seq_length
        positions = model[0].auto_model.config.max_position_embeddings
        longest = min(longest, positions - 2 if "xlm" in folder.name else positions)
        model.max_seq_length = longest
        result["maxTokens"] = longest
        for role, prompt in roles.items():
            vectors = model.encode(TEXTS, prompt=prompt, batch_size=1, convert_to_numpy=True)
            tokens = [len(model.tokenizer(prompt + t, truncation=True, max_length=longest)["input_ids"]) for t in TEXTS]
            result[role] = {"prompt": prompt, "tokens": tokens, "vectors": [[float(f"{x:.8g}") for x in v] for v in vectors]}
            if not prompt and role != "plain":
                assert result[role]["vectors"] == result["plain"]["vectors"] or roles["plain"]
        return result


if __name__ == "__main__":
    shutil.rmtree(ROOT, ignore_errors=True)
    kinds()
    for path in sorted(ROOT.rglob("*")):
        if path.name in ("README.md", "generation_config.json", ".gitattributes"):
            path.unlink()
    result = {"made_by": "model_kinds.py", "texts": TEXTS, "folders": {}}
    for folder in sorted(p for p in ROOT.iterdir()):
        result["folders"][folder.name] = reference(folder)
        print(folder.name, sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()), np.shape(result["folders"][folder.name]["plain"]["vectors"]))
    (HERE / "model_kinds.json").write_text(json.dumps(result, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8")
