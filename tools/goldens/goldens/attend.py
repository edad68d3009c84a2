"""Tokens that count by what they hold, under every mean, with running errors.

    q_ig = q_i e^(s_ig) / Σ q e^(s_g),  v_i = x_i, or x_i W;  y_c = M(v_c) with the weights q_g, c in group g

    query  s_ig = query_g · x_i / √D, of all channels or of the group's own        (efficient probing; a head)
    gated  s_ig = w_g · (tanh(V x_i + v) ⊙ sigm(U x_i + u)), the gate may be left out  (Ilse et al. 2018, Eqs. 8, 9)
    mean   s_ig = (W_q x̄)_g · (W_k n_i)_g / √(D / G),  x̄ = Σ q x,  n_i = (x_i - mean) / √(variance + 1e-6), v = n  (SimPool)

Means as in `definitions.py` and `vectors.py`. By the weights, with u the power or the exponential that is averaged:

    mean       ∂y/∂ln q_i = q_i (v_i - y)
    M_p        ∂y/∂ln q_i = y (w_i - q_i) / p;  y q_i ln(v_i / y) at p = 0;  0 at p = ±∞
    lse        ∂y/∂ln q_i = (w_i - q_i) / r;  q_i (v_i - y) at r = 0;  0 at r = ±∞
"""

from mpmath import isfinite

from .attend_means import MEANS
from .attend_scores import SCORES
from .pooled import Pooled, shares
from .running import NOTHING, UNDEFINED, held, run, total
from .specs import attend_groups, exponents, group_of, value_channels


def pool_attended(spec, x, a, parameters):
    attend, channels = spec["attend"], len(x[0])
    groups, wide = attend_groups(spec), value_channels(spec, channels)
    at = [n for n, one in enumerate(a) if one > 0]
    given = {name[len("attend.") :]: values for name, values in parameters.items() if name.startswith("attend.")}
    if any(not isfinite(one) for n in at for one in x[n]):
        return undefined(spec, x, at, wide, channels, given)
    own = shares(a)
    q = [own[n] for n in at]
    rows = [[run(one) for one in x[n]] for n in at]
    score = SCORES[attend["score"]](attend, groups, rows, q, given, lambda c, of: group_at(spec, groups, c, of))
    matrix = None if attend.get("value") is None else [[held(given["value"][c * wide + o]) for o in range(wide)] for c in range(channels)]
    values = score.values if matrix is None else [[total(v * row[o] for v, row in zip(one, matrix)) for o in range(wide)] for one in score.values]
    share, best = zip(*(softmax([one[g] for one in score.scores], q) for g in range(groups)))
    means = []
    for c in range(wide):
        g = group_at(spec, groups, c, wide)
        means.append(MEANS[spec["type"]](spec, [row[c] for row in values], share[g], q, best[g], c, wide))

    def grid(of, width):
        out = [[NOTHING] * width for _ in x]
        for i, n in enumerate(at):
            out[n] = of[i]
        return out

    def pull(dy):
        by_values = [[d * one.dv[i] for d, one in zip(dy, means)] for i in range(len(at))]
        by_scores = [
            [total(dy[c] * means[c].ds[i] for c in range(wide) if group_at(spec, groups, c, wide) == g) for g in range(groups)]
            for i in range(len(at))
        ]
        named = {}
        if matrix is not None:
            named["attend.value"] = [
                total(one[c] * by[o] for one, by in zip(score.values, by_values)) for c in range(channels) for o in range(wide)
            ]
            by_values = [[total(by[o] * matrix[c][o] for o in range(wide)) for c in range(channels)] for by in by_values]
        dx, of_score = score.pull(by_scores, by_values)
        named |= {f"attend.{name}": one for name, one in of_score.items()}
        if spec["type"] in ("gem", "ggem"):
            slopes = [NOTHING] * len(exponents(spec))
            for c, one in enumerate(means):
                at_group = group_of(spec, c, wide)
                slopes[at_group] = slopes[at_group] + dy[c] * one.slope
            named["p"] = slopes
        if spec["type"] == "lse":
            named["r"] = [total(d * one.slope for d, one in zip(dy, means))]
        return grid(dx, channels), named

    return Pooled([one.y for one in means], grid([[one.w[i] for one in means] for i in range(len(at))], wide), pull)


def group_at(spec, groups, c, channels):
    interleaved = spec.get("layout") == "interleaved"
    return c % groups if interleaved else c // (channels // groups)


def undefined(spec, x, at, wide, channels, given):
    """Where a score is NaN or ∞, so is every weight of its group. Only for scores that read every channel."""
    rows = lambda width: [[UNDEFINED] * width if n in at else [NOTHING] * width for n in range(len(x))]  # noqa: E731
    named = {f"attend.{name}": [UNDEFINED] * len(values) for name, values in given.items()}
    if spec["type"] in ("gem", "ggem"):
        named["p"] = [UNDEFINED] * len(exponents(spec))
    if spec["type"] == "lse":
        named["r"] = [UNDEFINED]
    return Pooled([UNDEFINED] * wide, rows(wide), lambda dy: (rows(channels), named))


def softmax(scores, q):
    """The shares of the tokens, and the index of the token with the best score."""
    best = max(range(len(scores)), key=lambda i: scores[i].value)
    below = [NOTHING if i == best else one - scores[best] for i, one in enumerate(scores)]
    grown = [one.exp() * qi for one, qi in zip(below, q)]
    whole = total(grown)
    return [one / whole for one in grown], best
