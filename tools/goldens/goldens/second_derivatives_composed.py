"""Second derivatives of the poolings that look at whole images, by the same mixed differences as the others.

What moves is the tokens, the parameters that no spec can hold, and `r` and the weights of a mix; exponents inside parts
stay. The scale of every entry is the largest of its case.
"""

from mpmath import mp, mpf

from .case import pooling_case as case
from .composed import pool_image
from .definitions import ZERO
from .inputs import kept_tokens, make_inputs, normal
from .second_derivatives import DIGITS, SHAPE, STEP, plain
from .specs import out_channels, parameters_of, size_of

GRID = [2, 3]
WHITEN = {"whiten": 3, "trainable": True}
GROWTH = 64
"""How many roundings of the largest entry a row may collect, including the errors of exponentials of large arguments."""


def composed_second_derivative_cases():
    for r in (-3, 0, 2.0**-10, 2, 25):
        yield case({"type": "lse", "r": r}, SHAPE, "normal")
    yield case({"type": "lse", "r": 1}, SHAPE, "normal", mask="half", weights="fractions", plant="litter-dropped")
    for kind in ("meanSqrtLen", "positionWeightedMean"):
        yield case({"type": kind, "after": ["l2"]}, SHAPE, "normal", mask="half", weights="fractions")
    yield case({"type": "attention", "heads": 2}, SHAPE, "normal")
    for attend in ({"score": "query", "groups": 2}, {"score": "gated", "hidden": 2}, {"score": "mean", "groups": 2}, {"score": "query", "value": 2}):
        yield case({"type": "mean", "attend": attend}, SHAPE, "normal", mask="half", weights="fractions", plant="litter-dropped")
        yield case({"type": "gem", "p": 3, "attend": attend}, SHAPE, "positive")
        yield case({"type": "lse", "r": 2, "attend": attend}, SHAPE, "normal")
    yield case({"type": "gem", "p": 0.25, "attend": {"score": "query", "over": "group"}}, SHAPE, "positive")
    yield case({"type": "topK", "k": 2, "after": ["l2"]}, SHAPE, "normal", mask="half", weights="fractions")
    yield case({"type": "attention", "after": ["l2"]}, SHAPE, "normal", mask="half", weights="fractions", plant="litter-dropped")
    parts = [{"type": "mean"}, {"type": "max"}, {"type": "gem", "p": 3, "trainable": False}]
    yield case({"type": "mix", "parts": parts, "weights": [0.25, 0.5, -1], "trainable": True}, SHAPE, "positive")
    yield case({"type": "concat", "parts": parts, "after": [WHITEN, "l2"]}, SHAPE, "positive")
    part = {"type": "gem", "p": 0.25, "trainable": False}
    yield case({"type": "regional", "part": part, "levels": 2, "grid": GRID}, SHAPE, "positive", mask="half")
    yield case({"type": "pyramid", "part": part, "levels": [1, 2], "grid": GRID}, SHAPE, "positive")


def composed_second_derivatives(one):
    with mp.workdps(DIGITS):
        return differentiate(one)


def differentiate(one):
    spec, inputs, name = one["spec"], make_inputs(one), one["id"]
    batch, tokens, channels = one["shape"]
    kept = kept_tokens(inputs.x, inputs.mask, inputs.weights)
    dy = normal(f"{name}#dy", batch * out_channels(spec, channels)).reshape(batch, -1)
    direction = normal(f"{name}#v", batch * tokens * channels).reshape(batch, tokens, channels)
    moving = moving_parameters(spec, channels, name)
    by_x, by_name = [], {key: [ZERO] * len(start) for key, (start, _) in moving.items()}
    for b in range(batch):
        x = [[mpf(float(v)) if kept[b, n] else ZERO for v in inputs.x[b, n]] for n in range(tokens)]
        at = [mpf(v) for row in x for v in row]
        along = [mpf(float(v)) for v in direction[b].ravel()]
        for start, moved in moving.values():
            at, along = at + start, along + moved
        a = [weight_of(inputs, kept, b, n) for n in range(tokens)]
        loss = loss_of(spec, a, [mpf(float(d)) for d in dy[b]], tokens, channels, moving)
        rows = hessian_times(loss, at, along)
        by_x += rows[: tokens * channels]
        begin = tokens * channels
        for key, (start, _) in moving.items():
            by_name[key] = [sum_ + row for sum_, row in zip(by_name[key], rows[begin : begin + len(start)])]
            begin += len(start)
    largest = (1 + abs(spec.get("r", 0))) * max(abs(v) for v in [*by_x, *(v for values in by_name.values() for v in values)])
    out = {"id": name, "spec": spec, "shape": one["shape"], "x": plain(inputs.x), "dy": plain(dy)}
    out |= {key: plain(array) for key, array in (("mask", inputs.mask), ("weights", inputs.weights)) if array is not None}
    out["parameters"] = {key: [float(v) for v in start] for key, (start, _) in moving.items()}
    out["direction"] = {"tokens": plain(direction), **{key: [float(v) for v in moved] for key, (_, moved) in moving.items()}}
    out["tokens"] = expected(by_x, largest)
    return {**out, "slopes": {key: expected(values, largest) for key, values in by_name.items()}}


def moving_parameters(spec, channels, name):
    """(value, direction) of each parameter that moves."""
    found = {}
    for key, shape, _, required in parameters_of(spec, channels):
        if required or key in ("r", "weights"):
            count = size_of(shape)
            given = spec["weights"] if key == "weights" else [spec["r"]] if key == "r" else normal(f"{name}#{key}", count)
            found[key] = ([mpf(float(v)) for v in given], [mpf(float(v)) for v in normal(f"{name}#v.{key}", count)])
    return found


def loss_of(spec, a, dy, tokens, channels, moving):
    """Σ dy y of one image, of everything that moves as one list."""

    def loss(point):
        x = [point[n * channels : (n + 1) * channels] for n in range(tokens)]
        begin, parameters = tokens * channels, {}
        for key, (start, _) in moving.items():
            parameters[key] = point[begin : begin + len(start)]
            begin += len(start)
        moved = {**spec, **({"r": parameters["r"][0]} if "r" in parameters else {}), **({"weights": parameters["weights"]} if "weights" in parameters else {})}
        y = pool_image(moved, x, a, parameters).y
        return sum((d * v.value for d, v in zip(dy, y)), ZERO)

    return loss


def hessian_times(loss, at, along):
    """Rows of H v, each by four values."""

    def row(i):
        step = STEP * (abs(at[i]) or 1)
        there = lambda way, side: loss([v + way * STEP * d + (side * step if j == i else 0) for j, (v, d) in enumerate(zip(at, along))])  # noqa: E731
        return (there(1, 1) - there(-1, 1) - there(1, -1) + there(-1, -1)) / (4 * STEP * step)

    return [row(i) for i in range(len(at))]


def weight_of(inputs, kept, b, n):
    if not kept[b, n]:
        return ZERO
    return mpf(1) if inputs.weights is None else mpf(float(inputs.weights[b, n]))




def expected(values, largest):
    # Smaller results are below the resolution of the differences: they are 0 by rule.
    zeroed = [ZERO if abs(v) < largest * mpf(10) ** -40 else v for v in values]
    return {"value": [float(v) for v in zeroed], "scale": [float(mp.nstr(largest * GROWTH, 3))] * len(values)}
