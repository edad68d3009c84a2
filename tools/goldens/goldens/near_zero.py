"""Exponents below 1/2 where most weight lies far from the largest token, and around 1/2.

There the sum of all weights relative to that token is small, while 1 less it is the difference that a formula around
p = 0 is tempted to take.
"""

from .case import number_label
from .case import pooling_case as case

SEAM = 0.5 - 2.0**-25
"""The last float32 below 1/2."""
JUST_BELOW, JUST_ABOVE = 0.5 - 2.0**-13, 0.5 + 2.0**-7
ABOVE = (2.0**-7, 0.125, 0.296875, 0.4921875, SEAM, 0.5, 0.59375)
BELOW = (-(2.0**-7), -0.296875, -0.4921875, -SEAM)
SOME = (0.125, 0.4921875, SEAM, 0.5, 0.59375, -0.296875)


def near_zero_cases():
    yield from lone_cases()
    yield from many_cases()
    yield from alike_cases()
    yield from active_cases()
    yield from faint_cases()
    yield from shift_cases()


def named(p, title, values, shape, weights=None, **options):
    label = "2^-25-below-half" if abs(p) == SEAM else f"{abs(p)}" if p in (JUST_BELOW, JUST_ABOVE) else number_label(abs(p))
    size = "x".join(map(str, shape))
    name = f"{title}/p={'-' if p < 0 else ''}{label}/{values}/{size}"
    return case({"type": "gem", "p": p, **options}, shape, values, weights=weights, name=name)


def lone_cases():
    """One token of 5 among zeros for p > 0, one zero among fives for p < 0. Few tokens, see `many_cases` for the reason."""
    for p in ABOVE + BELOW:
        for shape in ((2, 2, 2), (1, 8, 2)):
            yield named(p, "lone-far-token", "hole" if p < 0 else "lone", shape)


def many_cases():
    """More tokens, which are not equal.

    Added one after the other, equal tokens are all rounded in the same direction. The error is up to n/4 roundings: 7 for
    64 tokens, where G allows 5 and a pairwise sum has half of one. Such cases would set the bounds for all sums.
    """
    for p in ABOVE:
        yield named(p, "lone-far-token", "lone-among", (1, 64, 2))
    for p in SOME:
        yield named(p, "lone-far-token", "lone-among", (1, 1024, 1))
    yield named(0.4921875, "lone-far-token", "lone-among", (1, 16384, 1))
    for p in (*ABOVE, -0.296875):
        yield named(p, "few-tokens-active", "sparse", (4, 16, 2))


def alike_cases():
    """The worst feature maps after ReLU: zeros except for one token or for some; also with weights from 1e-20 to 1.

    Thousands of equal tokens must be summed in runs or by halves, as every adapter here does. The measurements that set
    the bounds add one after the other, so that they leave these cases out.
    """
    for p in (2.0**-7, 0.296875, 0.4921875, JUST_BELOW, 0.5, JUST_ABOVE, 0.59375):
        yield named(p, "zeros-and-one-token", "lone", (1, 1024, 1))
        if p != 0.4921875:
            yield named(p, "zeros-and-some-tokens", "sparse", (1, 2049, 1))
    for p in (0.296875, JUST_BELOW, 0.5, 0.59375):
        yield named(p, "zeros-and-one-token", "lone", (1, 2049, 1))
        yield named(p, "zeros-and-a-faint-token", "lone", (1, 2049, 1), weights="faint")
    for p in (2.0**-7, 0.296875, 0.4921875, JUST_BELOW, 0.5, JUST_ABOVE):
        yield named(p, "zeros-and-one-token", "lone", (1, 16384, 1))
    for p in (0.296875, JUST_BELOW, 0.5):
        yield named(p, "zeros-and-one-token", "lone", (1, 65536, 1))
    for p in (2.0**-7, 0.296875, 0.4921875, JUST_BELOW, SEAM, 0.5, JUST_ABOVE, 0.59375):
        yield named(p, "zeros-and-half-the-tokens", "half-active", (1, 1024, 1))
    for p in (0.296875, JUST_BELOW, 0.5):
        yield named(p, "zeros-and-half-the-tokens", "half-active", (1, 16384, 1), weights="faint")
    yield named(JUST_BELOW, "zeros-and-half-the-tokens", "half-active", (1, 65536, 1))


def active_cases():
    """All tokens active, very many of them."""
    for p in (2.0**-7, 0.296875, JUST_BELOW, SEAM, 0.5, JUST_ABOVE):
        yield named(p, "all-tokens-active", "positive", (1, 1024, 1))
    for p in (0.296875, JUST_BELOW, 0.5):
        yield named(p, "all-tokens-active", "positive", (1, 16384, 1), weights="faint")
    yield named(0.296875, "all-tokens-active", "positive", (1, 65536, 1))


def faint_cases():
    """Weights from 1e-20 to 1, so that the far token has almost no weight."""
    for p in ABOVE + BELOW:
        yield named(p, "faint-weights", "hole" if p < 0 else "lone", (3, 7, 4), weights="faint")
        yield named(p, "faint-weights", "hole" if p < 0 else "lone", (1, 257, 3), weights="faint")
        if abs(p) < 0.5:
            yield named(p, "faint-weights", "lone-far", (3, 7, 4), weights="faint")
            yield named(p, "faint-weights", "lone-far", (1, 257, 3), weights="faint")


def shift_cases():
    """The lowest token's own slope, (eps / y)^(p - 1), is huge, but it is not a part of the token's gradient."""
    for p in (2.0**-7, 0.125, 0.296875, 0.4921875, 0.59375, -0.296875):
        yield named(p, "shift-near-zero", "normal", (1, 197, 3), negatives="shift")
        yield named(p, "shift-near-zero", "signed-ties", (3, 7, 5), weights="fractions", negatives="shift")
        yield named(p, "shift-near-zero", "lone", (1, 257, 3), weights="faint", negatives="shift")
