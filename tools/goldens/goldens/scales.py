"""How much a float computation of a value may be off, in units of the roundoff u: the comparator's scale.

A relative bound on the result says nothing where terms cancel, and hides a divisor of N + 1 where they do not. So each
expected value carries the first-order error of computing it in floats, one rounding a term, whatever the order:

    growth G = 1 + √N / 2                a sum of N terms
    ln of a ratio r                      1 + |ln r|        (absolute: libraries are sloppy near 1)
    r^p                                  1 + |p| (1 + |ln r|)
    y of a mean                          G Σ q |x|
    y of a power mean, |p| ≥ 1/2         y (1 + Σ w |ln r| + (1 + G) / |p|)
    y of a power mean, |p| < 1/2         y (1 + Σ v |ln r| (2 + G)), v = max(q, w)
    y after `shift`                      the above, of the shifted mean, + |min|
    w_i                                  w_i (G + |p| (2 + |ln r_i| + Σ v |ln r|))
    dx_i                                 dx_i (scale of w_i + scale of y)
    dx_i after `shift`                   the above; of the lowest tokens share_i (G + Σ_j scale of dx_j), j not lowest: their
                                         own slopes, huge at small p, drop out of the difference
    dp of one channel, |p| ≥ 1/2         y / |p| (1 + scale of y + Σ w |ln(x/y)| (1 + scale of w))
    dp of one channel, |p| < 1/2         y (Σ v |ln(x/y)| (1 + |ln(x/y)|) (1 + G) + 64 u) + (|dp| + y Σ w |ln(x/y)|) scale of y,
                                         so the form that cancels fails here; 64 u² is the square of the error of ln near 1,
                                         and the last term is the error of y, which is a factor and in each ln(x/y)

with r = x / ref, ref the largest token (p > 0) or the smallest (p < 0), and "scale of" relative. Underflow of a power
is allowed for by a floor of 2^-120 of the largest thing it is multiplied with. What is zero by rule (dropped tokens,
tokens below eps, tokens that do not tie) has scale 0 and must be exactly 0, and a chosen token must be exact.
A rule that looks at equality is only asked where float32 can tell: `check_ties` and `check_eps` refuse other cases.
"""

from math import sqrt

import numpy as np
from mpmath import isfinite, isinf, log, mpf

from .definitions import ZERO, share

U = mpf(2) ** -24
FLOOR = mpf(2) ** -120 / U
SQUARED = 64 * U


class Scales:
    """Scales of one channel for dy = 1, in the shapes of `Channel`."""

    def __init__(self, y, w=None, dx=None, dp=None):
        self.y, self.w, self.dx, self.dp = y, w, dx, dp


def growth(n):
    return mpf(1 + sqrt(n) / 2)


def token_scales(out):
    """One token: nothing is computed."""
    zeros = None if out.w is None else [ZERO] * len(out.w)
    return Scales(ZERO, zeros, zeros)


def max_scales(out):
    """The largest token is exact; the shares of ties are one division of a sum."""
    shares = None if out.w is None else [wi * growth(len(out.w)) for wi in out.w]
    return Scales(ZERO, shares, shares)


def mean_scales(out, x, q):
    if not isfinite(out.y):
        return Scales(ZERO)
    g = growth(len(x))
    weights = [qi * g for qi in q]
    return Scales(g * sum((qi * abs(xi) for qi, xi in zip(q, x)), ZERO), weights, weights)


def power_scales(out, q, p, shifted_by=None, lowest=None):
    """`shifted_by` is the minimum that `shift` subtracted; `lowest` tells which tokens have that minimum."""
    if not isfinite(out.y):
        return Scales(ZERO)
    x, mean, n = out.positive, out.mean, len(q)
    g = growth(n)
    back = ZERO if shifted_by is None else abs(shifted_by)
    if isinf(p):
        w = [wi * g for wi in out.w]
        dx = w if lowest is None else moving_along(w, q, lowest, g)
        gated = [ZERO if d == 0 and lowest is None else s for d, s in zip(out.dx, dx)]
        return Scales(mean + back, w, gated)
    ref = max(x) if p >= 0 else min(x)
    size = abs(p)
    logs = [ZERO if isinf(xi) else abs(log(xi / ref)) for xi in x]
    near = size < 0.5
    v = [max(qi, wi) if near else wi for qi, wi in zip(q, out.w)]
    spread = sum((vi * li for vi, li in zip(v, logs)), ZERO)
    y_rel = 1 + spread * (2 + g) if near else 1 + spread + (1 + g) / size
    w_rel = [g + size * (2 + li + spread) for li in logs]
    w = [wi * rel + FLOOR for wi, rel in zip(out.w, w_rel)]
    raw = [wi * mean / xi * (rel + y_rel) + FLOOR * max(1, mean / xi) for wi, rel, xi in zip(out.w, w_rel, x)]
    if lowest is None:
        dx = [ZERO if d == 0 and not isinf(xi) else s for d, s, xi in zip(out.dx, raw, x)]
    else:
        dx = moving_along(raw, q, lowest, g)
    return Scales(mean * y_rel + back, w, dx, dp_scale(out, v, w_rel, y_rel, size, near, g))


def moving_along(scales, q, lowest, g):
    """Scales of dx where the lowest tokens move all others."""
    rest = g + sum((s for s, low in zip(scales, lowest) if not low), ZERO)
    return [part * rest if low else s for s, part, low in zip(scales, share(q, lowest), lowest)]


def dp_scale(out, v, w_rel, y_rel, size, near, g):
    mean = out.mean
    logs = [ZERO if isinf(xi) else abs(log(xi / mean)) for xi in out.positive]
    if near:
        own = mean * (sum((vi * li * (1 + li) for vi, li in zip(v, logs)), ZERO) * (1 + g) + SQUARED)
        tilt = sum((wi * li for wi, li in zip(out.w, logs)), ZERO)
        return own + (abs(out.dp) + mean * tilt) * y_rel
    terms = sum((wi * li * (1 + rel) for wi, li, rel in zip(out.w, logs, w_rel)), ZERO)
    return mean * ((1 + y_rel + terms) / size + FLOOR)


def check_ties(positive, p):
    """Refuses a case in which rounding of the shifted tokens could make or break a tie at ±∞."""
    best = max(positive) if p > 0 else min(positive)
    if any(xi != best and abs(xi - best) < best * mpf(2) ** -18 for xi in positive):
        raise ValueError("shift: two tokens tie in float32 that differ; choose other values for p = ±inf")


def check_eps(x, eps):
    """Refuses a token so near to eps that float32 cannot tell on which side it lies, unless float32 holds eps."""
    if mpf(float(np.float32(float(eps)))) != eps and any(isfinite(xi) and abs(abs(xi) - eps) < eps * mpf(2) ** -18 for xi in x):
        raise ValueError(f"eps = {float(eps)}: a token lies within its rounding; choose an eps that float32 holds")
