"""The mean of the k largest values of each channel, from sorted values.

    The values in falling order, x_(1) ≥ x_(2) ≥ ...; the first k count, those equal to x_(k) in equal shares:
    f_i = 1 over x_(k),  (k - how many are over it) / (how many equal it) at x_(k),  0 below
    w_i = f_i a_i / Σ f a,  y = Σ w x,  ∂y/∂x_i = w_i
    With fewer than k values all count in full.
"""

from mpmath import isfinite, isnan, mpf

from .definitions import ZERO
from .running import NOTHING, Run, run, total
from .scales import growth
from .vectors import Channel, by_channel


def top_k_channel(spec, x, q, c, channels):
    if any(isnan(one) for one in x):
        return Channel(Run(mpf("nan")))
    counted = shares_of(x, spec["k"])
    q = [Run(one, one * growth(len(q))) for one in q]
    weighed = [NOTHING if f == 0 else qi * Run(f, f) for f, qi in zip(counted, q)]
    whole = total(one for one in weighed if one.value != 0)
    w = [one if one.value == 0 else one / whole for one in weighed]
    chosen = [(wi, xi) for wi, xi in zip(w, x) if wi.value != 0]
    value = sum((wi.value * xi for wi, xi in chosen), ZERO)
    if not isfinite(value):
        return Channel(Run(value))
    return Channel(total(wi * run(xi) for wi, xi in chosen), w, w)


def shares_of(x, k):
    """How much of each value counts, from none to all."""
    order = sorted(x, reverse=True)
    if k >= len(order):
        return [mpf(1)] * len(x)
    last = order[k - 1]
    over = sum(1 for one in x if one > last)
    equal = sum(1 for one in x if one == last)
    return [mpf(1) if one > last else mpf(k - over) / equal if one == last else ZERO for one in x]


top_k = by_channel(top_k_channel)
