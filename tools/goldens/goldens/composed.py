"""One image of a spec with parts, or with steps after it: the definitions of `vectors.py`, put together.

    mix       y = Σ α_k y_k,  w = Σ α_k w_k,  ∂y/∂α_k = y_k
    concat    y = (y_1, y_2, ...),  w = (w_1, w_2, ...)
    regional  y = Σ over regions,  w = the mean of their weights
    pyramid   as concat, or the mean, over cells
    l2        v = y / ‖y‖,  dy = (dv - v (v · dv)) / ‖y‖;  0 of a zero vector
    whiten    z = (y - m) A,  dy = A dz,  dm = -A dz,  dA = (y - m) dzᵀ
"""

from mpmath import isnan, mpf

from .attend import pool_attended
from .definitions import ZERO
from .padding import origin_of, prefix_of
from .pooled import Pooled, add_gradients, nothing
from .running import NOTHING, OPEN, UNDEFINED, Run, held, run, total
from .specs import out_channels, parameters_of, parts_of, regions_of, size_of, weight_channels
from .top_k import top_k
from .vectors import LEAVES

POOLINGS = {**LEAVES, "topK": top_k}


def pool_image(spec, x, a, parameters):
    """`x` [tokens][channels], `a` the weight of each token (0 drops it), parameters by name, flat and in mpf."""
    prefix, channels = prefix_of(spec), len(x[0])
    origin = origin_of(spec, [one > 0 for one in a])
    rows = x[prefix:]
    weights = [one if n >= origin + prefix else ZERO for n, one in enumerate(a)][prefix:]
    if not any(weights):
        sizes = [(name, size_of(shape)) for name, shape, *_ in parameters_of(spec, channels)]
        return nothing(len(x), channels, out_channels(spec, channels), weight_channels(spec, channels), sizes)
    pool = pool_attended if "attend" in spec else POOLINGS.get(spec["type"], pool_parts)
    out = follow(spec, pool({**spec, "origin": origin}, rows, weights, parameters), parameters)
    return padded(out, prefix, channels) if prefix else out


def padded(out, prefix, channels):
    front = [[NOTHING] * len(out.w[0]) for _ in range(prefix)]

    def pull(dy):
        dx, named = out.pull(dy)
        return [[NOTHING] * channels for _ in range(prefix)] + dx, named

    return Pooled(out.y, front + out.w, pull)


def pool_parts(spec, x, a, parameters):
    kind = spec["type"]
    if kind in ("mix", "concat"):
        parts = [(path, pool_image(part, x, a, under(path, parameters))) for path, part in parts_of(spec)]
    else:
        [(path, part)] = parts_of(spec)
        inner = under(path, parameters)
        outside = lambda region: [one if n in region else ZERO for n, one in enumerate(a)]  # noqa: E731
        parts = [(path, pool_image(part, x, outside(region), inner)) for region in regions_of(spec)]
    if kind == "concat" or (kind == "pyramid" and spec.get("combine", "concat") == "concat"):
        return side_by_side(parts)
    if kind == "mix":
        alphas = spec.get("weights", [mpf(1) / len(parts)] * len(parts))
        return added(parts, alphas, alphas, named="weights")
    count = len(parts)
    one_each = [1] * count if kind == "regional" else [mpf(1) / count] * count
    return added(parts, one_each, [mpf(1) / count] * count)


def under(path, parameters):
    return {name[len(path) + 1 :]: value for name, value in parameters.items() if name.startswith(path + ".")}


def pulled(path, part, dy):
    dx, named = part.pull(dy)
    return dx, {f"{path}.{name}": values for name, values in named.items()}


def side_by_side(parts):
    y = [one for _, part in parts for one in part.y]
    w = [[one for row in rows for one in row] for rows in zip(*(part.w for _, part in parts))]

    def pull(dy):
        begin, out = 0, None
        for path, part in parts:
            own = pulled(path, part, dy[begin : begin + len(part.y)])
            begin += len(part.y)
            out = own if out is None else add_gradients(out, own)
        return out

    return Pooled(y, w, pull)


def added(parts, alphas, weight_shares, named=None):
    """Σ α_k part_k; `named` is the parameter that holds the α."""
    alphas, weight_shares = [held(one) for one in alphas], [held(one) for one in weight_shares]
    y = [total(values) for values in zip(*(times(alpha, part.y) for alpha, (_, part) in zip(alphas, parts)))]
    w = [
        [total(values) for values in zip(*(times(share, row) for share, row in zip(weight_shares, rows)))]
        for rows in zip(*(part.w for _, part in parts))
    ]

    def pull(dy):
        out = None
        for alpha, (path, part) in zip(alphas, parts):
            own = pulled(path, part, times(alpha, dy))
            out = own if out is None else add_gradients(out, own)
        if named:
            out[1][named] = [total(d * one for d, one in zip(dy, part.y)) for _, part in parts]
        return out

    return Pooled(y, w, pull)


def times(factor, values):
    return values if factor.value == 1 else [one * factor for one in values]


def follow(spec, out, parameters):
    """The steps after a pooling."""
    for i, step in enumerate(spec.get("after", [])):
        out = normalised(out) if step == "l2" else whitened(out, f"after.{i}", step["whiten"], parameters)
    return out


def normalised(out):
    if any(not one.is_defined for one in out.y):
        # A NaN makes every channel NaN; the result of ∞ / ∞ is left open.
        undefined = [UNDEFINED] * len(out.y)
        y = undefined if any(isnan(one.value) for one in out.y) else [OPEN] * len(out.y)
        return Pooled(y, out.w, lambda dy: out.pull(undefined))
    largest = max((abs(one.value) for one in out.y), default=ZERO)
    if largest == 0:
        return Pooled(out.y, out.w, lambda dy: out.pull([NOTHING] * len(dy)))
    ref = next(one for one in out.y if abs(one.value) == largest)
    scale = Run(largest, ref.error)
    small = [one / scale for one in out.y]
    norm = total(one * one for one in small).sqrt()
    v = [one / norm for one in small]

    def pull(dv):
        along = total(one * d for one, d in zip(v, dv))
        return out.pull([(d - one * along) / norm / scale for one, d in zip(v, dv)])

    return Pooled(v, out.w, pull)


def whitened(out, path, width, parameters):
    mean, matrix = parameters[f"{path}.mean"], parameters[f"{path}.matrix"]
    centred = [one - run(m) for one, m in zip(out.y, mean)]
    entry = lambda i, o: run(matrix[i * width + o])  # noqa: E731
    z = [total(one * entry(i, o) for i, one in enumerate(centred)) for o in range(width)]

    def pull(dz):
        dy = [total(d * entry(i, o) for o, d in enumerate(dz)) for i in range(len(centred))]
        dx, named = out.pull(dy)
        named[f"{path}.mean"] = [-one for one in dy]
        named[f"{path}.matrix"] = [one * d for one in centred for d in dz]
        return dx, named

    return Pooled(z, out.w, pull)
