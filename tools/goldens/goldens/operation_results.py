"""What each operation gives, element by element with mpmath, and how far a float may be off."""

import numpy as np
from mpmath import exp, inf, isfinite, isinf, isnan, log, mpf, nan

from .definitions import ZERO
from .inputs import VALUES
from .record import number, values
from .scales import FLOOR, U, growth


def finish(op, name, *args):
    """Computes the expected value."""
    case_id = f"operation/{op}/{name}"
    arrays = [to_array(arg, case_id) for arg in args]
    args = [rounded(arg) for arg in args]
    shape, value, scale = RESULTS[op](op, *arrays)
    return {"id": case_id, "op": op, "args": args, "expected": {"shape": list(shape), **values(value, scale)}}


def rounded(arg):
    """The arguments, rounded to float32 as adapters get them."""
    if isinstance(arg, dict) and "value" in arg:
        return {**arg, "value": [v if isinstance(v, str) else number(float(np.float32(v))) for v in arg["value"]]}
    if isinstance(arg, list):
        return [v if isinstance(v, str) else number(float(np.float32(v))) for v in arg]
    return arg


def to_array(arg, case_id):
    """Objects of mpf, so that numpy broadcasts and mpmath computes; anything but tensors and numbers stays."""
    if isinstance(arg, dict) and "values" in arg:
        data = VALUES[arg["values"]](f"{case_id}#{arg['stream']}", *arg["shape"])
    elif isinstance(arg, dict) and "value" in arg:
        data = np.array([float(v) for v in arg["value"]], dtype=np.float32).reshape(arg["shape"])
    elif isinstance(arg, (int, float, str)):
        return mpf(float(arg))
    else:
        return arg
    return np.array([mpf(float(v)) for v in data.ravel()], dtype=object).reshape(data.shape)


def element_result(op, *arrays):
    function = ELEMENT[op]
    grids = np.broadcast_arrays(*(np.asarray(a, dtype=object) for a in arrays))
    pairs = [function(*items) for items in zip(*(grid.ravel() for grid in grids))]
    return grids[0].shape, [v for v, _ in pairs], [s if isfinite(v) else ZERO for v, s in pairs]


def simple(function):
    """One rounding."""

    def compute(*items):
        v = nan if any(isnan(i) for i in items) else function(*items)
        return v, abs(v) if isfinite(v) else ZERO

    return compute


def divide(a, b):
    if b != 0:
        return a / b
    return nan if a == 0 else (inf if a > 0 else -inf)


def exponential(x):
    if isnan(x):
        return nan, ZERO
    v = inf if x > 700 else exp(x) if x > -700 else ZERO
    return v, v * (1 + abs(x)) if isfinite(x) and isfinite(v) else ZERO


def logarithm(x):
    if isnan(x) or x == 0 or isinf(x):
        return (x if x != 0 else -inf), ZERO
    return log(x), abs(log(x)) + 1


def power(r, p):
    """The power of a ratio. A ratio below the smallest number may be raised to that number."""
    if isnan(r):
        return nan, ZERO
    v = r**p if r > 0 else ZERO
    least = mpf(2) ** -126
    return v, v * (1 + p * (1 + abs(log(max(r, least))))) + FLOOR + (least**p / U if r < least else ZERO)


def exact(function):
    return lambda *items: (function(*items), ZERO)


ELEMENT = {
    "add": simple(lambda a, b: a + b),
    "sub": simple(lambda a, b: a - b),
    "mul": simple(lambda a, b: a * b),
    "div": simple(divide),
    "exp": exponential,
    "log": logarithm,
    "power": power,
    "clamp": exact(lambda x, low, high: x if isnan(x) else min(max(x, low), high)),
    "less": exact(lambda a, b: mpf(not isnan(a) and not isnan(b) and a < b)),
    "equal": exact(lambda a, b: mpf(not isnan(a) and not isnan(b) and a == b)),
    "select": exact(lambda c, yes, no: yes if c > 0 else no),
}


def over_tokens(op, x):
    batch, n, channels = x.shape
    value, scale = [], []
    for b in range(batch):
        for c in range(channels):
            column_values = list(x[b, :, c])
            if op == "max":
                value.append(nan if any(isnan(v) for v in column_values) else max(column_values))
                scale.append(ZERO)
            else:
                value.append(sum(column_values, ZERO))
                scale.append(growth(n) * sum((abs(v) for v in column_values), ZERO) if isfinite(value[-1]) else ZERO)
    return (batch, 1, channels), value, scale


def exactly(array):
    return array.shape, list(array.ravel()), [ZERO] * array.size


def count(_, x):
    return (1, 1, 1), [mpf(x.shape[1])], [ZERO]


def positions(_, x):
    n = x.shape[1]
    return (1, n, 1), [mpf(i) for i in range(n)], [ZERO] * n


def slice_tokens(_, x, begin, end=None):
    return exactly(x[:, int(begin) : None if end is None else int(end)])


def expand(_, x, like):
    return exactly(np.broadcast_to(np.asarray(x, dtype=object), like.shape))


def pad(_, x, before):
    batch, _n, channels = x.shape
    zeros = np.full((batch, int(before), channels), ZERO, dtype=object)
    return exactly(np.concatenate([zeros, x], axis=1))


def constant(_, listed, axis=None):
    shape = (1, 1, len(listed)) if axis is None else (1, len(listed), 1)
    return shape, [mpf(float(np.float32(v))) for v in listed], [ZERO] * len(listed)


def group(layout, c):
    size = layout["channels"] // layout["groups"]
    return c % layout["groups"] if layout["interleaved"] else c // size


def spread(_, x, layout):
    return exactly(x[:, :, [group(layout, c) for c in range(layout["channels"])]])


def collect(_, x, layout):
    batch, tokens, channels = x.shape
    members = lambda g: [c for c in range(channels) if group(layout, c) == g]  # noqa: E731
    sums = [list(x[b, n, members(g)]) for b in range(batch) for n in range(tokens) for g in range(layout["groups"])]
    return (batch, tokens, layout["groups"]), *summed(sums)


def summed(sums):
    """Value and scale of each of a list of sums."""
    value = [sum(terms, ZERO) for terms in sums]
    size = [growth(len(terms)) * sum((abs(v) for v in terms), ZERO) if isfinite(v) else ZERO for terms, v in zip(sums, value)]
    return value, size


def sum_batch(_, x):
    _batch, tokens, channels = x.shape
    return (1, tokens, channels), *summed([list(x[:, n, c]) for n in range(tokens) for c in range(channels)])


def linear(_, x, matrix):
    batch, tokens, _channels = x.shape
    outputs = matrix.shape[2]
    products = [list(x[b, n] * matrix[0, :, o]) for b in range(batch) for n in range(tokens) for o in range(outputs)]
    return (batch, tokens, outputs), *summed(products)


def slice_channels(_, x, begin, end):
    return exactly(x[:, :, int(begin) : int(end)])


def unpack(_, x, offsets):
    rows = list(zip(offsets, offsets[1:]))
    out = np.full((len(rows), max(end - begin for begin, end in rows), x.shape[2]), ZERO, dtype=object)
    for b, (begin, end) in enumerate(rows):
        out[b, : end - begin] = x[0, begin:end]
    return exactly(out)


def pack(_, x, offsets):
    rows = zip(offsets, offsets[1:])
    return exactly(np.concatenate([x[b, : end - begin] for b, (begin, end) in enumerate(rows)])[None])


RESULTS = {
    **{op: element_result for op in ELEMENT},
    "sum": over_tokens,
    "max": over_tokens,
    "count": count,
    "positions": positions,
    "expand": expand,
    "slice": slice_tokens,
    "pad": pad,
    "constant": constant,
    "spread": spread,
    "collect": collect,
    "sumBatch": sum_batch,
    "linear": linear,
    "transpose": lambda _, x: exactly(x.transpose(0, 2, 1)),
    "concat": lambda _, *parts: exactly(np.concatenate(parts, axis=2)),
    "sliceChannels": slice_channels,
    "unpack": unpack,
    "pack": pack,
}
