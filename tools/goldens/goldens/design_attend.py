"""The cases of tokens that attend: every score under every mean, then what is special to softmaxes."""

from .case import LAYOUTS, layout_case, ragged_case
from .case import pooling_case as case
from .design_composed import MEAN, WHITEN, concat, gem, lse, mix, pyramid, regional

SHAPE, TWELVE = (2, 7, 6), (2, 12, 6)
HALF = {"mask": "half", "weights": "fractions", "plant": "litter-dropped"}


def query(groups, **options):
    return {"score": "query", "groups": groups, **options}


def gated(groups, hidden, **options):
    return {"score": "gated", "groups": groups, "hidden": hidden, **options}


def by_mean(groups, **options):
    return {"score": "mean", "groups": groups, **options}


SCORES = [query(3), query(2, over="group"), gated(2, 4), gated(1, 3, gate=False), by_mean(2), query(4, value=4), by_mean(1, value=3), gated(3, 2, value=9)]
FEW = [query(3), gated(2, 4), by_mean(2)]
MEANS = [
    MEAN,
    gem(3),
    gem(0.25),
    gem(-2, negatives="abs"),
    gem(2.5, negatives="shift"),
    gem("inf"),
    lse(0.125),
    lse(4),
    lse(-2),
]


MAIN = [MEAN, gem(3), gem(0.25), gem(2.5, negatives="shift"), lse(4)]


def ggem(p, **options):
    return {"type": "ggem", "groups": len(p), "p": p, **options}


def attending(spec, attend, **options):
    return {**spec, "attend": attend, **options}


def attend_cases():
    yield from crossed_cases()
    yield from group_cases()
    yield from masked_cases()
    yield from value_cases()
    yield from shape_cases()
    yield from nested_cases()
    yield from laid_cases()


def crossed_cases():
    for i, score in enumerate(SCORES):
        for j, mean in enumerate(MEANS):
            if score not in FEW and mean not in MAIN:
                continue
            yield case(attending(mean, score), SHAPE, "normal", **(HALF if (i + j) % 2 else {}))


def group_cases():
    """As many scores as exponents, fewer scores, and more scores; groups in both layouts."""
    for layout in ("contiguous", "interleaved"):
        for score in (query(3), query(1), gated(3, 2), query(3, over="group"), query(3, value=9)):
            yield case(attending(ggem([3, 0.25, -1], layout=layout), score), SHAPE, "positive", **(HALF if layout == "interleaved" else {}))
    yield case({**ggem([3, 0.25]), "attend": {"score": "query"}}, SHAPE, "positive")
    yield case({**MEAN, "attend": {"score": "gated", "hidden": 2}}, SHAPE, "normal")
    yield case(attending(MEAN, query(2, value=12, trainable=False)), SHAPE, "normal")
    yield case(attending(gem(3, range=[1, 10]), query(3)), SHAPE, "positive")


def masked_cases():
    for score in FEW:
        for mask in ("one", "empty-first", "empty"):
            yield case(attending(gem(3), score), SHAPE, "positive", mask=mask, plant="litter-dropped")
        yield case(attending(lse(1), score), SHAPE, "normal", weights="wide")
        yield case(attending(MEAN, score, prefixTokens=2), TWELVE, "normal", mask="half", plant="litter-prefix")
        yield case(attending(MEAN, score), SHAPE, "normal", plant="nan-kept")


def value_cases():
    """Equal scores, scores whose softmax is one-hot, and tokens at both ends of the float type."""
    for score in FEW:
        for values in ("constant", "tiny", "hot"):
            yield case(attending(gem(3), score), SHAPE, values)
        yield case(attending(MEAN, score), SHAPE, "zero")
    for spec in (MEAN, gem(0.25), gem(3), gem("inf")):
        yield case(attending(spec, query(2)), SHAPE, "huge", mask="half")


def shape_cases():
    for score in FEW:
        for shape in ((1, 1, 6), (1, 197, 6), (1, 4097, 6)):
            yield case(attending(ggem([3, 1.5]), score), shape, "positive")
    yield case(attending(MEAN, query(12)), (1, 7, 12), "normal")
    yield case(attending(MEAN, query(32, value=32)), (1, 7, 4), "normal")
    yield case(attending(gem(3), gated(1, 16)), (1, 7, 4), "positive")


def nested_cases():
    """Steps after the pooling; the pooling as a part, and as a part of a part."""
    yield case(attending(gem(3), query(3), after=["l2"]), SHAPE, "positive")
    yield case(attending(MEAN, query(2, value=4), after=[WHITEN, "l2"]), SHAPE, "normal", **HALF)
    yield case(mix(attending(gem(3), query(3)), attending(MEAN, gated(2, 4)), weights=[0.25, 0.75], trainable=True), SHAPE, "positive", mask="half")
    yield case(concat(attending(lse(2), by_mean(2)), concat(MEAN, attending(MEAN, query(2, value=4)))), SHAPE, "normal", **HALF)
    yield case(regional((3, 4), attending(gem(3), query(2)), levels=2), TWELVE, "positive", mask="half")
    yield case(pyramid((3, 4), attending(MEAN, by_mean(2)), levels=[1, 2]), TWELVE, "normal", **HALF)


def laid_cases():
    yield ragged_case(attending(gem(3), query(3)), (4, 0, 1, 7), 6, **HALF)
    yield ragged_case(attending(MEAN, by_mean(2)), (0, 6, 1, 9, 0), 6)
    yield ragged_case(attending(MEAN, query(4, value=4), prefixTokens=2), (5, 0, 3, 9), 6, plant="litter-prefix")
    for name in LAYOUTS:
        yield layout_case(name, attending(gem(3), query(2)), 2, (3, 4), 6, mask="half")
