"""The cases of padding: the first kept token, and prefixes and positions that count from it. Padding on the left, on the
right, holes, images without tokens or with fewer than the prefix."""

from .case import LAYOUTS, layout_case, ragged_case
from .case import pooling_case as case
from .design_composed import BATCH, MAX, MEAN, attention, concat, gem, lse, mix, pyramid, regional

FIRST, LAST = ({"type": "token", "index": index} for index in ("first", "last"))
POSITION = {"type": "positionWeightedMean"}
GGEM = {"type": "ggem", "groups": 2, "p": [2, 5]}
COUNTED = [
    MEAN,
    MAX,
    gem(3),
    gem(0.25),
    gem(3, negatives="shift"),
    gem(-1, negatives="abs"),
    gem("-inf"),
    GGEM,
    {**GGEM, "p": [0.5, -1], "layout": "interleaved"},
    lse(2),
    {"type": "meanSqrtLen"},
    POSITION,
    attention(2),
    {"type": "topK", "k": 2},
]
LONG = (3, 12, 6)
MASKS = ["left", "left-holes", "ragged", "empty-first", "one"]


def padded(spec, prefix=2):
    """Counted from the first kept token."""
    return {**spec, "prefixTokens": prefix, "countFrom": "firstKept"}


def padding_cases():
    yield from first_cases()
    for spec in COUNTED:
        for mask in MASKS if spec in (MEAN, gem(3), POSITION) else ("left", "left-holes"):
            yield case(padded(spec), LONG, "normal", mask=mask, plant="litter-dropped")
        yield case(padded(spec), LONG, "positive", mask="left-holes", weights="fractions")
    for spec in (MEAN, gem(3), POSITION):
        yield case(padded(spec), LONG, "positive", weights="zeros")
        yield case(padded(spec), LONG, "normal")
        yield case(padded(spec, 1), (1, 197, 6), "positive", mask="left")
        yield case(padded(spec, 5), (1, 1025, 5), "normal", mask="left-holes", weights="wide")
    for mask in (*MASKS, "empty"):
        yield case(padded(POSITION, 0), BATCH, "normal", mask=mask)
    yield case(padded(POSITION, 0), (3, 1, 4), "normal", mask="empty-first")
    yield from nested_cases()
    yield from laid_cases()


def first_cases():
    for mask in (*MASKS, "half", "empty"):
        yield case(FIRST, BATCH, "normal", mask=mask, plant="litter-dropped")
    for weights in ("zeros", "wide", "none"):
        yield case(FIRST, BATCH, "normal", weights=weights)
    yield case(FIRST, BATCH, "normal", mask="left-holes", weights="zeros")
    yield case(FIRST, BATCH, "huge")
    yield case(FIRST, (1, 1025, 5), "normal", mask="left")
    yield case(FIRST, (3, 1, 4), "normal")
    yield case({**FIRST, "after": ["l2"]}, BATCH, "normal", mask="left")
    for plant in ("nan-kept", "inf-kept"):
        yield case(FIRST, BATCH, "normal", mask="left", plant=plant)


def nested_cases():
    """A part counts from the tokens that the outer prefix leaves."""
    for mask in ("left", "left-holes", "empty-first"):
        yield case(padded(concat(FIRST, MEAN, LAST)), LONG, "normal", mask=mask, plant="litter-dropped")
        yield case(padded(concat(padded(MEAN, 1), padded(POSITION, 0), POSITION, {**MAX, "prefixTokens": 3}), 1), LONG, "normal", mask=mask)
    yield case(mix(FIRST, padded(gem(3)), weights=[0.25, 0.75], trainable=True), LONG, "normal", mask="left", weights="fractions")
    yield case(padded(mix(gem(3), padded(lse(1), 1), trainable=True), 1), LONG, "positive", mask="left-holes", plant="litter-dropped")
    yield case(padded(concat(regional((2, 5), levels=2), MEAN)), LONG, "normal", mask="left")
    yield case(pyramid((3, 4), padded(MEAN, 1), levels=[1, 2]), LONG, "normal", mask="left-holes")
    yield case(padded({**gem(3), "after": ["l2"]}), LONG, "normal", mask="left", weights="fractions")


def laid_cases():
    """A ragged batch has no padding of its own, but may have a mask."""
    yield ragged_case(FIRST, (4, 0, 1, 7), 6)
    yield ragged_case(FIRST, (0, 6, 1, 9, 0), 6, mask="half", weights="fractions", plant="litter-dropped")
    for spec in (MEAN, gem(3), POSITION, concat(FIRST, MAX)):
        yield ragged_case(padded(spec), (5, 0, 3, 9), 6)
        yield ragged_case(padded(spec, 1), (0, 6, 2, 9, 0), 6, "positive", mask="half", weights="fractions", plant="litter-dropped")
    yield ragged_case(padded(POSITION, 1), (4, 6, 9), 6, mask="left")
    yield layout_case("batch-channels-tokens", FIRST, 2, (3, 4), 5, mask="left")
    yield layout_case("batch-channels-tokens", padded(gem(3)), 2, (3, 3), 5, mask="left")
    for name in LAYOUTS:
        yield layout_case(name, padded(POSITION, 0), 2, (3, 4), 5, mask="left-holes")
