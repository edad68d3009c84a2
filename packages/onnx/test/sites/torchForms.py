"""Writes poolings as people write them in torch, and what looks like one and is none, as models in ONNX.

Usage: python3 torchForms.py FOLDER. In FOLDER comes forms.json, a list of all with the pooling that each is in words, and
their files: of x [batch, tokens, 6] in operator set 12, of a projection of x in set 17.
"""

import json
import sys
import warnings

sys.dont_write_bytecode = True

import torch
import torchNoPoolings as other
import torchPoolings as pooling
from torch import nn

warnings.filterwarnings("ignore")
torch.manual_seed(1)


class Model(nn.Module):
    def __init__(self, pool, is_projected):
        super().__init__()
        self.pool = pool
        self.body = nn.Linear(6, 6) if is_projected else nn.Identity()

    def forward(self, x, *masks):
        return self.pool(self.body(x), *masks)


class Network(Model):
    """Of a map [batch, 6, 4, 5]."""

    def __init__(self, pool, is_projected):
        super().__init__(pool, False)
        self.body = nn.Conv2d(6, 6, 1) if is_projected else nn.Identity()


def export(path, model, shape, opset, masks, open_axes):
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    names = ["m", "o"][:masks]
    axes = {} if open_axes is None else dict(enumerate(open_axes))
    torch.onnx.export(
        model.eval(),
        (torch.randn(*shape), *[mask] * masks),
        path,
        opset_version=opset,
        input_names=["x", *names],
        output_names=["y"],
        dynamic_axes={"x": axes, "y": axes and {0: "batch"}, **{one: axes for one in names}},
    )


# For each group: its name, the number of masks, the open axes, the pooling in words, and its spec.
mean = {"type": "mean"}
half = [0.5, 0.5]
both, batch = ("batch", "tokens"), ("batch",)
GROUPS = (
    ("masked", pooling.MASKED_MEANS, 1, both, "mean", mean),
    ("masked", pooling.EQUATIONS, 1, both, "mean", mean),
    ("patches", pooling.PATCHES, 1, both, "mean after 1 token", {**mean, "prefixTokens": 1}),
    ("weighed", other.OTHERWISE_WEIGHED, 1, both, "weighted mean", None),
    ("last", pooling.LAST, 1, both, "last kept token", {"type": "token", "index": "last"}),
    ("last", pooling.FIXED_LAST, 1, None, "last kept token", {"type": "token", "index": "last"}),
    ("means", pooling.MEANS, 0, batch, "mean", mean),
    ("means", pooling.OPEN_MEANS, 0, both, "mean", mean),
    ("mixes", pooling.MEAN_AND_TOKEN, 1, both, "mix of 0.5 mean and 0.5 token 0", {"type": "mix", "weights": half}),
    ("mixes", pooling.TOKEN_AND_MEAN, 1, both, "mix of 0.5 token 0 and 0.5 mean", {"type": "mix", "weights": half}),
    ("mixes", pooling.BESIDE, 1, both, "token 0 beside mean", {"type": "concat"}),
    ("mixes", pooling.MASKED_BOTH, 1, both, "mix of 0.5 mean and 0.5 max", {"type": "mix", "weights": half}),
    ("mixes", pooling.PARTLY, 1, both, "mix of 0.5 mean and 0.5 max", None),
    ("top", pooling.TOP, 0, both, "mean of the 3 largest", {"type": "topK", "k": 3}),
    ("top", pooling.TOP_PATCHES, 0, both, "mean of the 2 largest after 1 token", {"type": "topK", "k": 2, "prefixTokens": 1}),
    *(("maps", forms, 0, batch, words, mean if words == "mean" else None) for words, forms in pooling.MAPS.items()),
)
NONE = (
    (other.NO_MASKED_MEANS, 1, both),
    (other.TWO_MASKS, 2, both),
    (other.NO_LAST, 1, both),
    (other.NO_MEANS, 0, batch),
    (other.NO_EQUATIONS, 1, both),
    (other.NO_TOP, 0, both),
)


def main(folder):
    listed = []

    def add(name, pool, masks, open_axes, **more):
        network = more.get("group") == "maps"
        for opset in (12, 17):
            file = f"{len(listed)}.onnx"
            model = (Network if network else Model)(pool, opset == 17)
            shape = (2, 6, 4, 5) if network else (2, 5, 6)
            export(f"{folder}/{file}", model, shape, opset, masks, open_axes)
            listed.append({"name": f"{name}, set {opset}", "file": file, "masks": masks, "shape": shape, **more})

    for group, forms, masks, open_axes, words, spec in GROUPS:
        for name, pool in forms.items():
            add(name, pool, masks, open_axes, group=group, words=words, spec=spec)
    for forms, masks, open_axes in NONE:
        for name, pool in forms.items():
            add(name, pool, masks, open_axes, group="none")
    with open(f"{folder}/forms.json", "w") as file:
        json.dump(listed, file)


main(sys.argv[1])
