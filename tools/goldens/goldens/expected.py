"""The expected values of one case: every property, with its scale, over the whole batch."""

from itertools import chain

from mpmath import isfinite, isinf, mpf

from .composed import pool_image
from .definitions import ZERO, Channel, normalise, pool_max, pool_mean, pool_power
from .images import images
from .inputs import Inputs, kept_tokens
from .padding import first_kept, origin_of
from .running import OPEN, Run
from .scales import Scales, check_eps, check_ties, max_scales, mean_scales, power_scales, token_scales
from .specs import exponents, group_of, groups_of, is_composed, out_channels, parameters_of, size_of, spec_of, weight_channels


class Expected:
    """Nested lists: y [B][C], dx and w [B][N][C], dp (None where nothing is trained); `None` entries are not defined.

    Each has a twin of the same shape that holds the scales. `dp` holds the gradients of the trained parameters, one
    after the other. Images of a ragged batch have tokens of their own number.
    """

    def __init__(self, batch, tokens, channels, groups):
        grid = lambda: [[[ZERO] * channels for _ in range(tokens)] for _ in range(batch)]  # noqa: E731
        self.y, self.y_scale = [[ZERO] * channels for _ in range(batch)], [[ZERO] * channels for _ in range(batch)]
        self.dx, self.dx_scale, self.w, self.w_scale = grid(), grid(), grid(), grid()
        self.dp = None if groups is None else [ZERO] * groups
        self.dp_scale = None if groups is None else [ZERO] * groups


def expect_case(case: dict, inputs: Inputs) -> Expected:
    """A batch at once; a ragged one image by image, each alone."""
    spec = spec_of(case)
    if "offsets" not in case:
        return expect(spec, inputs)
    return joined([expect(spec, image) for _, image in images(case, inputs)])


def joined(alone: list) -> Expected:
    """Images one after the other, the gradients of their common parameters added up."""
    out = Expected(0, 0, 0, None)
    for name in ("y", "dx", "w"):
        for key in (name, f"{name}_scale"):
            setattr(out, key, list(chain.from_iterable(getattr(one, key) for one in alone)))
    if alone[0].dp is not None:
        sums = [list(each) for each in zip(*(one.dp for one in alone))]
        out.dp = [None if None in each else sum(each, ZERO) for each in sums]
        out.dp_scale = [sum(each, ZERO) for each in zip(*(one.dp_scale for one in alone))]
    return out


def expect(spec: dict, inputs: Inputs) -> Expected:
    """Computes a case channel by channel, or, where channels meet, image by image."""
    if is_composed(spec):
        return expect_composed(spec, inputs)
    batch, tokens, channels = inputs.x.shape
    groups = groups_of(spec) if has_live_exponent(spec) else None
    out = Expected(batch, tokens, channels, groups)
    kept = kept_tokens(inputs.x, inputs.mask, inputs.weights)
    for b in range(batch):
        at, a = considered(spec, inputs, kept, b)
        if not at:
            continue
        q = normalise(a)
        for c in range(channels):
            x = [mpf(float(inputs.x[b, n, c])) for n in at]
            p = None if "p" not in spec else exponents(spec)[group_of(spec, c, channels)]
            channel, scales = pool_channel(spec, x, q, p)
            write(out, channel, scales, b, c, at, mpf(float(inputs.dy[b, c])), group_of(spec, c, channels))
    return out


def considered(spec, inputs, kept, b):
    """Positions and weights of the tokens that the pooling looks at."""
    tokens = inputs.x.shape[1]
    if tokens == 0:
        return [], []
    if spec["type"] == "token":
        index = spec.get("index", 0)
        if index == "last":
            last = [n for n in range(tokens) if kept[b, n]][-1:]
            return last, [mpf(1)] * len(last)
        if index == "first":
            index = first_kept(kept[b])
            if index == tokens:
                return [], []
        n = index % tokens
        return ([n], [mpf(1)]) if kept[b, n] else ([], [])
    at = [n for n in range(origin_of(spec, kept[b]) + spec.get("prefixTokens", 0), tokens) if kept[b, n]]
    one = lambda array, n: mpf(1) if array is None else mpf(float(array[b, n]))  # noqa: E731
    return at, [one(inputs.mask, n) * one(inputs.weights, n) for n in at]


def pool_channel(spec, x, q, p):
    kind = spec["type"]
    if kind in ("token", "max"):
        out = pool_max(x, q)
        return out, token_scales(out) if kind == "token" else max_scales(out)
    if kind == "mean":
        out = pool_mean(x, q)
        return out, mean_scales(out, x, q)
    negatives, eps = spec.get("negatives", "clamp"), mpf(float(spec.get("eps", 1e-6)))
    check_eps(x, eps)
    out = pool_power(x, q, p, negatives, eps)
    if negatives != "shift" or not isfinite(out.y):
        return out, power_scales(out, q, p)
    if isinf(p):
        check_ties(out.positive, p)
    m = min(x)
    return out, power_scales(out, q, p, abs(m) + eps, [xi == m for xi in x])


def write(out: Expected, channel: Channel, scales: Scales, b, c, at, dy, group):
    """Adds one channel to the whole."""
    out.y[b][c], out.y_scale[b][c] = channel.y, scales.y
    if channel.dx is None:
        for n in range(len(out.dx[b])):
            out.dx[b][n][c] = out.w[b][n][c] = None
        if out.dp is not None:
            out.dp[group] = None
        return
    for i, n in enumerate(at):
        out.dx[b][n][c], out.dx_scale[b][n][c] = dy * channel.dx[i], abs(dy) * scales.dx[i]
        out.w[b][n][c], out.w_scale[b][n][c] = channel.w[i], scales.w[i]
    if out.dp is not None and out.dp[group] is not None:
        out.dp[group] += dy * channel.dp
        out.dp_scale[group] += abs(dy) * scales.dp


def has_live_exponent(spec):
    """Whether dp is asked for: p is trainable by default where it is finite."""
    return "p" in spec and spec.get("trainable", True) and all(isfinite(p) for p in exponents(spec))


def expect_composed(spec, inputs):
    batch, tokens, channels = inputs.x.shape
    learned = [name for name, _, trained, _ in parameters_of(spec, channels) if trained]
    sizes = {name: size_of(shape) for name, shape, *_ in parameters_of(spec, channels)}
    out = Expected(batch, tokens, channels, sum(sizes[name] for name in learned) if learned else None)
    wide = weight_channels(spec, channels)
    out.w, out.w_scale = ([[[ZERO] * wide for _ in range(tokens)] for _ in range(batch)] for _ in range(2))
    kept = kept_tokens(inputs.x, inputs.mask, inputs.weights)
    parameters = {name: [mpf(float(v)) for v in values] for name, values in inputs.parameters.items()}
    sums = {name: [Run(ZERO)] * sizes[name] for name in learned}
    for b in range(batch):
        if tokens == 0:
            out.y[b], out.y_scale[b] = ([ZERO] * out_channels(spec, channels) for _ in range(2))
            continue
        x = [[mpf(float(v)) for v in row] for row in inputs.x[b]]
        a = [weight_of(inputs, kept, b, n) for n in range(tokens)]
        image = pool_image(spec, x, a, parameters)
        dx, named = image.pull([Run(mpf(float(v))) for v in inputs.dy[b]])
        out.y[b], out.y_scale[b] = values_of(image.y, shown=True)
        for n in range(tokens):
            out.dx[b][n], out.dx_scale[b][n] = values_of(dx[n])
            out.w[b][n], out.w_scale[b][n] = values_of(image.w[n])
        for name in learned:
            sums[name] = [one + more for one, more in zip(sums[name], named[name])]
    if learned:
        out.dp, out.dp_scale = values_of([one for name in learned for one in sums[name]])
    return out


def weight_of(inputs, kept, b, n):
    if not kept[b, n]:
        return ZERO
    one = lambda array: mpf(1) if array is None else mpf(float(array[b, n]))  # noqa: E731
    return one(inputs.mask) * one(inputs.weights)


def values_of(numbers, shown=False):
    """Values and scales. A number that is not finite counts as not defined, unless it is a pooled value."""
    is_open = lambda one: one is OPEN or not (shown or isfinite(one.value))  # noqa: E731
    values = [None if is_open(one) else one.value for one in numbers]
    return values, [one.error if isfinite(one.value) else ZERO for one in numbers]
