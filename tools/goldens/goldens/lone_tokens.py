"""Some tokens of 5 among very many that are alike, at exponents around 0 and 1/2: as many tokens as a map can have.

Equal tokens are one token of their weight, so that mpmath pools two. Derivatives are those of that function of the two,
by differences, shared evenly among the tokens that are alike.
"""

from mpmath import diff, mpf

EXPONENTS = (-0.3, 0.01, 0.1, 0.3, 0.49, 0.499999, 0.5 - 2.0**-25, 0.5, 0.51, 0.6)
TOKENS = (1, 1024, 2049, 16384, 65536)
HIGH = mpf(5)
VISIBLE = 2.0**-19
"""Above eps, 1e-6, so that these tokens have a gradient."""

RESOLVED = 1e-50
"""Smaller results of the differences count as 0: for equal tokens, the slope by p is 0."""


def lone_token_cases():
    """One token of 5 among zeros or among `VISIBLE`; of 1,024 tokens, one to all are 5; a weight of that token from 1e-20 to 1."""
    for p in EXPONENTS:
        for tokens in TOKENS:
            for low in (0, VISIBLE):
                yield {"p": p, "tokens": tokens, "low": low, "high": 1, "weight": 1}
        for high in (2, 64, 512, 1023, 1024):
            yield {"p": p, "tokens": 1024, "low": VISIBLE, "high": high, "weight": 1}
        for weight in (1e-20, 1e-10, 1e-3):
            yield {"p": p, "tokens": 1024, "low": VISIBLE, "high": 1, "weight": weight}


def lone_tokens(one):
    """`y`; of a token of 5 and of another one `w`, `dx` and the Hessian's product with 1 for all tokens and for p."""
    eps = mpf(10) ** -6
    count, low = one["high"], max(mpf(one["low"]), eps)
    others, p = one["tokens"] - count, mpf(one["p"])
    weight = mpf(one["weight"])
    total = count * weight + others
    share_high, share_low = weight / total, 1 / total

    def y(high, low, p):
        return (count * share_high * high**p + others * share_low * low**p) ** (1 / p)

    at = (HIGH, low, p)
    moving = 0 if one["low"] < eps else 1
    mean = y(*at)

    def derivative(*orders):
        return diff(y, at, orders) if any(orders) else mean

    def along(*orders):
        """The derivative of one along (1, 1, 1)."""
        steps = ((1, 0, 0), (0, moving, 0), (0, 0, 1))
        return sum((derivative(*(a + b for a, b in zip(orders, step))) for step in steps if any(step)), mpf(0))

    result = {
        "y": mean,
        "wHigh": share_high * (HIGH / mean) ** p,
        "dxHigh": derivative(1, 0, 0) / count,
        "hvHigh": along(1, 0, 0) / count,
        "dp": derivative(0, 0, 1),
        "hvP": along(0, 0, 1),
    }
    if others:
        result["wLow"] = share_low * (low / mean) ** p
        result["dxLow"] = moving * derivative(0, 1, 0) / others
        result["hvLow"] = moving * along(0, 1, 0) / others
    return {**one, **{name: float(value) if abs(value) > RESOLVED else 0.0 for name, value in result.items()}}
