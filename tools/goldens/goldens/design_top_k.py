"""The cases of the top-k mean: k below, at and beyond the number of kept tokens; ties at the last place; inside others."""

from .case import LAYOUTS, layout_case, ragged_case
from .case import pooling_case as case
from .design_composed import BATCH, MAX, MEAN, SIX, SMALL, concat, gem, mix, pyramid, regional


def top_k(k, **options):
    return {"type": "topK", "k": k, **options}


def top_k_cases():
    for k in (1, 2, 3, 7, 12):
        for values in ("normal", "huge", "minute", "signed-ties", "constant"):
            yield case(top_k(k), SMALL, values)
        yield case(top_k(k), BATCH, "spread", mask="half", weights="fractions", plant="litter-dropped")
    for k in (2, 4):
        for mask in ("ragged", "one", "empty-first", "empty"):
            yield case(top_k(k), BATCH, "ties", mask=mask, plant="litter-dropped")
        for weights in ("zeros", "wide", "none"):
            yield case(top_k(k), BATCH, "signed-ties", weights=weights)
        for plant in ("nan-kept", "inf-kept", "minus-inf-kept"):
            yield case(top_k(k), BATCH, "normal", plant=plant)
        for shape in ((1, 1, 5), (3, 1, 4), (3, 7, 1), (1, 1025, 5)):
            yield case(top_k(k), shape, "normal")
        yield case(top_k(k, prefixTokens=2), (3, 12, 6), "normal", mask="half", plant="litter-prefix")
    yield case(top_k(7), BATCH, "normal", plant="minus-inf-kept")
    yield case(top_k(2), (1, 4097, 4), "normal", mask="half", weights="fractions")
    yield case(top_k(16), (1, 197, 6), "normal")
    yield from nested_cases()
    yield from laid_cases()


def nested_cases():
    """Steps after the pooling; the pooling as a part, and as a part of a part."""
    yield case(top_k(3, after=["l2"]), SIX, "normal")
    yield case(top_k(2, after=[{"whiten": 3, "trainable": True}]), SIX, "positive", mask="half", weights="fractions", plant="litter-dropped")
    yield case(mix(top_k(2), MEAN, weights=[0.25, 0.75], trainable=True), SIX, "normal", mask="half")
    yield case(concat(top_k(2), concat(MAX, regional((3, 4), top_k(3), levels=2))), (2, 12, 5), "normal", weights="fractions")
    yield case(pyramid((3, 4), mix(top_k(2), gem(3)), levels=[1, 2]), (2, 12, 5), "positive", mask="half", plant="litter-dropped")


def laid_cases():
    yield ragged_case(top_k(3), (4, 0, 1, 7), 6)
    yield ragged_case(top_k(2), (0, 6, 1, 9, 0), 6, "signed-ties", mask="half", weights="fractions", plant="litter-dropped")
    yield ragged_case(top_k(2, prefixTokens=2), (5, 0, 3, 9), 6, plant="litter-prefix")
    for name in LAYOUTS:
        yield layout_case(name, top_k(3), 2, (3, 4), 5, mask="half")
