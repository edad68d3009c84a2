"""Writes models that torch exports in old operator sets, an input of each, and poolings of it by their definitions.

Usage: python3 oldExports.py FOLDER. In FOLDER come <name>.<set>.onnx, and expected.json.
"""

import json
import sys
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.manual_seed(1)


class ConvNet(nn.Module):
    """A map [batch, 6, 5, 4] of a small network, its mean, and a head behind it."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 6, 3, stride=2, padding=1), nn.BatchNorm2d(6), nn.ReLU6())
        self.head = nn.Linear(6, 3)

    def features(self, x):
        return self.body(x)

    def forward(self, x):
        f = self.features(x)
        return f, self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(f, 1), 1))


class Attention(nn.Module):
    """Tokens [batch, 6, 8] after one block of attention, and a head on the first of them."""

    def __init__(self):
        super().__init__()
        self.start = nn.Parameter(torch.randn(1, 1, 8))
        self.qkv = nn.Linear(8, 24)
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 3)

    def features(self, x):
        # Operator set 7 has no Expand.
        x = torch.cat([x[:, :1] * 0 + self.start, x], 1)
        q, k, v = self.qkv(x).chunk(3, -1)
        return self.norm(x + torch.softmax(q @ k.transpose(1, 2) / 8**0.5, -1) @ v)

    def forward(self, x):
        f = self.features(x)
        return f, self.head(f[:, 0])


class Patches(Attention):
    """The same tokens, and a head on the mean of all but the first: a Slice."""

    def forward(self, x):
        f = self.features(x)
        return f, self.head(f[:, 1:].mean(1))


def gem(tokens, p=3, eps=1e-6):
    """Generalized mean over axis 1 of float64 tokens."""
    return tokens.clamp(min=eps).pow(p).mean(1).pow(1 / p)


def main(folder):
    expected = {}
    for name, model, x in (
        ("conv", ConvNet(), torch.randn(2, 3, 10, 8)),
        ("attention", Attention(), torch.randn(2, 5, 8)),
        ("patches", Patches(), torch.randn(2, 5, 8)),
    ):
        model.eval()
        with torch.no_grad():
            f = model.features(x).double()
            tokens = f.flatten(2).transpose(1, 2) if name == "conv" else f[:, 1:]
            pooled = gem(tokens)
            head = pooled @ model.head.weight.double().T + model.head.bias.double()
        expected[name] = {
            "shape": list(x.shape),
            "x": x.flatten().tolist(),
            "gem": pooled.flatten().tolist(),
            "mean": tokens.mean(1).flatten().tolist(),
            "max": tokens.amax(1).flatten().tolist(),
            "head": head.flatten().tolist(),
        }
        for opset in range(7, 14):
            torch.onnx.export(
                model,
                x,
                f"{folder}/{name}.{opset}.onnx",
                opset_version=opset,
                input_names=["x"],
                output_names=["features", "logits"],
                keep_initializers_as_inputs=opset < 9,
                dynamic_axes={"x": {0: "batch"}, "features": {0: "batch"}, "logits": {0: "batch"}},
            )
    with open(f"{folder}/expected.json", "w") as file:
        json.dump(expected, file)


main(sys.argv[1])
