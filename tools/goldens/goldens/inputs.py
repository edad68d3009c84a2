"""Tokens, masks, weights and upstream gradients of a case, from its id and the names of its recipes.

The twin of `packages/conformance/src/inputs.ts`. All arrays are float32; shapes are [batch, tokens, channels].
"""

import numpy as np

from .generator import words
from .specs import out_channels, parameters_of, spec_of


class Inputs:
    """What a pooling is given: x and dy [B,N,C] and [images,out], mask and weights [B,N] or None, parameters by name, flat."""

    def __init__(self, x, dy, mask, weights, parameters):
        self.x, self.dy, self.mask, self.weights, self.parameters = x, dy, mask, weights, parameters

    @property
    def arrays(self):
        return [a for a in (self.x, self.dy, self.mask, self.weights, *self.parameters.values()) if a is not None]


def make_inputs(case: dict) -> Inputs:
    """The inputs of a case, from `id`, `shape`, `values` and, where present, `offsets`, `mask`, `tokenWeights`, `plant` and the prefix."""
    batch, tokens, channels = case["shape"]
    prefix = case["spec"].get("prefixTokens", 0)
    stream = case["id"]
    x = VALUES[case["values"]](stream + "#x", batch, tokens, channels)
    width = out_channels(spec_of(case), channels)
    rows = image_rows(case)
    dy = normal(stream + "#dy", len(rows) * width).reshape(len(rows), width)
    mask = make_mask(case.get("mask"), stream + "#mask", batch, tokens, prefix)
    weights = make_weights(case.get("tokenWeights"), stream + "#weights", batch, tokens, prefix)
    plant(case.get("plant"), x.reshape(-1, channels), kept_tokens(x, mask, weights).reshape(-1), rows, prefix)
    return Inputs(x, dy, mask, weights, make_parameters(case, stream, channels))


def image_rows(case):
    """(begin, end) of each image among the tokens of the whole batch."""
    batch, tokens, _ = case["shape"]
    offsets = case.get("offsets", [b * tokens for b in range(batch + 1)])
    return list(zip(offsets, offsets[1:]))


def make_parameters(case, stream, channels):
    """Parameters that a spec cannot hold: queries, whitening. The case may name a recipe for each; `normal` is the default."""
    chosen = case.get("parameters", {})
    return {
        name: VALUES[chosen.get(name, "normal")](f"{stream}#{name}", 1, *(shape if len(shape) == 2 else [1, *shape])).reshape(-1)
        for name, shape, _, required in parameters_of(spec_of(case), channels)
        if required
    }


def kept_tokens(x, mask, weights):
    """[B,N], true where mask times weight is above 0. The prefix plays no part here."""
    kept = np.ones(x.shape[:2], dtype=bool)
    if mask is not None:
        kept &= mask > 0
    if weights is not None:
        kept &= weights > 0
    return kept


# Values: integers below 2^24 times powers of two, so that float32 holds each exactly.


def positive(stream, count):
    """Uniform in [1/16, 17/16)."""
    return ((words(stream, count) >> 9) + (1 << 19)).astype(np.float32) * np.float32(2.0**-23)


def normal(stream, count):
    """Zero mean, standard deviation 1.15, within ±4: four uniforms summed."""
    parts = (words(stream, 4 * count) >> 10).astype(np.int64).reshape(count, 4)
    return ((parts.sum(axis=1) - (1 << 23)).astype(np.float64) * 2.0**-21).astype(np.float32)


def spread(stream, count):
    """Positive over 25 binades: a uniform mantissa times 2^-12 to 2^12."""
    pairs = words(stream, 2 * count).astype(np.int64).reshape(count, 2)
    mantissa = (pairs[:, 0] >> 9) + (1 << 23)
    return (mantissa.astype(np.float64) * 2.0 ** (pairs[:, 1] % 25 - 35)).astype(np.float32)


def below_eps(stream, count):
    """Negative or under 6.4e-8: below the default eps."""
    pairs = words(stream, 2 * count).reshape(count, 2)
    size = ((pairs[:, 0] >> 9) + (1 << 19)).astype(np.float64) * 2.0**-23
    return np.where(pairs[:, 1] & 1, -size, size * 2.0**-24).astype(np.float32)


def ties(stream, count):
    """1/4, 1/2, 3/4 or 1."""
    return (((words(stream, count) >> 30) + 1).astype(np.float64) / 4).astype(np.float32)


def signed_ties(stream, count):
    """-3/4 to 1 in steps of 1/4."""
    return (((words(stream, count) >> 29).astype(np.float64) - 3) / 4).astype(np.float32)


EDGE_EPS = 2.0**-20
EDGES = np.array([1.0, 1 - 2.0**-24, 1 + 2.0**-23, -1.0, 2.0**19]) * EDGE_EPS


def edge(stream, count):
    """eps = 2^-20 itself, its two neighbours in float32, -eps, and 1/2."""
    return EDGES[words(stream, count).astype(np.int64) % 5].astype(np.float32)


def hot(stream, batch, tokens, channels):
    """2^-10, but 1 at one token of each image and channel."""
    x = np.full((batch, tokens, channels), 2.0**-10, dtype=np.float32)
    at = words(stream, batch * channels).astype(np.int64).reshape(batch, channels) % tokens
    for b in range(batch):
        for c in range(channels):
            x[b, at[b, c], c] = 1
    return x


def lone(most, one):
    """`most`, but `one` at one token of each image and channel."""
    # At the token where `hot` has its 1.
    return lambda *args: np.where(hot(*args) == 1, np.float32(one), np.float32(most))


def lone_among(stream, batch, tokens, channels):
    """Uniform in [2^-19, 2^-18), but 5 at one token of each image and channel."""
    count = batch * tokens * channels
    low = ((words(stream + "#low", count) >> 9) + (1 << 23)).astype(np.float64) * 2.0**-42
    least = low.astype(np.float32).reshape(batch, tokens, channels)
    return np.where(hot(stream, batch, tokens, channels) == 1, np.float32(5), least)


def active(one_in):
    """0, but about one in `one_in` uniform in [1/4, 17/4)."""

    def draw(stream, count):
        pairs = words(stream, 2 * count).reshape(count, 2)
        size = ((pairs[:, 0] >> 9) + (1 << 19)).astype(np.float64) * 2.0**-21
        return np.where(pairs[:, 1] % one_in == 0, size, 0).astype(np.float32)

    return draw


def flat(draw):
    return lambda stream, b, n, c: draw(stream, b * n * c).reshape(b, n, c)


def scaled(exponent):
    return flat(lambda stream, count: positive(stream, count) * np.float32(2.0**exponent))


def filled(value):
    return lambda stream, b, n, c: np.full((b, n, c), value, dtype=np.float32)


VALUES = {
    "positive": flat(positive),
    "normal": flat(normal),
    "spread": flat(spread),
    "tiny": scaled(-14),
    "minute": scaled(-100),
    "huge": scaled(98),
    "below-eps": flat(below_eps),
    "ties": flat(ties),
    "signed-ties": flat(signed_ties),
    "edge": flat(edge),
    "constant": filled(0.75),
    "zero": filled(0.0),
    "hot": hot,
    "lone": lone(0, 5),
    "lone-far": lone(2.0**-19, 2.0**100),
    "hole": lone(5, 0),
    "lone-among": lone_among,
    "sparse": flat(active(16)),
    "half-active": flat(active(2)),
}


def make_mask(kind, stream, batch, tokens, prefix):
    """1 keeps. Every kind but `empty`, `empty-first` and `prefix-only` keeps a token after the prefix in every image."""
    if kind is None:
        return None
    mask = np.zeros((batch, tokens), dtype=np.float32)
    draws = words(stream, batch * (tokens + 1)).astype(np.int64).reshape(batch, tokens + 1)
    for b in range(batch):
        bits, pick = draws[b, :tokens], prefix + draws[b, tokens] % (tokens - prefix)
        if kind == "ones":
            mask[b] = 1
        elif kind == "half" or (kind == "empty-first" and b > 0):
            mask[b] = bits >> 31
            mask[b, pick] = 1
        elif kind == "one":
            mask[b, pick] = 1
        elif kind == "ragged":
            mask[b, : pick + 1] = 1
        elif kind in ("left", "left-holes"):
            # `pick` is the first token after the prefix. So padding ends, and the prefix begins, `prefix` tokens before it.
            begin = pick - prefix
            mask[b, begin:] = bits[begin:] >> 31 if kind == "left-holes" else 1
            mask[b, [begin, -1]] = 1
        elif kind == "prefix-only":
            mask[b, :prefix] = 1
        elif kind not in ("empty", "empty-first"):
            raise ValueError(f"mask: unknown kind {kind}")
    return mask


def make_weights(kind, stream, batch, tokens, prefix):
    """Token weights; `zeros` drops about a third of the tokens, `none` all."""
    if kind is None:
        return None
    draws = words(stream, batch * tokens).astype(np.int64).reshape(batch, tokens)
    sixteenths = ((draws >> 28) + 1) / 16.0
    if kind == "ones":
        return np.ones((batch, tokens), dtype=np.float32)
    if kind == "fractions":
        return sixteenths.astype(np.float32)
    if kind == "zeros":
        zeroed = np.where(draws % 3 == 0, 0.0, sixteenths)
        zeroed[:, prefix] = 0.5
        return zeroed.astype(np.float32)
    if kind == "wide":
        return (2.0 ** (draws % 21 - 10)).astype(np.float32)
    if kind == "faint":
        return (2.0 ** -(draws % 67)).astype(np.float32)
    if kind == "huge":
        return (sixteenths * 2.0**127).astype(np.float32)
    if kind == "minute":
        return (sixteenths * 2.0**-120).astype(np.float32)
    if kind == "none":
        return np.zeros((batch, tokens), dtype=np.float32)
    raise ValueError(f"weights: unknown kind {kind}")


PLANTED = {"nan-kept": np.nan, "inf-kept": np.inf, "minus-inf-kept": -np.inf, "all-inf": np.inf}
LITTER = np.array([np.nan, np.inf, -np.inf], dtype=np.float32)


def plant(kind, x, kept, rows, prefix):
    """Puts values that are not finite into x [all tokens, channels].

    `litter-dropped` and `litter-prefix` fill every dropped or prefix token with NaN, ∞ and -∞ in turn. The `-kept`
    kinds touch image 0 only: channel 0 at its first kept token, channel 1 at its last. `all-inf` fills channel 0 of
    image 0.
    """
    if kind is None:
        return
    channels = x.shape[1]
    if kind in ("litter-dropped", "litter-prefix"):
        for begin, end in rows:
            for n in range(end - begin):
                if (n < prefix) if kind == "litter-prefix" else not kept[begin + n]:
                    x[begin + n] = LITTER[(n + np.arange(channels)) % 3]
        return
    value = PLANTED[kind]
    at = [n for n in range(rows[0][0] + prefix, rows[0][1]) if kept[n]]
    if kind == "all-inf":
        x[at, 0] = value
        return
    x[at[0], 0] = value
    x[at[-1], 1] = value
