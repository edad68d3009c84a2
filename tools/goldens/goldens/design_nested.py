"""The cases of specs two levels deep: in `parts` and in `part`, with steps, prefixes, masks and parameters at each depth."""

from .case import layout_case, ragged_case
from .case import pooling_case as case
from .design_composed import MAX, MEAN, SIX, WHITEN, concat, gem, lse, mix, pyramid, regional

GRID, LONG = (3, 4), (2, 12, 5)
TWELVE = (2, 12, 6)
GGEM = {"type": "ggem", "groups": 2, "p": [2, 5]}
HALF = {"mask": "half", "weights": "fractions", "plant": "litter-dropped"}


def after(spec, *steps):
    return {**spec, "after": list(steps)}


def nested_cases():
    yield from in_part_of_part()
    yield from in_parts_of_part()
    yield from in_part_of_parts()
    yield from in_parts_of_parts()
    yield from laid_cases()


def in_part_of_part():
    """Regions of a region: the inner grid covers all tokens, and the outer region drops some of them."""
    yield case(regional(GRID, pyramid(GRID, gem(3), levels=[1, 2], combine="mean"), levels=1), LONG, "positive")
    yield case(regional(GRID, after(pyramid(GRID, lse(2), levels=[2], combine="mean"), "l2", WHITEN), levels=1), LONG, "normal", **HALF)
    yield case(pyramid(GRID, regional(GRID, MEAN, levels=1), levels=[1]), LONG, "normal", mask="half")


def in_parts_of_part():
    yield case(pyramid(GRID, mix(lse(2), GGEM, weights=[0.25, 0.75], trainable=True), levels=[2]), TWELVE, "positive", **HALF)
    yield case(regional(GRID, after(concat(MAX, after(gem(2), "l2")), WHITEN, "l2"), levels=1), LONG, "positive")


def in_part_of_parts():
    yield case(concat(after(regional(GRID, after(gem(3), "l2"), levels=1), WHITEN), pyramid(GRID, MEAN, levels=[2])), LONG, "normal", **HALF)
    yield case(mix(regional((3, 3), {**MAX, "prefixTokens": 0}, levels=1, prefixTokens=3), {**MEAN, "prefixTokens": 3}), LONG, "normal", mask="half")


def in_parts_of_parts():
    yield case(after(concat(mix(gem(3), GGEM, trainable=True), MEAN), WHITEN, "l2"), SIX, "positive", **HALF)
    yield case(mix(concat(gem(0.25), {**lse(1), "prefixTokens": 1}), after(concat(MAX, MEAN), "l2"), weights=[2, -1], trainable=True), SIX, "positive")
    yield case(concat(after(mix(after(MEAN, WHITEN), after(gem(2), WHITEN)), "l2"), {**concat(MAX, {"type": "token", "index": -1}), "prefixTokens": 2}), SIX, "normal", mask="half")


def laid_cases():
    """The grid of an image is passed on to the deepest spec. In a ragged batch, the tokens of each image are counted alone."""
    image = "batch-height-width-channels"
    inner = {"type": "pyramid", "part": gem(3), "levels": [1, 2], "combine": "mean"}
    yield layout_case(image, {"type": "regional", "part": inner, "levels": 1}, 2, (3, 4), 5, "positive")
    yield layout_case(image, mix(concat(MAX, MEAN), concat({"type": "regional", "part": MEAN, "levels": 1}, GGEM)), 2, (3, 4), 6, mask="half")
    yield layout_case("batch-channels-height-width", {**inner, "part": mix({"type": "regional", "levels": 1}, MEAN)}, 2, (4, 3), 5, **HALF)
    yield ragged_case(concat(mix(MEAN, gem(3)), concat(MAX, {"type": "token", "index": "last"})), (4, 0, 1, 7), 6, **HALF)
    yield ragged_case(regional(GRID, mix(gem(3), MEAN), levels=1), (12, 0, 12), 5)
