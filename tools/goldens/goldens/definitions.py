"""The poolings, written down as they are defined and computed with 80 digits: no trick, no stable form.

    q_i = a_i / Σ a             a = mask · weights, over the tokens with a > 0
    M_p = (Σ q_i x_i^p)^(1/p)   M_0 = exp(Σ q_i ln x_i), M_∞ = max, M_-∞ = min
    w_i = q_i (x_i / M)^p       the pooling weights; ties of max and min share in proportion to q
    ∂M/∂x_i = q_i (x_i / M)^(p-1)
    ∂M/∂p   = (M/p) Σ w_i ln(x_i / M), and M Var_q(ln x) / 2 at p = 0

`None` stands for a gradient that is not defined, because the pooled value is not finite.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from mpmath import exp, inf, isfinite, isinf, isnan, log, mp, mpf, nan

mp.dps = 80

ZERO, ONE = mpf(0), mpf(1)


@dataclass
class Channel:
    """One channel of one image: value, gradients for dy = 1 and pooling weights, one entry a token given."""

    y: mpf
    w: list | None
    dx: list | None
    dp: mpf | None = None
    # Filled by power means only, for the error model.
    positive: list = field(default_factory=list)
    mean: mpf | None = None


def power(x, p):
    """Cached, since tens of thousands of equal tokens would take a minute otherwise."""
    return power_at(x, p, mp.prec)


@lru_cache(maxsize=1 << 16)
def power_at(x, p, _precision):
    return x**p


def normalise(a):
    """q from the weights of the kept tokens."""
    total = sum(a, ZERO)
    return [one / total for one in a]


def pool_mean(x, q):
    y = sum((qi * xi for qi, xi in zip(q, x)), ZERO)
    return Channel(y, list(q), list(q)) if isfinite(y) else Channel(y, None, None)


def pool_max(x, q):
    if any(isnan(xi) for xi in x):
        return Channel(nan, None, None)
    y = max(x)
    if not isfinite(y):
        return Channel(y, None, None)
    w = share(q, [xi == y for xi in x])
    return Channel(y, w, w)


def share(q, chosen):
    """1 divided over the chosen tokens in proportion to q."""
    total = sum((qi for qi, hit in zip(q, chosen) if hit), ZERO)
    return [qi / total if hit else ZERO for qi, hit in zip(q, chosen)]


def power_mean(x, q, p):
    """M_p of positive numbers, infinite ones among them."""
    if any(isnan(xi) for xi in x):
        return nan
    if p == inf:
        return max(x)
    if p == -inf:
        return min(x)
    if any(isinf(xi) for xi in x):
        if p >= 0:
            return inf
        if all(isinf(xi) for xi in x):
            return inf
    if p == 0:
        return exp(sum((qi * log(xi) for qi, xi in zip(q, x)), ZERO))
    # For p < 0 an infinite token contributes ∞^p = 0.
    return sum((qi * power(xi, p) for qi, xi in zip(q, x) if not isinf(xi)), ZERO) ** (1 / p)


def power_channel(x, q, p):
    """M_p of positive numbers with its derivatives."""
    mean = power_mean(x, q, p)
    if not isfinite(mean):
        return Channel(mean, None, None)
    if isinf(p):
        w = share(q, [xi == mean for xi in x])
        return Channel(mean, w, w, None, x, mean)
    w = [ZERO if isinf(xi) else qi * power(xi / mean, p) for qi, xi in zip(q, x)]
    dx = [ZERO if isinf(xi) else qi * power(xi / mean, p - 1) for qi, xi in zip(q, x)]
    return Channel(mean, w, dx, slope_in_p(x, q, w, mean, p), x, mean)


def slope_in_p(x, q, w, mean, p):
    """∂M/∂p."""
    if p == 0:
        centre = log(mean)
        return mean * sum((qi * (log(xi) - centre) ** 2 for qi, xi in zip(q, x)), ZERO) / 2
    return mean / p * sum((wi * log(xi / mean) for wi, xi in zip(w, x) if wi != 0), ZERO)


def pool_power(x, q, p, negatives="clamp", eps=mpf("1e-6")):
    """A power mean of tokens of any sign, made positive by the rule for negatives."""
    if negatives == "shift":
        return pool_shifted(x, q, p, eps)
    if negatives == "abs":
        sizes = [abs(xi) for xi in x]
        signs = [-ONE if xi < 0 else ONE for xi in x]
    else:
        sizes = [nan if negatives == "error" and xi < 0 else xi for xi in x]
        signs = [ONE] * len(x)
    # NaN must not be lost in a comparison.
    positive = [xi if isnan(xi) or xi >= eps else eps for xi in sizes]
    out = power_channel(positive, q, p)
    if out.dx is not None:
        out.dx = [sign * d if size >= eps else ZERO for sign, d, size in zip(signs, out.dx, sizes)]
    return out


def pool_shifted(x, q, p, eps):
    """x - m + eps pooled, m - eps added back, m = min x; the gradient flows through m too."""
    if any(isnan(xi) for xi in x):
        return Channel(nan, None, None)
    m = min(x)
    if isinf(m):
        return Channel(inf if m > 0 else nan, None, None)
    out = power_channel([xi - m + eps for xi in x], q, p)
    out.y = out.y + m - eps
    if out.dx is not None:
        rest = 1 - sum(out.dx, ZERO)
        out.dx = [d + s * rest for d, s in zip(out.dx, share(q, [xi == m for xi in x]))]
    return out
