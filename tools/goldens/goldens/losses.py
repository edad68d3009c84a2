"""Losses of training with their gradients, by the float64 autograd of PyTorch.

    python3 -m goldens.losses   # writes packages/onnx/test/training/losses.json, a second

Each loss is written as its paper has it, on features and the weights of a linear head: cross-entropy with label smoothing
(Szegedy et al. 2016), Norm-softmax (Zhai, Wu 2019), and the symmetric InfoNCE of CLIP (Radford et al. 2021) with its logit
scale `ln(1 / T)`.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

from goldens.gradient_rules import numbers, rounded, tensor

TARGET = pathlib.Path(__file__).parents[3] / "packages/onnx/test/training/losses.json"

BATCH, FEATURES, CLASSES = 4, 5, 3
LABELS = torch.tensor([2, 0, 1, 0])


def cross_entropy(given):
    return F.cross_entropy(given["features"] @ given["weight"] + given["bias"], LABELS, label_smoothing=0.1)


def norm_softmax(given):
    cosines = F.linear(F.normalize(given["features"]), F.normalize(given["weight"].T))
    return F.cross_entropy(cosines * given["logit_scale"].exp(), LABELS)


def info_nce(given):
    images = F.normalize(given["features"] @ given["weight"] + given["bias"])
    texts = F.normalize(given["targets"])
    per_image = given["logit_scale"].exp() * images @ texts.T
    own = torch.arange(BATCH)
    return (F.cross_entropy(per_image, own) + F.cross_entropy(per_image.T, own)) / 2


def shares(smoothing):
    return F.one_hot(LABELS, CLASSES).double() * (1 - smoothing) + smoothing / CLASSES


def records():
    torch.manual_seed(21)
    cases = (
        ("cross-entropy, smoothed", "crossEntropy", cross_entropy, shares(0.1), 1, False),
        ("Norm-softmax", "normSoftmax", norm_softmax, shares(0), 0.05, False),
        ("Norm-softmax, a trained temperature", "normSoftmax", norm_softmax, shares(0), 0.07, True),
        ("InfoNCE", "infoNce", info_nce, rounded(numbers(BATCH, CLASSES)), 0.05, False),
        ("InfoNCE, a trained temperature", "infoNce", info_nce, rounded(numbers(BATCH, CLASSES)), 0.07, True),
    )
    return [record(*case) for case in cases]


def record(name, loss, compute, targets, temperature, is_trained):
    given = {
        "features": rounded(numbers(BATCH, FEATURES)),
        "weight": rounded(numbers(FEATURES, CLASSES)),
        "bias": rounded(numbers(CLASSES)),
        "logit_scale": torch.tensor(math.log(1 / temperature), dtype=torch.float64),
    }
    trained = {key: value.requires_grad_() for key, value in given.items()}
    value = compute({**trained, "targets": targets})
    value.backward()
    gradients = {
        key: torch.zeros_like(x) if x.grad is None else x.grad
        for key, x in trained.items()
        if key in ("weight", "bias") or (key == "logit_scale" and is_trained)
    }
    return {
        "name": name, "loss": loss, "temperature": {"start": temperature} if is_trained else temperature,
        **{key: tensor(given[key].detach())["data"] for key in ("features", "weight", "bias")},
        "targets": tensor(targets)["data"], "value": float(f"{value.item():.9g}"),
        "gradients": {key: tensor(x)["data"] for key, x in gradients.items()},
    }


def main():
    origin = f"PyTorch {torch.__version__}, float64 autograd: python3 -m goldens.losses in tools/goldens"
    sizes = {"batch": BATCH, "features": FEATURES, "classes": CLASSES}
    TARGET.parent.mkdir(exist_ok=True)
    cases = ",\n".join(json.dumps(one) for one in records())
    TARGET.write_text(f'{{"origin": {json.dumps(origin)}, "sizes": {json.dumps(sizes)}, "cases": [\n{cases}\n]}}\n')
    print(f"{len(records())} cases in {TARGET}")


if __name__ == "__main__":
    main()
