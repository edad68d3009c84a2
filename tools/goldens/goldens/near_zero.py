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
    """One token of 5 among zeros for p > 0, one zero among fives for p < 0; few, for the reason that `many_cases` has."""
    for p in ABOVE + BELOW:
        for shape in ((2, 2, 2), (1, 8, 2)):
            yield named(p, "lone-far-token", "hole" if p < 0 else "lone", shape)


def many_cases():
    """More tokens, which are not equal.

    A sum of equal ones, in order, errs the same way at each: by up to n/4 roundings (7 of the 5 that G allows for 64
    tokens, half a one where the sum is pairwise), which would set the bounds for all that is summed.
    """
    for p in ABOVE:
        yield named(p, "lone-far-token", "lone-among", (1, 64, 2))
    for p in SOME:
        yield named(p, "lone-far-token", "lone-among", (1, 1024, 1))
    yield named(0.4921875, "lone-far-token", "lone-among", (1, 16384, 1))
    for p in (*ABOVE, -0.296875):
        yield named(p, "few-tokens-active", "sparse", (4, 16, 2))


def alike_cases():
    """What a feature map after ReLU is at worst: all zeros but one token, or but some; also weighed from 1e-20 to 1.

    Equal tokens by the thousand want sums in runs, or by halves, which every adapter here has. The measurements that
    set the bounds sum in order, so that they leave these out.
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
    """Weights from 1e-20 to 1: the far token counts for next to nothing."""
    for p in ABOVE + BELOW:
        yield named(p, "faint-weights", "hole" if p < 0 else "lone", (3, 7, 4), weights="faint")
        yield named(p, "faint-weights", "hole" if p < 0 else "lone", (1, 257, 3), weights="faint")
        if abs(p) < 0.5:
            yield named(p, "faint-weights", "lone-far", (3, 7, 4), weights="faint")
            yield named(p, "faint-weights", "lone-far", (1, 257, 3), weights="faint")


def shift_cases():
    """The lowest token's own slope, (eps / y)^(p - 1), is huge, and no part of its gradient."""
    for p in (2.0**-7, 0.125, 0.296875, 0.4921875, 0.59375, -0.296875):
        yield named(p, "shift-near-zero", "normal", (1, 197, 3), negatives="shift")
        yield named(p, "shift-near-zero", "signed-ties", (3, 7, 5), weights="fractions", negatives="shift")
        yield named(p, "shift-near-zero", "lone", (1, 257, 3), weights="faint", negatives="shift")
