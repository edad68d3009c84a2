"""A text encoder trained together with images: vectors, loss and all gradients, in plain numpy.

    python3 -m goldens.text_model   # writes packages/onnx/test/training/text.json, some seconds

The encoder is written as its documentation has it: embeddings and positions, pre-norm blocks (Xiong et al. 2020) that attend to
kept tokens alone, a norm, the mean of the kept tokens, a linear layer. The loss is the symmetric InfoNCE of CLIP (Radford et al.
2021) on it and on a linear head. Gradients are complex steps, `Im f(w + ih) / h` (Squire, Trapp 1998), which lose no digits in
differences: exact to rounding in float64, without any rule of differentiation.
"""

import json
import math
import pathlib

import numpy as np
import scipy
from scipy.special import erf

TARGET = pathlib.Path(__file__).parents[3] / "packages/onnx/test/training/text.json"

WORDS, TOKENS, WIDTH, DEPTH, HEADS, OUT = 6, 5, 4, 2, 2, 3
FEATURES, TEMPERATURE, EPSILON = 5, 0.2, 1e-6
# Of one text the words of another in another order, one of padding inside, one without words.
IDS = np.array([[1, 2, 3, 4, 0], [4, 2, 3, 1, 0], [5, 0, 1, 0, 0], [0, 0, 0, 0, 0], [2, 2, 5, 3, 1]])
STEP = 1e-30


def shapes():
    linear = lambda name, a, b: {f"{name}.weight": (a, b), f"{name}.bias": (b,)}
    norm = lambda name: {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}
    found = {"embeddings": (WORDS, WIDTH), "positions": (1, TOKENS, WIDTH)}
    for i in range(DEPTH):
        found |= norm(f"blocks.{i}.norm1") | linear(f"blocks.{i}.attn.qkv", WIDTH, 3 * WIDTH)
        found |= linear(f"blocks.{i}.attn.proj", WIDTH, WIDTH) | norm(f"blocks.{i}.norm2")
        found |= linear(f"blocks.{i}.mlp.fc1", WIDTH, 4 * WIDTH) | linear(f"blocks.{i}.mlp.fc2", 4 * WIDTH, WIDTH)
    return found | norm("norm") | linear("head", WIDTH, OUT)


def vectors(weights, ids):
    """Each text by itself, without its padding: what is dropped cannot be looked at."""
    return np.stack([vector(weights, text) for text in ids])


def vector(weights, text):
    kept = np.flatnonzero(text)
    if kept.size == 0:
        return weights["head.bias"]
    x = weights["embeddings"][text[kept]] + weights["positions"][0, kept]
    for i in range(DEPTH):
        x = x + attention(weights, f"blocks.{i}.attn", norm(weights, f"blocks.{i}.norm1", x))
        hidden = linear(weights, f"blocks.{i}.mlp.fc1", norm(weights, f"blocks.{i}.norm2", x))
        x = x + linear(weights, f"blocks.{i}.mlp.fc2", hidden * (1 + erf(hidden / math.sqrt(2))) / 2)
    return linear(weights, "head", norm(weights, "norm", x).mean(0))


def linear(weights, name, x):
    return x @ weights[f"{name}.weight"] + weights[f"{name}.bias"]


def norm(weights, name, x):
    centred = x - x.mean(-1, keepdims=True)
    unit = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
    return unit * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def attention(weights, name, x):
    q, k, v = np.split(linear(weights, f"{name}.qkv", x), 3, axis=-1)
    size = WIDTH // HEADS
    heads = [slice(i * size, (i + 1) * size) for i in range(HEADS)]
    seen = [np.exp(log_softmax(q[:, h] @ k[:, h].T / math.sqrt(size), 1)) @ v[:, h] for h in heads]
    return linear(weights, f"{name}.proj", np.concatenate(seen, -1))


def log_softmax(x, axis):
    shifted = x - x.real.max(axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


def unit(x):
    return x / np.sqrt((x**2).sum(1, keepdims=True))


def loss(given):
    images = unit(given["features"] @ given["image.weight"] + given["image.bias"])
    scores = np.exp(given["logit_scale"]) * images @ unit(vectors(given, IDS)).T
    own = np.arange(len(IDS))
    return -(log_softmax(scores, 1)[own, own].mean() + log_softmax(scores, 0)[own, own].mean()) / 2


def inputs():
    """Numbers that float32 holds exactly."""
    random = np.random.default_rng(17)
    draw = lambda shape: random.normal(size=shape).astype(np.float32).astype(np.float64)
    given = {name: draw(shape) * (0.5 if name.endswith("weight") else 1) for name, shape in shapes().items()}
    image = {"image.weight": draw((FEATURES, OUT)), "image.bias": draw((OUT,))}
    scale = np.array(math.log(1 / TEMPERATURE))
    return given | image | {"features": draw((len(IDS), FEATURES)), "logit_scale": scale}


def gradient(given, name):
    found = np.zeros_like(given[name])
    for at in np.ndindex(found.shape):
        moved = given[name].astype(complex)
        moved[at] += STEP * 1j
        found[at] = loss({**given, name: moved}).imag / STEP
    return found


def record():
    given = inputs()
    flat = lambda x: [float(f"{value:.9g}") for value in np.ravel(x)]
    return {
        "sizes": {
            **{"words": WORDS, "tokens": TOKENS, "width": WIDTH, "depth": DEPTH, "heads": HEADS, "out": OUT},
            **{"batch": len(IDS), "features": FEATURES, "temperature": TEMPERATURE},
        },
        "ids": IDS.ravel().tolist(),
        "given": {name: flat(x) for name, x in given.items() if name != "logit_scale"},
        "vectors": flat(vectors(given, IDS)),
        "loss": float(f"{loss(given):.9g}"),
        "gradients": {name: flat(gradient(given, name)) for name in given if name != "features"},
    }


def main():
    origin = f"numpy {np.__version__}, scipy {scipy.__version__}, complex steps in float64: python3 -m goldens.text_model in tools/goldens"
    TARGET.write_text(json.dumps({"origin": origin, **record()}) + "\n")
    print(TARGET)


if __name__ == "__main__":
    main()
