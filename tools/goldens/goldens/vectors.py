"""The poolings that look at one image as a whole, each from its definition, with running errors.

    q_i = a_i / Σ a
    lse                   y = (1/r) ln Σ q_i e^(r x_i);  r = 0: Σ q x;  r = ±∞: max, min
                          w_i = q_i e^(r (x_i - y)),  ∂y/∂x_i = w_i,  ∂y/∂r = KL(w ‖ q) / r²;  Var_q(x) / 2 at r = 0
    meanSqrtLen           y = Σ a x / √Σ a,  w = q
    positionWeightedMean  y = Σ i a_i x_i / Σ i a_i,  i = 1..n,  w_i = i a_i / Σ i a_i
    attention             s_i = Σ_c query_c x_ic / √(D / H) in each head,  w_i = q_i e^(s_i) / Σ q e^s,  y = Σ w x
                          ∂y_c/∂s_i = w_i (x_ic - y_c)

Values follow these lines. Where a float computation of them would overflow or cancel, the error is that of the same
quantity relative to the largest token or score.
"""

from mpmath import exp, inf, isfinite, isinf, isnan, log, mpf, nan

from .definitions import ZERO, normalise, pool_max, pool_mean, pool_power, share
from .pooled import Pooled, shares
from .running import NOTHING, UNDEFINED, Run, held, run, total
from .scales import check_eps, growth, max_scales, mean_scales, power_scales, token_scales
from .specs import exponents, group_of, groups_of, sharpness

NEAR = mpf(1) / 2


def by_channel(pool, name=None, slots=1, slot_of=lambda c: 0):
    """A pooling of one channel at a time: `pool(spec, x, q, c)` gives y, dx and w (None: not defined) and a slope."""

    def pool_channels(spec, x, a, _):
        channels = len(x[0])
        at = [n for n, one in enumerate(a) if one > 0]
        q = normalise([a[n] for n in at])
        done = [pool(spec, [x[n][c] for n in at], q, c, channels) for c in range(channels)]
        count = slots(spec) if callable(slots) else slots

        def grid(rows):
            out = [[NOTHING] * channels for _ in x]
            for c, row in enumerate(rows):
                for i, n in enumerate(at):
                    out[n][c] = UNDEFINED if row is None else row[i]
            return out

        def pull(dy):
            dx = [None if one.dx is None else [d * dy[c] for d in one.dx] for c, one in enumerate(done)]
            if name is None:
                return grid(dx), {}
            slopes = [[] for _ in range(count)]
            for c, one in enumerate(done):
                slopes[slot_of(spec, c, channels)].append(UNDEFINED if one.dx is None else dy[c] * one.slope)
            return grid(dx), {name: [sum_of(terms) for terms in slopes]}

        return Pooled([one.y for one in done], grid([one.w for one in done]), pull)

    return pool_channels


def sum_of(terms):
    return total(terms) if all(one.is_defined for one in terms) else UNDEFINED


class Channel:
    def __init__(self, y, dx=None, w=None, slope=NOTHING):
        self.y, self.dx, self.w, self.slope = y, dx, w, slope


def from_scales(out, scales):
    """A channel of `definitions.py` with its scales from `scales.py`."""
    both = lambda values, errors: None if values is None else [Run(v, e) for v, e in zip(values, errors)]  # noqa: E731
    slope = NOTHING if out.dp is None else Run(out.dp, scales.dp)
    return Channel(Run(out.y, scales.y), both(out.dx, scales.dx), both(out.w, scales.w), slope)


def token(spec, x, a, parameters):
    """The chosen row alone, or nothing where it is dropped."""
    index = spec.get("index", 0)
    kept = [n for n, one in enumerate(a) if one > 0]
    at = {"first": kept[0], "last": kept[-1]}[index] if isinstance(index, str) else index % len(x)
    channels = len(x[0])
    rows = lambda row: [row if n == at and a[at] > 0 else [NOTHING] * channels for n in range(len(x))]  # noqa: E731
    y = [run(one) for one in x[at]] if a[at] > 0 else [NOTHING] * channels
    return Pooled(y, rows([Run(mpf(1))] * channels), lambda dy: (rows(dy), {}))


def mean_channel(spec, x, q, c, channels):
    out = pool_mean(x, q)
    return from_scales(out, mean_scales(out, x, q))


def max_channel(spec, x, q, c, channels):
    out = pool_max(x, q)
    return from_scales(out, max_scales(out))


def power_channel(spec, x, q, c, channels):
    negatives, eps = spec.get("negatives", "clamp"), mpf(float(spec.get("eps", 1e-6)))
    p = exponents(spec)[group_of(spec, c, channels)]
    check_eps(x, eps)
    out = pool_power(x, q, p, negatives, eps)
    if negatives != "shift" or not isfinite(out.y):
        return from_scales(out, power_scales(out, q, p))
    m = min(x)
    return from_scales(out, power_scales(out, q, p, abs(m) + eps, [xi == m for xi in x]))


def lse_channel(spec, x, q, c, channels):
    r = sharpness(spec)
    if any(isnan(xi) for xi in x):
        return Channel(UNDEFINED)
    y = lse_value(x, q, r)
    if not isfinite(y):
        return Channel(Run(y))
    if isinf(r):
        w = share(q, [xi == y for xi in x])
        chosen = [Run(wi, wi * growth(len(x))) for wi in w]
        return Channel(Run(y), chosen, chosen)
    return lse_errors(x, q, r, y)


def lse_value(x, q, r):
    """The definition; 80 digits and exponents without end need no reference."""
    if r == 0:
        return sum((qi * xi for qi, xi in zip(q, x)), ZERO)
    if r == inf:
        return max(x)
    if r == -inf:
        return min(x)
    if any(isinf(xi) and (xi > 0) == (r > 0) for xi in x):
        return inf if r > 0 else -inf
    # Infinities of the other sign add nothing: e^-∞ = 0.
    finite = [(qi, xi) for qi, xi in zip(q, x) if isfinite(xi)]
    if not finite:
        return -inf if r > 0 else inf
    return log(sum((qi * exp(r * xi) for qi, xi in finite), ZERO)) / r


def lse_errors(x, q, r, y):
    ref = max(x) if r >= 0 else min(x)
    q = [Run(qi, qi * growth(len(q))) for qi in q]
    d = [NOTHING if xi == ref else Run(xi) - run(ref) for xi in x]
    width = max(abs(one.value) for one in d)
    exact_w = [ZERO if isinf(xi) else qi.value * exp(r * (xi - y)) for qi, xi in zip(q, x)]
    if r == 0:
        slope = sum((qi.value * (xi - y) ** 2 for qi, xi in zip(q, x)), ZERO) / 2
    else:
        slope = sum((wi * log(wi / qi.value) for wi, qi in zip(exact_w, q) if wi > 0), ZERO) / r**2
    if abs(r) * width < NEAR:
        mean = total(qi * di * rough(g(r * di.value)) for qi, di in zip(q, d))
        size = y - ref
        found = run(ref) + Run(size, mean.error * 2 + abs(size) * 2)
        e = [Run(di.value - size, di.error + mean.error * 2 + abs(size)) for di in d]
        w = [qi * (one * r).exp() for qi, one in zip(q, e)]
        by_r = total(qi * square(one) * rough(mpf(1) / 2) for qi, one in zip(q, e))
    else:
        z = [None if isinf(di.value) else di * r for di in d]
        u = [Run(ZERO) if one is None else one.exp() for one in z]
        sum_u = total(qi * ui for qi, ui in zip(q, u))
        log_u = sum_u.log()
        found = run(ref) + log_u / r
        w = [ui / sum_u * qi for qi, ui in zip(q, u)]
        mean_z = total(wi * one for wi, one in zip(w, z) if one is not None)
        by_r = (mean_z - log_u) / r / r
    w = [Run(exact, one.error) for exact, one in zip(exact_w, w)]
    return Channel(Run(y, found.error), w, w, Run(slope, by_r.error))


def g(z):
    return mpf(1) if z == 0 else (exp(z) - 1) / z


def rough(value):
    """A short series: three roundings."""
    return Run(value, 3 * abs(value))


def square(one):
    return one * one


def mean_sqrt_len(spec, x, a, parameters):
    length = total(held(one) for one in a if one > 0)
    root = length.sqrt()
    root = Run(root.value, root.error + 2 * root.value)
    factors = [one * root for one in shares(a)]
    return weighted_sum(x, a, factors, shares(a), y_of=lambda column: sum((ai * xi for ai, xi in zip(a, column) if ai > 0), ZERO) / root.value)


def position_weighted_mean(spec, x, a, parameters):
    by_position = [one * (i - spec["origin"] + 1) for i, one in enumerate(a)]
    q = shares(by_position)
    # The weights are normalised, weighed by position, and normalised again.
    q = [Run(one.value, one.error * 2 + one.value) for one in q]
    return weighted_sum(x, a, q, q)


def weighted_sum(x, a, factors, w, y_of=None):
    """y = Σ factor x, a linear pooling."""
    at = [n for n, one in enumerate(a) if one > 0]
    y = []
    for c in range(len(x[0])):
        column = [row[c] for row in x]
        value = sum((factors[n].value * column[n] for n in at), ZERO)
        if not isfinite(value):
            y.append(Run(value))
            continue
        found = total(factors[n] * run(column[n]) for n in at)
        y.append(Run(y_of(column) if y_of else value, found.error))
    undefined = [not one.is_defined for one in y]
    rows = lambda of: [[of(n, c) if n in kept else NOTHING for c in range(len(y))] for n in range(len(x))]  # noqa: E731
    kept = set(at)
    pick = lambda c, one: UNDEFINED if undefined[c] else one  # noqa: E731
    return Pooled(
        y,
        rows(lambda n, c: pick(c, w[n])),
        lambda dy: (rows(lambda n, c: pick(c, factors[n] * dy[c])), {}),
    )


def attention(spec, x, a, parameters):
    channels = len(x[0])
    heads = spec.get("heads", 1)
    width = channels // heads
    at = [n for n, one in enumerate(a) if one > 0]
    norm = 1 / mpf(width) ** NEAR
    query = [run(one) * held(norm) for one in parameters["query"]]
    q = shares(a)
    done = [attend(x, at, q, query, range(h * width, (h + 1) * width)) for h in range(heads)]
    zero = lambda: [[NOTHING] * channels for _ in x]  # noqa: E731

    def fill(grid, columns, rows):
        for i, n in enumerate(at):
            for j, c in enumerate(columns):
                grid[n][c] = rows[i][j]

    w = zero()
    for head in done:
        fill(w, head.columns, [[one] * width for one in head.w])

    def pull(dy):
        dx, slopes = zero(), [NOTHING] * channels
        for head in done:
            rows, slope = head.pull([dy[c] for c in head.columns])
            fill(dx, head.columns, rows)
            for c, one in zip(head.columns, slope):
                slopes[c] = one * held(norm)
        return dx, {"query": slopes}

    return Pooled([one for head in done for one in head.y], w, pull)


class Head:
    def __init__(self, columns, y, w, pull):
        self.columns, self.y, self.w, self.pull = columns, y, w, pull


def attend(x, at, q, query, columns):
    rows = [[x[n][c] for c in columns] for n in at]
    own = [query[c] for c in columns]
    if any(not isfinite(one) for row in rows for one in row):
        # A NaN or ∞ in a score reaches every weight of the head.
        gone = [[UNDEFINED] * len(own) for _ in rows]
        return Head(columns, [UNDEFINED] * len(own), [UNDEFINED] * len(rows), lambda dy: (gone, [UNDEFINED] * len(own)))
    scores = [total(run(one) * k for one, k in zip(row, own)) for row in rows]
    best = max(range(len(scores)), key=lambda i: scores[i].value)
    below = [NOTHING if i == best else one - scores[best] for i, one in enumerate(scores)]
    grown = [one.exp() * q[n] for one, n in zip(below, at)]
    whole = total(grown)
    w = [one / whole for one in grown]
    y = [total(wi * run(row[j]) for wi, row in zip(w, rows)) for j in range(len(own))]
    # Computed relative to the token with the best score, so that it is exact where that token has all the weight.
    apart = [[NOTHING if i == best else run(one) - run(top) for one, top in zip(row, rows[best])] for i, row in enumerate(rows)]
    centre = [total(wi * row[j] for wi, row in zip(w, apart)) for j in range(len(own))]
    centred = [[one - mid for one, mid in zip(row, centre)] for row in apart]

    def pull(dy):
        by_score = [wi * total(d * one for d, one in zip(dy, row)) for wi, row in zip(w, centred)]
        dx = [[wi * d + s * k for d, k in zip(dy, own)] for wi, s in zip(w, by_score)]
        return dx, [total(s * row[j] for s, row in zip(by_score, centred)) for j in range(len(own))]

    return Head(columns, y, w, pull)


power = by_channel(power_channel, "p", groups_of, group_of)
LEAVES = {
    "token": token,
    "mean": by_channel(mean_channel),
    "max": by_channel(max_channel),
    "gem": power,
    "ggem": power,
    "lse": by_channel(lse_channel, "r", 1, lambda spec, c, channels: 0),
    "meanSqrtLen": mean_sqrt_len,
    "positionWeightedMean": position_weighted_mean,
    "attention": attention,
}
