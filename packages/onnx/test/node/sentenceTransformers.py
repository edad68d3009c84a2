"""Makes a tiny text encoder, `make FOLDER`, and pools texts as folders say, `encode FOLDER...`, with the library itself."""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel, BertTokenizerFast

TEXTS = ["a cat", "a dog and a cat on a mat", "mat"]


def make(folder: str) -> None:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "and", "cat", "dog", "mat", "on"]
    os.makedirs(folder)
    with open(f"{folder}/vocab.txt", "w") as file:
        file.write("\n".join(words))
    BertTokenizerFast(vocab=f"{folder}/vocab.txt").save_pretrained(folder)
    torch.manual_seed(0)
    size = {"hidden_size": 8, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=len(words), **size)).save_pretrained(folder)


def encode(folder: str) -> dict:
    model = SentenceTransformer(folder, device="cpu")
    rows = model.encode(TEXTS, output_value=None)
    return {
        "modules": [type(module).__name__ for module in model],
        "tokens": [row["token_embeddings"].tolist() for row in rows],
        "masks": [row["attention_mask"].tolist() for row in rows],
        "vectors": [row["sentence_embedding"].tolist() for row in rows],
    }


command, *folders = sys.argv[1:]
if command == "make":
    make(folders[0])
else:
    print(json.dumps([encode(folder) for folder in folders]))
