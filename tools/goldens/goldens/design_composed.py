"""The cases of the poolings beyond the paper's, and of what comes after a pooling. Few, since software GPUs run them all."""

from .case import pooling_case as case

NEAR = 2.0**-10
SMALL, BATCH, SIX = (1, 7, 5), (3, 7, 5), (3, 7, 6)
SHARPNESS = [-25, -3, -1, -NEAR, 0, 2.0**-20, NEAR, 0.5, 1, 3, 100, "inf", "-inf"]
MEAN, MAX = {"type": "mean"}, {"type": "max"}
WHITEN = {"whiten": 3, "trainable": True}


def gem(p, **options):
    return {"type": "gem", "p": p, **options}


def lse(r, **options):
    return {"type": "lse", "r": r, **options}


def composed_cases():
    yield from lse_cases()
    yield from mean_cases()
    yield from attention_cases()
    yield from mix_cases()
    yield from concat_cases()
    yield from regional_cases()
    yield from pyramid_cases()
    yield from after_cases()


def lse_cases():
    """Every r on every kind of values; masks, infinities and sizes for some."""
    for r in SHARPNESS:
        for values in ("normal", "tiny", "signed-ties", "constant"):
            yield case(lse(r), SMALL, values)
        # Not r = 0, where the derivative by r is half the variance: too large for float32 here.
        if r in (-3, 1, 100, "inf", "-inf"):
            yield case(lse(r), SMALL, "huge")
        yield case(lse(r), BATCH, "spread", mask="half", weights="fractions")
    for r in (-3, 0, 0.5, 100, "inf"):
        for plant in ("nan-kept", "inf-kept", "minus-inf-kept"):
            yield case(lse(r), BATCH, "normal", plant=plant)
        yield case(lse(r), BATCH, "normal", mask="half", weights="wide", plant="litter-dropped")
        yield case(lse(r), BATCH, "normal", mask="empty-first")
    for r in (-1, 3):
        for shape in ((1, 1, 5), (3, 1, 4), (3, 7, 1), (1, 197, 6), (1, 1025, 5), (1, 4097, 4)):
            yield case(lse(r), shape, "normal")
        yield case(lse(r), (1, 197, 6), "hot", weights="zeros")
    yield case(lse(1, prefixTokens=2), (3, 12, 6), "normal", mask="half", plant="litter-prefix")
    yield case(lse(1, trainable=False), BATCH, "normal")
    yield case(lse(2, range=[0, 10]), BATCH, "normal")


def mean_cases():
    """The mean over the root of the length, and the mean weighed by position."""
    for spec in ({"type": "meanSqrtLen"}, {"type": "positionWeightedMean"}):
        for values in ("normal", "minute", "huge", "constant"):
            yield case(spec, BATCH, values)
        for shape in ((3, 1, 4), (1, 197, 6), (3, 50, 12), (1, 4097, 4)):
            yield case(spec, shape, "positive")
        for mask in ("half", "ragged", "empty-first", "one"):
            yield case(spec, BATCH, "normal", mask=mask, plant="litter-dropped")
        for weights in ("fractions", "wide", "huge", "minute", "none"):
            yield case(spec, BATCH, "normal", weights=weights)
        for plant in ("nan-kept", "inf-kept"):
            yield case(spec, BATCH, "positive", plant=plant)
        yield case({**spec, "prefixTokens": 2}, (3, 12, 6), "normal", mask="half", weights="fractions")
        yield case(spec, (1, 4097, 4), "positive", mask="half")


def attention(heads=1, **options):
    return {"type": "attention", "heads": heads, **options}


def attention_cases():
    """One head and many."""
    for heads in (1, 2, 6):
        for values in ("normal", "positive", "tiny", "huge", "spread", "constant"):
            yield case(attention(heads), SIX, values)
        yield case(attention(heads), SIX, "normal", mask="half", weights="fractions", plant="litter-dropped")
        yield case(attention(heads), SIX, "huge", mask="empty-first", weights="wide")
        yield case(attention(heads, prefixTokens=2), (3, 12, 6), "normal", mask="ragged", plant="litter-prefix")
        yield case(attention(heads), SIX, "normal", plant="nan-kept")
    yield case(attention(), SIX, "normal", mask="empty", plant="litter-dropped")
    yield case(attention(2), SIX, "normal", weights="none")
    yield case(attention(2), SIX, "signed-ties", mask="one")
    yield case(attention(2, trainable=False), SIX, "normal")
    for heads, shape in ((5, (1, 1, 5)), (2, (3, 1, 4)), (1, (3, 7, 1)), (4, (3, 50, 12)), (3, (1, 197, 6)), (1, (1, 1025, 5)), (2, (1, 4097, 4))):
        yield case(attention(heads), shape, "normal")
    yield case(attention(2), (1, 4097, 4), "normal", mask="half", weights="fractions")


def mix(*parts, **options):
    return {"type": "mix", "parts": list(parts), **options}


def mix_cases():
    average_and_max = mix(MEAN, MAX)
    for values in ("normal", "huge", "minute", "ties"):
        yield case(average_and_max, BATCH, values)
    for shape in ((3, 1, 4), (1, 197, 6), (1, 4097, 4)):
        yield case(average_and_max, shape, "normal")
    yield case(average_and_max, BATCH, "normal", mask="half", weights="fractions", plant="litter-dropped")
    yield case(average_and_max, BATCH, "normal", mask="empty-first")
    for plant in ("nan-kept", "inf-kept"):
        yield case(average_and_max, BATCH, "normal", plant=plant)
    learned = (
        mix(MEAN, MAX, weights=[0.25, 0.75], trainable=True),
        mix(gem(3), lse(-1), weights=[1, -0.5], trainable=True),
        mix(gem(0), gem("inf"), {"type": "attention", "heads": 3}, weights=[0.5, 0.25, 2], trainable=True),
        mix({"type": "token"}, {"type": "ggem", "groups": 2, "p": [2, 5], "prefixTokens": 1}, trainable=True),
        mix({**MEAN, "after": ["l2"]}, {**MAX, "after": ["l2"]}, trainable=True),
    )
    for spec in learned:
        yield case(spec, SIX, "normal")
        yield case(spec, SIX, "positive", mask="half", weights="fractions", plant="litter-dropped")
        yield case(spec, SIX, "normal", mask="empty-first")
    yield case(learned[1], (1, 1025, 5), "normal")
    yield case({**learned[0], "prefixTokens": 2}, (3, 12, 6), "normal", mask="half")
    yield case(mix(mix(MEAN, MAX), lse(1, prefixTokens=3)), (3, 12, 6), "normal", mask="ragged")


def concat(*parts, **options):
    return {"type": "concat", "parts": list(parts), **options}


def concat_cases():
    specs = (
        concat({"type": "token"}, {**MEAN, "prefixTokens": 1}),
        concat(MEAN, MAX, gem(3), lse(2)),
        concat(gem(3, negatives="shift"), gem("-inf"), after=["l2"]),
        concat({"type": "attention", "heads": 2}, mix(MEAN, MAX, trainable=True), concat(MAX, {"type": "meanSqrtLen"})),
        concat({**MEAN, "after": ["l2", WHITEN]}, {"type": "token", "index": "last"}),
    )
    for spec in specs:
        yield case(spec, SIX, "normal")
        yield case(spec, SIX, "positive", mask="half", weights="fractions", plant="litter-dropped")
        yield case(spec, SIX, "normal", mask="empty-first")
    for values in ("huge", "tiny"):
        yield case(specs[1], SIX, values)
    for plant in ("nan-kept", "inf-kept"):
        yield case(specs[1], SIX, "positive", plant=plant)
    yield case(specs[0], (1, 197, 6), "normal")
    yield case(specs[0], (3, 7, 6), "normal", mask="prefix-only")
    yield case({**specs[1], "prefixTokens": 2}, (3, 12, 6), "normal", mask="half", plant="litter-prefix")
    yield case(concat(MEAN), (1, 4097, 4), "normal")


def regional(grid, part=None, **options):
    return {"type": "regional", "grid": list(grid), **({} if part is None else {"part": part}), **options}


def regional_cases():
    """R-MAC, and other poolings in its regions."""
    for grid in ((3, 4), (4, 3), (4, 4), (2, 7), (1, 5), (7, 7)):
        yield case(regional(grid), (2, grid[0] * grid[1], 5), "normal")
    for values in ("huge", "minute", "ties", "zero"):
        yield case(regional((3, 4)), (2, 12, 5), values)
    for part in (gem(3, after=["l2"]), {**lse(2), "after": ["l2"]}, {**MEAN, "after": []}, {**MAX, "after": ["l2", WHITEN, "l2"]}):
        for mask, weights in ((None, None), ("half", "fractions")):
            yield case(regional((3, 4), part, levels=2), (3, 12, 6), "normal", mask=mask, weights=weights, plant=mask and "litter-dropped")
    yield case(regional((4, 4), gem(3), whole=True, after=["l2"]), (2, 16, 6), "positive")
    yield case(regional((4, 4)), (3, 16, 5), "normal", mask="one")
    yield case(regional((4, 4)), (3, 16, 5), "normal", mask="empty-first")
    yield case(regional((3, 4), prefixTokens=1, levels=2, after=["l2"]), (3, 13, 6), "normal", mask="half", plant="litter-prefix")
    yield case(regional((14, 14), prefixTokens=1), (1, 197, 6), "normal")
    yield case(regional((17, 241), levels=1), (1, 4097, 4), "normal")


def pyramid(grid, part=None, **options):
    return {"type": "pyramid", "grid": list(grid), **({} if part is None else {"part": part}), **options}


def pyramid_cases():
    for combine in ("concat", "mean"):
        for grid, levels in (((3, 4), [1, 2]), ((5, 3), [3]), ((2, 2), [1, 4])):
            yield case(pyramid(grid, levels=levels, combine=combine), (2, grid[0] * grid[1], 5), "normal")
        for part in (MEAN, gem(3), {**lse(-1), "after": ["l2"]}, {"type": "attention", "heads": 2}):
            spec = pyramid((3, 4), part, levels=[1, 2], combine=combine)
            yield case(spec, (3, 12, 6), "normal")
            yield case(spec, (3, 12, 6), "positive", mask="half", weights="fractions", plant="litter-dropped")
        yield case(pyramid((4, 4), levels=[2], combine=combine), (3, 16, 5), "normal", mask="one")
        yield case(pyramid((4, 4), levels=[2], combine=combine), (3, 16, 5), "normal", mask="empty-first")
        yield case(pyramid((4, 4), levels=[1, 2], combine=combine, prefixTokens=1, after=["l2"]), (2, 17, 6), "huge")
    yield case(pyramid((14, 14), MEAN, prefixTokens=1), (1, 197, 6), "normal")
    yield case(pyramid((17, 241), MEAN, levels=[1, 2], combine="mean"), (1, 4097, 4), "normal")


def after_cases():
    """L2 normalisation at every scale, and whitening, behind every pooling of the paper."""
    for values in ("normal", "minute", "tiny", "huge", "spread", "zero", "constant"):
        yield case({**MEAN, "after": ["l2"]}, BATCH, values)
    bases = ({"type": "token"}, MEAN, MAX, gem(3), {"type": "ggem", "groups": 2, "p": [1, 4]})
    for base in bases:
        for steps in (["l2"], [WHITEN], ["l2", WHITEN, "l2"]):
            yield case({**base, "after": steps}, SIX, "normal")
        yield case({**base, "after": ["l2", WHITEN, "l2"]}, SIX, "positive", mask="half", weights="fractions", plant="litter-dropped")
        yield case({**base, "after": [WHITEN]}, SIX, "normal", mask="empty-first")
    yield case({**MEAN, "after": [{"whiten": 2}]}, SIX, "normal", mask="empty")
    yield case({**MEAN, "after": ["l2", {"whiten": 6}]}, SIX, "normal")
    yield case({**gem("inf"), "after": ["l2"]}, SIX, "normal")
    for plant in ("nan-kept", "inf-kept"):
        yield case({**MEAN, "after": ["l2"]}, BATCH, "positive", plant=plant)
        yield case({**MEAN, "after": [WHITEN]}, BATCH, "positive", plant=plant)
    yield case({**MEAN, "after": ["l2"], "prefixTokens": 2}, (3, 12, 6), "normal", mask="prefix-only")
    yield case({**gem(3), "after": ["l2"]}, (1, 197, 6), "positive")
    yield case({**MEAN, "after": ["l2", {"whiten": 12, "trainable": True}, "l2"]}, (3, 50, 12), "normal")
    yield case({**MEAN, "after": ["l2"]}, (1, 4097, 4), "normal")
