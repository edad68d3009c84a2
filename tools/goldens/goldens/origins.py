"""`python3 -m goldens.origins [folder]`: pooled values computed by the packages that the names come from.

Runs the functions of timm and sentence-transformers, as they are installed (`python3 -m pip install timm
sentence-transformers`), in float64 under PyTorch. The values are stored with the versions; the code is not.

`gem` is no package's: its formula, as the code of Radenović et al. (`cirtorch/layers/functional.py`) and those after it
write it, stands in this tool. transformers.js has a script of its own, `origins/transformersJs.mjs`.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import torch
import torch.nn.functional as F

from .core_data import DATA
from .inputs import normal, positive
from .torchvision_operators import declare_operators
from .write import write_cases

declare_operators()

from sentence_transformers.sentence_transformer.modules.pooling import Pooling  # noqa: E402
from timm.layers.adaptive_avgmax_pool import SelectAdaptivePool2d, select_adaptive_pool2d  # noqa: E402
from timm.layers.other_pool import LsePlus1d  # noqa: E402
from timm.layers.pool1d import global_pool_nlc  # noqa: E402

ORIGIN = {
    "tool": "tools/goldens",
    "method": "the functions of the installed packages, run in float64; gem by its formula, written in this tool with PyTorch",
    "packages": {name: version(name) for name in ("timm", "sentence-transformers", "torch")},
    "functions": {
        "timm": ["layers.pool1d.global_pool_nlc", "layers.adaptive_avgmax_pool.select_adaptive_pool2d", "layers.adaptive_avgmax_pool.SelectAdaptivePool2d"],
        "timm-lse": ["layers.other_pool.LsePlus1d"],
        "sentence-transformers": ["sentence_transformer.modules.pooling.Pooling"],
        "gem": ["avg_pool2d(x.clamp(min=eps).pow(p), size).pow(1 / p), as in cirtorch/layers/functional.py"],
    },
}

BATCH, TOKENS, CHANNELS = 2, 6, 4
MASK = [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]]
OFFSETS = [0, 5, 6, 9]
MODES = ["cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"]


def main(folder: Path):
    cases = [*timm_cases(), *sentence_transformers_cases(), *gem_cases()]
    write_cases(folder, "origins", ORIGIN, cases)
    print(f"{len(cases)} cases")


def timm_cases():
    for name in ("token", "avg", "avgmax", "max"):
        for options in ({"prefixTokens": 1}, {"prefixTokens": 0}, {"prefixTokens": 3}, {"prefixTokens": 1, "reduceIncludePrefix": True}):
            if name == "token" and options != {"prefixTokens": 1}:
                continue
            id = f"timm/{name}/prefix={options['prefixTokens']}{'/pooled-too' if len(options) > 1 else ''}"
            x = tokens(id)
            y = global_pool_nlc(x, name, options["prefixTokens"], options.get("reduceIncludePrefix", False))
            yield stored(id, {"globalPool": name, **options}, x, y)
    for name in ("avg", "max", "avgmax", "catavgmax"):
        id = f"timm/{name}/feature-map"
        x = tokens(id)
        image = x.transpose(1, 2).reshape(BATCH, CHANNELS, 2, 3)
        yield stored(id, {"globalPool": name, "prefixTokens": 0}, x, select_adaptive_pool2d(image, name).flatten(1))
    for name in ("fast", "fastavg", "fastmax", "fastavgmax", "fastcatavgmax"):
        id = f"timm/{name}/feature-map"
        x = tokens(id)
        image = x.transpose(1, 2).reshape(BATCH, CHANNELS, 2, 3)
        yield stored(id, {"globalPool": name, "prefixTokens": 0}, x, SelectAdaptivePool2d(pool_type=name, flatten=True)(image))
    for r in (10.0, 0.5):
        id = f"timm-lse/r={r:g}"
        x = tokens(id)
        yield stored(id, {"r": r}, x, LsePlus1d(r, False, dtype=torch.float64)(x))


def sentence_transformers_cases():
    combinations = [[mode] for mode in MODES] + [["mean", "max"], ["max", "mean"], ["lasttoken", "cls", "weightedmean"], MODES]
    for modes in combinations:
        config = {"embedding_dimension": CHANNELS, "pooling_mode": modes if len(modes) > 1 else modes[0], "include_prompt": True}
        id = f"sentence-transformers/{'+'.join(modes)}"
        x, mask = tokens(id), torch.tensor(MASK)
        yield stored(id, {"config": config}, x, embed(config, x, attention_mask=mask), mask=mask)
    for modes in (["mean", "max"], ["weightedmean"], MODES):
        legacy = {
            "word_embedding_dimension": CHANNELS,
            "pooling_mode_cls_token": "cls" in modes,
            "pooling_mode_mean_tokens": "mean" in modes,
            "pooling_mode_max_tokens": "max" in modes,
            "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens" in modes,
            "pooling_mode_weightedmean_tokens": "weightedmean" in modes,
            "pooling_mode_lasttoken": "lasttoken" in modes,
            "include_prompt": True,
        }
        id = f"sentence-transformers/flags/{'+'.join(modes)}"
        x, mask = tokens(id), torch.tensor(MASK)
        config = {("embedding_dimension" if key == "word_embedding_dimension" else key): value for key, value in legacy.items()}
        yield stored(id, {"config": legacy}, x, embed(config, x, attention_mask=mask), mask=mask)
    for modes in (["mean"], ["max"], ["mean_sqrt_len_tokens"], ["lasttoken"], ["cls"], ["cls", "max", "mean"]):
        config = {"embedding_dimension": CHANNELS, "pooling_mode": modes if len(modes) > 1 else modes[0], "include_prompt": False}
        id = f"sentence-transformers/without-prompt/{'+'.join(modes)}"
        x, mask = tokens(id), torch.tensor(MASK)
        y = embed(config, x, attention_mask=mask.clone(), prompt_length=2)
        yield stored(id, {"config": config, "promptTokens": 2}, x, y, mask=mask)
    for modes in (["max"], ["mean"], ["weightedmean"], ["lasttoken"], ["cls"]):
        config = {"embedding_dimension": CHANNELS, "pooling_mode": modes[0], "include_prompt": True}
        id = f"sentence-transformers/flattened/{modes[0]}"
        x = tokens(id).reshape(1, -1, CHANNELS)[:, : OFFSETS[-1]]
        y = embed(config, x, cu_seq_lens_q=torch.tensor(OFFSETS))
        yield stored(id, {"config": config}, x, y, offsets=OFFSETS)


def gem_cases():
    """F.avg_pool2d(x.clamp(min=eps).pow(p), size).pow(1 / p), as everyone writes it."""
    for name, p in (("one", [2.5]), ("each", [1.0, 3.0, 4.5, 6.5]), ("group", [2.0, 5.0])):
        id = f"gem/p={name}"
        x = tokens(id)
        image = x.transpose(1, 2).reshape(BATCH, CHANNELS, 2, 3)
        each = torch.tensor(p, dtype=torch.float64).repeat_interleave(CHANNELS // len(p))[:, None, None]
        y = F.avg_pool2d(image.clamp(min=1e-6).pow(each), (2, 3)).pow(1 / each).flatten(1)
        yield stored(id, {"p": p}, x, y)


def embed(config, x, **features):
    return Pooling(**config)({"token_embeddings": x.clone(), **features})["sentence_embedding"]


def tokens(stream):
    draw = positive if "gem" in stream else normal
    return torch.tensor(draw(stream, BATCH * TOKENS * CHANNELS).reshape(BATCH, TOKENS, CHANNELS), dtype=torch.float64)


def stored(id, options, x, y, mask=None, offsets=None):
    case = {"id": id, "origin": id.split("/")[0], **options, "shape": list(x.shape)}
    if mask is not None:
        case["mask"] = mask.flatten().tolist()
    if offsets is not None:
        case["offsets"] = offsets
    return {**case, "x": x.flatten().tolist(), "y": y.flatten().tolist()}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
