"""Second derivatives of the poolings, from nothing but their values: mixed central differences at 160 digits.

    e_i · H v = [y(+e_i + v) - y(+e_i - v) - y(-e_i + v) + y(-e_i - v)] / 4,  steps of 1e-30

with H the Hessian of Σ dy y in tokens and p. Neither a gradient nor a formula of one plays a part; only `scale`, the
size of the terms that a float computation adds up, uses the pooling weights.
"""

from mpmath import isfinite, isinf, log, mp, mpf

from .case import pooling_case as case
from .definitions import ZERO, normalise, power_channel
from .expected import considered, exponents, group_of, groups_of, has_live_exponent
from .generator import words
from .inputs import kept_tokens, make_inputs, normal
from .values import pooled, positive_tokens

RESOLVED = mpf(10) ** -30
"""The resolution of the differences. No smaller scale is stored, except for values that are 0 by rule."""
DIGITS = 160
STEP = mpf(10) ** -30
SHAPE = (2, 6, 4)
NEAR = 2.0**-10


def gem(p, **options):
    return {"type": "gem", "p": p, **options}


def second_derivative_cases():
    """Every p on plain, wide and hot tokens; every rule for negatives; masks, weights, prefix, groups and ranges."""
    for spec in ({"type": "token", "index": 2}, {"type": "mean"}, {"type": "max"}):
        yield case(spec, SHAPE, "normal", mask="half", weights="fractions")
    for p in (-4, -1, -0.5, -NEAR, 0, 2.0**-20, NEAR, 0.25, 0.5, 1, 2, 3, 6.5, 25, "inf"):
        for values in ("positive", "spread"):
            yield case(gem(p), SHAPE, values)
    for p in (-1, 0, 3):
        yield case(gem(p), SHAPE, "hot")
        yield case(gem(p), SHAPE, "below-eps")
        for rule in ("clamp", "abs", "shift"):
            yield case(gem(p, negatives=rule), SHAPE, "normal")
            yield case(gem(p, negatives=rule), SHAPE, "normal", mask="half", weights="fractions", plant="litter-dropped")
    for p in (2.0**-7, 0.296875, 0.4921875, -0.296875):
        lonely = "hole" if p < 0 else "lone"
        yield case(gem(p), SHAPE, lonely)
        yield case(gem(p), SHAPE, lonely, weights="faint")
        yield case(gem(p), SHAPE, "lone-far", weights="faint")
        yield case(gem(p, negatives="shift"), SHAPE, "normal")
        yield case(gem(p, negatives="shift"), SHAPE, "normal", weights="faint")
    yield case({"type": "ggem", "groups": 2, "p": [3, 0]}, SHAPE, "normal", mask="half")
    yield case({"type": "ggem", "groups": 2, "p": [NEAR, -4], "layout": "interleaved", "prefixTokens": 1}, SHAPE, "positive")
    yield case({"type": "ggem", "groups": 2, "p": [3, "inf"]}, SHAPE, "positive")


def second_derivatives(one):
    """One case with its inputs, its direction, `H v` and the scales."""
    with mp.workdps(DIGITS):
        return differentiate(one)


def differentiate(one):
    spec, inputs = one["spec"], make_inputs(one)
    batch, tokens, channels = one["shape"]
    direction = normal(one["id"] + "#v", batch * tokens * channels).reshape(batch, tokens, channels)
    live = has_live_exponent(spec) or any(isinf(p) for p in exponents(spec)) if "p" in spec else False
    in_p = [mpf(int(w) % 9 - 4) / 4 for w in words(one["id"] + "#vp", groups_of(spec))]
    by_x = [[[ZERO] * channels for _ in range(tokens)] for _ in range(batch)]
    scale_x = [[[ZERO] * channels for _ in range(tokens)] for _ in range(batch)]
    by_p, scale_p = [ZERO] * groups_of(spec), [ZERO] * groups_of(spec)
    kept = kept_tokens(inputs.x, inputs.mask, inputs.weights)
    for b in range(batch):
        at, a = considered(spec, inputs, kept, b)
        if not at:
            continue
        q = normalise(a)
        for c in range(channels):
            group = group_of(spec, c, channels)
            x = [mpf(float(inputs.x[b, n, c])) for n in at]
            v = [mpf(float(direction[b, n, c])) for n in at]
            p = exponents(spec)[group] if "p" in spec else None
            dy = mpf(float(inputs.dy[b, c]))
            product, slope = mixed_differences(spec, x, q, p, v, in_p[group])
            scales, scale = magnitudes(spec, x, q, p, v, in_p[group])
            for n, value, size in zip(at, product, scales):
                by_x[b][n][c], scale_x[b][n][c] = dy * value, max(abs(dy) * size, RESOLVED)
            by_p[group] += dy * slope
            scale_p[group] += max(abs(dy) * scale, RESOLVED)
    out = {"id": one["id"], "spec": spec, "shape": one["shape"], "x": plain(inputs.x), "dy": plain(inputs.dy)}
    if inputs.mask is not None:
        out["mask"] = plain(inputs.mask)
    if inputs.weights is not None:
        out["weights"] = plain(inputs.weights)
    out["direction"] = {"tokens": plain(direction), **({"p": [float(d) for d in in_p]} if live else {})}
    out["tokens"] = {"value": flat(by_x), "scale": flat(scale_x, 3)}
    if live:
        out["p"] = {"value": [float(d) for d in by_p], "scale": [float(mp.nstr(s, 3)) for s in scale_p]}
    return out


def mixed_differences(spec, x, q, p, v, vp):
    """`H v` for one channel: a row a token, and the row of p."""

    def moved(along, in_p, way):
        there = [xi + way * STEP * vi + step for xi, vi, step in zip(x, v, along)]
        return pooled(spec, there, q, p if p is None or isinf(p) else p + way * STEP * vp + in_p)

    def row(along, in_p, step):
        back = [-s for s in along]
        total = moved(along, in_p, 1) - moved(along, in_p, -1) - moved(back, -in_p, 1) + moved(back, -in_p, -1)
        return total / (4 * STEP * step)

    rows = []
    for i, xi in enumerate(x):
        step = STEP * (abs(xi) or 1)
        rows.append(row([step if j == i else ZERO for j in range(len(x))], ZERO, step))
    in_p = ZERO if p is None or isinf(p) else row([ZERO] * len(x), STEP, STEP)
    return rows, in_p


def magnitudes(spec, x, q, p, v, vp):
    """What a float computation adds up, with absolute values: rounding errors are a few roundoffs of it."""
    if p is None or isinf(p):
        return [ZERO] * len(x), ZERO
    positive, inside = positive_tokens(spec, x)
    channel = power_channel(positive, q, p)
    y, w = channel.mean, channel.w
    logs = [abs(log(xi / y)) for xi in positive]
    size = 1 + abs(p)
    shifted = spec.get("negatives") == "shift"
    lowest = [shifted and xi == min(x) for xi in x]
    # The lowest token moves all others with it, since they are measured from it; measured so, it does not move itself.
    along = max((abs(vi) for vi, low in zip(v, lowest) if low), default=ZERO)
    relative = [(abs(vi) + along) / xi if ok and not low else ZERO for vi, xi, ok, low in zip(v, positive, inside, lowest)]
    moved = sum((wi * ri for wi, ri in zip(w, relative)), ZERO)
    blur = sum(((wi + qi) * li * (1 + li) for wi, qi, li in zip(w, q, logs)), ZERO) + 2 * mpf(2) ** -53
    rows = [
        wi * y / xi * size * (1 + li) ** 2 * (size * (ri + moved) + abs(vp) * (1 + li + blur)) if ok else ZERO
        for wi, xi, ri, li, ok in zip(w, positive, relative, logs, inside)
    ]
    if shifted:
        rest = sum((row for row, low in zip(rows, lowest) if not low), ZERO)
        rows = [rest if low else row for row, low in zip(rows, lowest)]
    top = max(logs)
    in_p = y * size * sum(
        ((wi + qi) * li * (1 + li) * (1 + top) * (ri + moved + abs(vp) * (1 + li + blur)) for wi, qi, li, ri in zip(w, q, logs, relative)),
        mpf(2) ** -53,
    )
    if abs(p) >= 0.5:
        # For the logarithm of a sum of weights, which is 1 apart from rounding.
        in_p += y * (moved + abs(vp)) / abs(p)
    return rows, in_p


def plain(array):
    """As JSON can hold it: what is not finite is spelled."""
    return [float(value) if isfinite(value) else {"inf": "inf", "-inf": "-inf"}.get(str(value), "nan") for value in array.ravel()]


def flat(nested, digits=None):
    values = [value for image in nested for row in image for value in row]
    return [float(value) if digits is None else float(mp.nstr(value, digits)) for value in values]
