"""The list of pooling cases: a covering design.

Every value of every dimension meets every pooling in otherwise plain conditions, and dimensions that interact (p with
negatives, with scale, with masks and weights, with infinities; groups with p and layout) are crossed. The rest of the
full product would cost every device minutes and find nothing new.
"""

from .case import pooling_case as case
from .design_attend import attend_cases
from .design_composed import composed_cases
from .design_layouts import layout_cases, ragged_cases
from .design_nested import nested_cases
from .design_padding import padding_cases
from .design_top_k import top_k_cases
from .edges import edge_cases
from .near_zero import near_zero_cases

NEAR = 2.0**-10
"""Exponents are exact in float32, so that no adapter is charged with the rounding of p."""
EXPONENTS = [-25, -4, -1, -0.5, -NEAR, 0, 2.0**-20, NEAR, 0.25, 0.5, 1, 2, 3, 6.5, 12, 25, 100, "inf", "-inf"]
MAIN = [-1, 0, 0.5, 1, 3, 6.5, 25, "inf"]
SMALL, BATCH = (1, 7, 5), (3, 7, 5)
SHAPES = [(1, 1, 5), (3, 1, 4), (1, 2, 7), (3, 7, 1), (3, 50, 12), (1, 197, 6), (3, 197, 5), (1, 1025, 5), (1, 4097, 4)]
MASKS = ["ones", "half", "one", "ragged", "empty-first", "empty"]
WEIGHTS = ["ones", "fractions", "zeros", "wide"]
PLANTS = ["nan-kept", "inf-kept", "minus-inf-kept"]
PLAIN = [
    {"type": "token"},
    {"type": "token", "index": 2},
    {"type": "token", "index": -1},
    {"type": "token", "index": "last"},
    {"type": "mean"},
    {"type": "max"},
]


def gem(p, **options):
    return {"type": "gem", "p": p, **options}


def ggem(groups, p, **options):
    return {"type": "ggem", "groups": groups, "p": p, **options}


def design():
    """All cases, in order; an id that several sections would make comes once."""
    seen = {}
    for section in (
        plain_cases,
        exponent_cases,
        negative_cases,
        shape_cases,
        mask_cases,
        plant_cases,
        group_cases,
        prefix_cases,
        option_cases,
        edge_cases,
        near_zero_cases,
        composed_cases,
        ragged_cases,
        layout_cases,
        top_k_cases,
        padding_cases,
        nested_cases,
        attend_cases,
    ):
        for one in section():
            seen.setdefault(one["id"], one)
    return list(seen.values())


def plain_cases():
    """token, mean and max."""
    for spec in PLAIN:
        class_token_like = spec["type"] == "token" and "index" in spec
        for values in ("normal", "huge") if class_token_like else ("positive", "normal", "tiny", "minute", "huge", "spread", "below-eps", "ties", "constant"):
            yield case(spec, BATCH, values)
        for shape in SHAPES:
            if shape[1] > spec_reach(spec):
                yield case(spec, shape, "normal")
                if shape[1] > 2 and not class_token_like:
                    yield case(spec, shape, "normal", mask="half")
        for mask in MASKS:
            yield case(spec, BATCH, "signed-ties", mask=mask, weights="fractions")
            yield case(spec, BATCH, "normal", mask=mask, plant="litter-dropped")
        for weights in WEIGHTS:
            yield case(spec, BATCH, "ties", weights=weights)
            yield case(spec, SMALL, "normal", mask="half", weights=weights, plant="litter-dropped")
        for plant in PLANTS:
            yield case(spec, BATCH, "normal", plant=plant)


def spec_reach(spec):
    """The largest position from the front that the spec names."""
    index = spec.get("index", 0)
    return index if isinstance(index, int) else 0


def exponent_cases():
    """Every p on every kind of values."""
    for p in EXPONENTS:
        for values in ("positive", "normal", "tiny", "huge", "spread", "ties", "below-eps", "constant", "hot"):
            yield case(gem(p), SMALL, values)
        yield case(gem(p, eps=2.0**-120), SMALL, "minute")
        yield case(gem(p), BATCH, "spread", mask="half", weights="fractions")


def negative_cases():
    """Every rule for negatives with every p."""
    for p in EXPONENTS:
        for rule in ("abs", "shift", "error"):
            yield case(gem(p, negatives=rule), BATCH, "normal")
            if p in MAIN:
                yield case(gem(p, negatives=rule), BATCH, "signed-ties")
                yield case(gem(p, negatives=rule), SMALL, "positive")
        for rule in ("abs", "shift"):
            yield case(gem(p, negatives=rule), BATCH, "normal", mask="half", weights="wide", plant="litter-dropped")
    for rule in ("clamp", "abs", "shift", "error"):
        for p in (-1, 0, 3, "inf"):
            yield case(gem(p, negatives=rule), SMALL, "zero")
            yield case(gem(p, negatives=rule), (1, 197, 6), "normal")
            yield case(gem(p, negatives=rule), (3, 1, 4), "normal")
            if not (rule == "shift" and p == "inf"):
                yield case(gem(p, negatives=rule, eps=2.0**-20), BATCH, "edge")


def shape_cases():
    """From one token to 4,097, odd channels, batch 1 and 3."""
    for p in [-4, *MAIN]:
        for shape in SHAPES:
            yield case(gem(p), shape)
            if shape[1] > 2:
                yield case(gem(p), shape, "normal", mask="half", weights="fractions")


def mask_cases():
    """Masks and weights, each alone and together."""
    for p in MAIN:
        crossed = p in (0, 3, "inf")
        for mask in [None, *MASKS]:
            for weights in [None, *WEIGHTS]:
                alone = mask is None or weights is None
                if (mask or weights) and (alone or crossed or mask == "half"):
                    yield case(gem(p), BATCH, "positive", mask=mask, weights=weights, plant="litter-dropped")


def plant_cases():
    """NaN and infinities among the kept tokens."""
    for p in EXPONENTS:
        for plant in PLANTS:
            # Just below 0 a share of infinite tokens makes y leave float32.
            if not (plant == "inf-kept" and p == -NEAR):
                yield case(gem(p), BATCH, "positive", plant=plant)
    for p in (-1, 0, 3, "inf", "-inf"):
        for rule in ("abs", "error"):
            for plant in ("nan-kept", "inf-kept"):
                yield case(gem(p, negatives=rule), BATCH, "positive", mask="half", weights="fractions", plant=plant)
        yield case(gem(p, negatives="shift"), BATCH, "normal", plant="nan-kept")
        yield case(gem(p), SMALL, "positive", plant="all-inf")


def group_cases():
    """Groups, their layout, one p and one p a group."""
    for layout in ("contiguous", "interleaved"):
        for groups, p in ((1, 3), (2, 3), (3, 6.5), (6, 0.5), (2, [1, 25]), (3, [0, 3, -1]), (3, [NEAR, 6.5, 2]), (6, [1, 2, 3, 4, 5, 6.5])):
            spec = ggem(groups, p, layout=layout)
            yield case(spec, (3, 7, 6), "normal")
            yield case(spec, (3, 7, 6), "positive", mask="half", weights="fractions", plant="litter-dropped")
            yield case(spec, (3, 7, 6), "positive", mask="empty-first")
            yield case(spec, (1, 197, 6))
        for p in ([3, "inf"], ["inf", "-inf"], ["-inf", 0]):
            yield case(ggem(2, p, layout=layout), (3, 7, 6), "normal")
            yield case(ggem(2, p, layout=layout), (3, 7, 6), "positive", mask="half", weights="zeros")
        for rule in ("abs", "shift", "error"):
            yield case(ggem(2, [3, 0.5], layout=layout, negatives=rule), (3, 7, 6), "normal", mask="ragged")
        for plant in ("nan-kept", "inf-kept"):
            yield case(ggem(3, [3, -1, 0.25], layout=layout), (3, 7, 6), plant=plant)
        yield case(ggem(5, [1, 2, 3, 4, 5], layout=layout), (3, 197, 5))
        yield case(ggem(12, 3, layout=layout), (3, 50, 12), mask="ragged")
        yield case(ggem(5, 3, layout=layout), (1, 1025, 5))
        yield case(ggem(2, [3, 5], layout=layout), (1, 4097, 4))


def prefix_cases():
    """Class and register tokens before the patches."""
    for k in (1, 5):
        for spec in ({"type": "mean"}, {"type": "max"}, *(gem(p) for p in MAIN), ggem(2, [2, 5], layout="contiguous")):
            with_prefix = {**spec, "prefixTokens": k}
            shape = (3, 12, 6)
            yield case(with_prefix, shape, "positive", plant="litter-prefix")
            yield case(with_prefix, shape, "normal", mask="half", weights="fractions")
            yield case(with_prefix, shape, "normal", mask="prefix-only")
        yield case(gem(3, prefixTokens=k), (1, 197, 6))
        yield case(gem(3, prefixTokens=k, negatives="shift"), (3, 12, 6), "normal")


def option_cases():
    """p fixed, trained, and trained within a range."""
    for p in MAIN:
        yield case(gem(p, trainable=False), BATCH, "positive")
        yield case(gem(p, trainable=False, negatives="shift"), BATCH, "normal", mask="half")
    for p, ends in ((3, [1, None]), (3, [1, 10]), (0.25, [0, None]), (-2, [None, 0]), (6.5, [0.5, 8]), (0, [-1, 1])):
        yield case(gem(p, range=ends), BATCH, "positive")
        yield case(ggem(2, p, range=ends), (3, 7, 6), "normal", mask="half", weights="fractions")
