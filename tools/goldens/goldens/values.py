"""The pooled value alone, as it is defined, for whoever differentiates it another way."""

from mpmath import mpf

from .definitions import pool_max, pool_mean, pool_power


def pooled(spec, x, q, p):
    """y of one channel."""
    if spec["type"] in ("token", "max"):
        return pool_max(x, q).y
    if spec["type"] == "mean":
        return pool_mean(x, q).y
    return pool_power(x, q, p, spec.get("negatives", "clamp"), eps_of(spec)).y


def positive_tokens(spec, x):
    """The tokens after the rule for negatives, and which of them were not raised to eps."""
    eps, rule = eps_of(spec), spec.get("negatives", "clamp")
    sizes = [abs(xi) for xi in x] if rule == "abs" else [xi - min(x) + eps for xi in x] if rule == "shift" else x
    return [max(xi, eps) for xi in sizes], [xi >= eps for xi in sizes]


def eps_of(spec):
    return mpf(float(spec.get("eps", 1e-6)))
