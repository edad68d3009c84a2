"""Means whose weights have an error, and how they move with these: see `attend.py`."""

from mpmath import exp, isinf, log, mpf

from .running import NOTHING, Run, held, run, total
from .specs import exponents, group_of, sharpness

NEAR = mpf(1) / 2


class Mean:
    """The mean of one channel: `y`; for each token `w`, `∂y/∂v` and `∂y/∂ln q`; the slope of `y` by the exponent."""

    def __init__(self, y, w, dv, ds, slope=NOTHING):
        self.y, self.w, self.dv, self.ds, self.slope = y, w, dv, ds, slope


def centre(values, q, best):
    """v - Σ q v, relative to the token that weighs most."""
    apart = [NOTHING if i == best else one - values[best] for i, one in enumerate(values)]
    middle = total(qi * one for qi, one in zip(q, apart))
    return [one - middle for one in apart]


def plain_mean(spec, v, q, own, best, c, channels):
    y = total(qi * one for qi, one in zip(q, v))
    return Mean(y, q, q, [qi * one for qi, one in zip(q, centre(v, q, best))])


def rough(value):
    return Run(value, 3 * abs(value))


def g(z):
    return mpf(1) if z == 0 else (exp(z) - 1) / z


def h(z):
    return mpf(1) / 2 if z == 0 else (z * exp(z) - exp(z) + 1) / z**2


def extreme(v, own, sign):
    """The largest or smallest token. Tied tokens share in proportion to the weights that they have without scores."""
    y = max(v, key=lambda one: sign * one.value)
    chosen = [one.value == y.value for one in v]
    whole = total(qi for qi, hit in zip(own, chosen) if hit)
    w = [qi / whole if hit else NOTHING for qi, hit in zip(own, chosen)]
    return Mean(y, w, w, [NOTHING] * len(v))


def log_mean(q, d, p):
    """`ln(y / ref)` from `d = ln(x / ref)`."""
    if abs(p) < NEAR:
        a = total(qi * di * rough(g(p * di.value)) for qi, di in zip(q, d))
        size = log(sum(qi.value * exp(p * di.value) for qi, di in zip(q, d))) / p if p != 0 else a.value
        return Run(size, 2 * a.error + 2 * abs(size))
    u = [(di * held(p)).exp() for di in d]
    return total(qi * ui for qi, ui in zip(q, u)).log() / held(p)


def power_mean(spec, v, q, own, best, c, channels):
    p = exponents(spec)[group_of(spec, c, channels)]
    negatives, eps = spec.get("negatives", "clamp"), mpf(float(spec.get("eps", 1e-6)))
    low = min(v, key=lambda one: one.value)
    if negatives == "shift":
        sized, sign = [one - low + held(eps) if one is not low else held(eps) for one in v], [1] * len(v)
    elif negatives == "abs":
        sized, sign = [one if one.value >= 0 else -one for one in v], [1 if one.value >= 0 else -1 for one in v]
    else:
        sized, sign = v, [1] * len(v)
    positive = [one if one.value >= eps else held(eps) for one in sized]
    found = extreme(positive, own, 1 if p > 0 else -1) if isinf(p) else finite_power(positive, q, best, p)
    dv = [one * run(s) if size.value >= eps else NOTHING for one, s, size in zip(found.dv, sign, sized)]
    if negatives != "shift":
        return Mean(found.y, found.w, dv, found.ds, found.slope)
    lowest = [one.value == low.value for one in v]
    whole = total(qi for qi, hit in zip(own, lowest) if hit)
    rest = Run(mpf(1)) - total(one for one, hit in zip(dv, lowest) if not hit)
    moved = [qi / whole * rest if hit else one for one, qi, hit in zip(dv, own, lowest)]
    return Mean(found.y + (low - held(eps)), found.w, moved, found.ds, found.slope)


def finite_power(x, q, best, p):
    ref = max(x, key=lambda one: one.value) if p >= 0 else min(x, key=lambda one: one.value)
    d = [NOTHING if one is ref else (one / ref).log() for one in x]
    y = ref * log_mean(q, d, p).exp()
    if abs(p) < NEAR:
        e = [(one / y).log() for one in x]
        w = [qi * (one * held(p)).exp() for qi, one in zip(q, e)]
        ds = [y * qi * one * rough(g(p * one.value)) for qi, one in zip(q, e)]
        slope = y * total(qi * one * one * rough(h(p * one.value)) for qi, one in zip(q, e))
    else:
        u = [(one * held(p)).exp() for one in d]
        whole = total(qi * ui for qi, ui in zip(q, u))
        w = [qi * ui / whole for qi, ui in zip(q, u)]
        ds = [qi * one * (y / (whole * held(p))) for qi, one in zip(q, centre(u, q, best))]
        meanlog = total(wi * one for wi, one in zip(w, d))
        slope = y / held(p) * (meanlog - whole.log() / held(p))
    return Mean(y, w, [wi * y / one for wi, one in zip(w, x)], ds, slope)


def lse_mean(spec, v, q, own, best, c, channels):
    r = sharpness(spec)
    if isinf(r):
        return extreme(v, own, 1 if r > 0 else -1)
    ref = max(v, key=lambda one: one.value) if r >= 0 else min(v, key=lambda one: one.value)
    d = [NOTHING if one is ref else one - ref for one in v]
    width = max(abs(one.value) for one in d)
    if abs(r) * width < NEAR:
        a = total(qi * di * rough(g(r * di.value)) for qi, di in zip(q, d))
        size = log(sum(qi.value * exp(r * di.value) for qi, di in zip(q, d))) / r if r != 0 else a.value
        found = Run(size, 2 * a.error + 2 * abs(size))
        e = [Run(di.value - size, di.error + found.error + abs(size)) for di in d]
        w = [qi * (one * held(r)).exp() for qi, one in zip(q, e)]
        ds = [qi * one * rough(g(r * one.value)) for qi, one in zip(q, e)]
        slope = total(qi * one * one * rough(h(r * one.value)) for qi, one in zip(q, e))
        return Mean(ref + found, w, w, ds, slope)
    z = [one * held(r) for one in d]
    u = [one.exp() for one in z]
    whole = total(qi * ui for qi, ui in zip(q, u))
    w = [qi * ui / whole for qi, ui in zip(q, u)]
    ds = [qi * one / (whole * held(r)) for qi, one in zip(q, centre(u, q, best))]
    slope = (total(wi * one for wi, one in zip(w, z)) - whole.log()) / held(r) / held(r)
    return Mean(ref + whole.log() / held(r), w, w, ds, slope)


MEANS = {"mean": plain_mean, "gem": power_mean, "ggem": power_mean, "lse": lse_mean}
