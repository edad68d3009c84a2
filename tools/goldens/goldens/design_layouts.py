"""Cases of tokens in other layouts: ragged batches, channels first, images. Few, since software GPUs run them all."""

from .case import LAYOUTS, layout_case, ragged_case
from .design_composed import MAX, MEAN, WHITEN, attention, concat, gem, lse, mix, pyramid, regional

IMAGES = [name for name in LAYOUTS if "height" in name and "depth" not in name]
VOLUMES = [name for name in LAYOUTS if "depth" in name]
LAST = {"type": "token", "index": "last"}
POSITION = {"type": "positionWeightedMean"}
GGEM = {"type": "ggem", "groups": 2, "p": [2, 5]}
POOLINGS = [
    {"type": "token"},
    {"type": "token", "index": -1},
    LAST,
    MEAN,
    MAX,
    gem(3),
    gem(0, negatives="shift"),
    gem("-inf"),
    GGEM,
    {**GGEM, "p": [0.5, -1], "layout": "interleaved", "negatives": "abs"},
    lse(2),
    {"type": "meanSqrtLen"},
    POSITION,
    attention(2),
    mix(MEAN, MAX, weights=[0.25, 0.75], trainable=True),
    concat({"type": "token"}, {**MEAN, "prefixTokens": 1}, LAST),
    {**gem(3), "after": ["l2", WHITEN, "l2"]},
]


def ragged_cases():
    """Images with no token, one token and many, alone and side by side. Poolings that count tokens count each image alone."""
    for spec in POOLINGS:
        # A part that skips a token needs a second one.
        short = 2 if spec["type"] == "concat" else 1
        yield ragged_case(spec, (4, 0, short, 7), 6)
        yield ragged_case(spec, (0, 6, short, 9, 0), 6, "positive", mask="half", weights="fractions", plant="litter-dropped")
    for spec in (MEAN, gem(3), POSITION, attention(3), concat(LAST, MAX)):
        yield ragged_case({**spec, "prefixTokens": 2}, (5, 0, 3, 9), 6, plant="litter-prefix")
    yield ragged_case(lse(2, prefixTokens=2), (3, 7, 12), 6, mask="half", weights="wide")
    for part in (MAX, gem(3)):
        yield ragged_case(regional((3, 4), part, levels=2), (12, 0, 12), 5)
        yield ragged_case(pyramid((3, 4), part, levels=[1, 2]), (0, 12, 12), 6, mask="half", weights="fractions", plant="litter-dropped")
    for spec in (MEAN, gem(3), attention(1)):
        yield ragged_case(spec, (1025, 1, 197), 5)
    for spec in (MAX, gem(3), attention(1)):
        # A NaN or an infinity must not reach another image.
        yield ragged_case(spec, (4, 1, 6), 5, "positive", plant="nan-kept")
    for spec in (MEAN, gem(25), {**gem(3), "after": ["l2"]}):
        yield ragged_case(spec, (3, 1, 0, 50), 5, "huge")
        yield ragged_case(spec, (3, 1, 0, 50), 5, "tiny", weights="huge")
    yield ragged_case(gem(3), (9,), 5)
    yield ragged_case(MEAN, (0, 9), 5, mask="empty", plant="litter-dropped")
    yield ragged_case(gem(3), (1, 1, 1, 1), 5)


def layout_cases():
    """The same tokens in another order of their axes."""
    for name in LAYOUTS:
        for spec in (GGEM, POSITION, attention(2), concat({"type": "token"}, MEAN, {**MAX, "after": ["l2"]})):
            yield layout_case(name, spec, 2, (3, 4), 6)
            yield layout_case(name, spec, 2, (2, 5), 6, "positive", mask="half", weights="fractions", plant="litter-dropped")
        yield layout_case(name, gem(3), 1, (14, 15), 5, mask="half")
        yield layout_case(name, MAX, 3, (1, 7), 5, mask="empty-first")
        yield layout_case(name, {**MEAN, "after": [WHITEN]}, 2, (4, 1), 6)
    yield layout_case("batch-channels-height-width", MEAN, 2, (3, 4), 5, plant="nan-kept")
    yield layout_case("batch-channels-tokens", {**gem(3), "prefixTokens": 2}, 2, (3, 3), 5, mask="half", plant="litter-prefix")
    for name in IMAGES:
        for spec in ({"type": "regional"}, {"type": "regional", "part": gem(3), "levels": 2}, *({"type": "pyramid", "part": part, "levels": [1, 2], "combine": how} for part, how in ((MEAN, "concat"), (gem(3), "mean")))):
            yield layout_case(name, spec, 2, (3, 4), 5)
            yield layout_case(name, spec, 2, (4, 3), 4, "positive", mask="half", weights="fractions", plant="litter-dropped")
        yield layout_case(name, mix({"type": "regional"}, MAX), 1, (4, 3), 5)
    for name in VOLUMES:
        # Regions are rectangles: of a volume they are those of the grid that the spec says.
        yield layout_case(name, regional((6, 4), gem(3), levels=2), 2, (3, 4), 5)
        yield layout_case(name, pyramid((4, 6), MEAN, levels=[1, 2]), 2, (3, 4), 5, mask="half", weights="fractions", plant="litter-dropped")
        yield layout_case(name, MEAN, 2, (3, 4), 5, plant="nan-kept")
