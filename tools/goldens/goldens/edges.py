"""One named case, or a few, a row of the table of decisions."""

from .case import number_label
from .case import pooling_case as case

BATCH = (3, 7, 5)


def gem(p, **options):
    return {"type": "gem", "p": p, **options}


def edge_cases():
    yield from eps_cases()
    yield from kept_cases()
    yield from tie_cases()
    yield from extreme_cases()


def eps_cases():
    """The gradient is 0 below eps and passes at equality; all at eps gives y = eps and dp = 0."""
    for rule in ("clamp", "abs"):
        yield case(gem(3, negatives=rule, eps=2.0**-20), BATCH, "edge", name=f"gradient-passes-at-eps-and-not-below/{rule}")
    for p in (-4, 0, 1, 3, 6.5, 8, 25):
        yield case(gem(p), BATCH, "below-eps", name=f"all-below-eps-gives-eps-and-no-gradient/p={number_label(p)}")
    for p in (6.5, 7.5, 25):
        yield case({"type": "ggem", "groups": 2, "p": p}, (3, 7, 6), "below-eps", mask="half", name=f"all-below-eps-does-not-poison-its-group/p={number_label(p)}")
    yield case(gem(3), BATCH, "zero", name="zeros-give-eps")


def kept_cases():
    """Dropped tokens never matter; nothing kept gives zeros."""
    for spec in ({"type": "token"}, {"type": "token", "index": "last"}, {"type": "mean"}, {"type": "max"}, gem(3), gem(0), gem("inf"), gem(3, negatives="shift"), gem(3, negatives="error")):
        label = "-".join(str(spec[key]) for key in ("type", "index", "p", "negatives") if key in spec)
        yield case(spec, BATCH, "normal", mask="empty", plant="litter-dropped", name=f"nothing-kept-gives-zeros/{label}")
        yield case(spec, BATCH, "normal", weights="none", name=f"all-weights-zero-gives-zeros/{label}")
        yield case(spec, BATCH, "positive", mask="half", plant="litter-dropped", name=f"dropped-nan-goes-nowhere/{label}")
        yield case(spec, BATCH, "positive", weights="zeros", plant="litter-dropped", name=f"weight-zero-drops-nan/{label}")
        yield case(spec, BATCH, "positive", mask="empty-first", plant="litter-dropped", name=f"one-empty-image-leaves-the-others/{label}")
    yield case({"type": "token", "index": "last"}, BATCH, "normal", mask="ragged", name="last-kept-token-of-ragged-images")
    for weights in ("huge", "minute", "wide"):
        yield case({"type": "mean"}, (1, 197, 6), "positive", weights=weights, name=f"weights-of-any-scale/mean/{weights}")
        yield case(gem(3), (1, 197, 6), "positive", weights=weights, name=f"weights-of-any-scale/gem/{weights}")


def tie_cases():
    """Ties of max share evenly, and in proportion to the weights."""
    yield case({"type": "max"}, BATCH, "constant", name="ties-of-max-share-evenly")
    yield case({"type": "max"}, BATCH, "constant", weights="fractions", name="ties-of-max-share-by-weight")
    for p in ("inf", "-inf"):
        yield case(gem(p), BATCH, "ties", name=f"ties-share-evenly/p={number_label(p)}")
        yield case(gem(p), BATCH, "ties", weights="wide", name=f"ties-share-by-weight/p={number_label(p)}")
    yield case(gem(3, negatives="shift"), BATCH, "signed-ties", weights="fractions", name="shift-shares-among-tied-minima")
    yield case(gem(3, negatives="shift"), BATCH, "constant", name="shift-of-equal-tokens")


def extreme_cases():
    """Where x^p leaves float32 and a finite p is not the max."""
    for p in (7.5, 23, 25, 100):
        yield case(gem(p), (1, 197, 6), "huge", name=f"x-to-the-p-would-overflow/p={number_label(p)}")
        yield case(gem(p), (1, 197, 6), "tiny", name=f"x-to-the-p-would-underflow/p={number_label(p)}")
        yield case(gem(p), (1, 197, 6), "hot", name=f"finite-p-is-not-the-max/p={number_label(p)}")
    for p in (-25, -100):
        yield case(gem(p), (1, 197, 6), "spread", name=f"negative-p-at-the-extreme/p={number_label(p)}")
    for p in (2.0**-20, -(2.0**-20), 2.0**-30, 0.125, 0.375, 0.4375, 0.5, 0.5625, -0.375, -0.5):
        yield case(gem(p), (1, 197, 6), "spread", name=f"around-the-geometric-mean/p={number_label(p)}")
    for p in (0, 2.0**-10, 1, 3, 25):
        yield case(gem(p), (1, 197, 6), "constant", weights="fractions", name=f"equal-tokens-give-themselves/p={number_label(p)}")
    yield case({"type": "mean"}, (1, 4097, 4), "positive", name="a-divisor-of-n-plus-1-shows/mean")
    yield case({"type": "mean"}, (1, 4097, 4), "positive", mask="half", name="a-divisor-of-n-plus-1-shows/masked-mean")
    yield case(gem(1), (1, 4097, 4), "positive", name="p=1-is-the-mean")
    yield case({"type": "ggem", "groups": 1, "p": 3}, (3, 7, 6), "positive", name="one-group-is-gem")
    yield case({"type": "ggem", "groups": 6, "p": [1, 2, 3, 4, 5, 6]}, (3, 7, 6), "positive", name="a-group-a-channel")
