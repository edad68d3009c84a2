"""Cases of single operations: what each promises of NaN, infinities, broadcasting and numbers near 0.

What the seam leaves open (NaN outside arithmetic, 0 / 0, ∞ / ∞, the logarithm of 0) is not asked.

An argument is a number, or a tensor `{"shape", "value"}`; a large one is `{"shape", "values", "stream"}`, generated
from the id. `less` and `equal` are read through `select(condition, 1, 0)`, and the condition of `select` is
`less(0, first argument)`.
"""

from .inputs import VALUES
from .operation_results import finish
from .record import number

NAN, INF = "NaN", "Infinity"


def operation_cases():
    cases = []
    for section in (elementwise, broadcasting, conditions, reductions, structure, grouping, sums_over_others, raggedness):
        cases += [finish(*one) for one in section()]
    return cases


def tensor(shape, *value):
    return {"shape": list(shape), "value": list(value)}


def column(*value):
    """Values along the tokens of one image and channel."""
    return tensor((1, len(value), 1), *value)


def elementwise():
    """op, name, arguments."""
    specials = column(1.5, -2.5, NAN, INF, "-Infinity", 0)
    yield "add", "keeps-nan-and-infinities", specials, column(1, 1, 1, 1, 1, NAN)
    yield "add", "opposite-infinities-give-nan", column(INF, 1), column("-Infinity", 2)
    yield "sub", "keeps-nan-and-infinities", specials, 1
    yield "sub", "is-exact-near-equality", column(1, 1 + 2.0**-23), column(1 - 2.0**-24, 1)
    yield "mul", "keeps-nan-and-infinities", specials, 2
    yield "mul", "zero-times-infinity-is-nan", column(INF, 3), column(0, 0)
    yield "div", "keeps-nan-and-infinities", specials, 2
    yield "div", "by-zero-is-infinite", column(1, -1), column(0, 0)
    yield "div", "by-infinity-is-zero", column(1, -1), INF
    yield "div", "number-by-tensor", 1, column(3, 7, 49, 0.1875, 1e30)
    yield "div", "of-huge-and-tiny", column(1e30, 1e-30, 3e38), column(7e29, 3e-30, 2e38)
    yield "exp", "moderate", column(0, 1, -1, 0.5, -10, 20, -60)
    yield "exp", "infinities", column(INF, "-Infinity", -1000, 1000)
    yield "log", "moderate", column(1, 2, 0.5, 10, 1e-6, 1e30, 1e-30)
    yield "exp", "near-zero", column(2.0**-30, -(2.0**-30), 2.0**-12, -(2.0**-12), 1e-30)
    yield "log", "near-one", column(1 - 2.0**-24, 1 + 2.0**-23, 1 - 2.0**-10, 1 + 2.0**-10, 0.9375)
    yield "log", "infinity", column(INF)
    for p in (0.5, 0.75, 1, 2, 3, 4, 6.5, 100):
        yield "power", f"p={number(p)}", column(1, 1 - 2.0**-24, 0.9375, 0.5, 0.25, 0.1, 1e-3), p
    yield "power", "of-tiny-ratios", column(1e-12, 1e-20, 1e-37, 0), 3
    yield "power", "p-a-channel", drawn("power-r", (2, 3, 2), "ties"), tensor((1, 1, 2), 0.5, 3)
    yield "clamp", "holds-both-ends", column(-2, -1, -0.5, 0.5, 1, 2), -1, 1
    yield "clamp", "open-above", column(-2, 0.25, 2, INF, "-Infinity"), 0.25, INF
    yield "clamp", "open-below", column(-2, 0.25, 2, INF, "-Infinity"), "-Infinity", 0.25


def broadcasting():
    """Every elementwise operation of two operands over every pair of shapes that poolings make."""
    full, shapes = (2, 3, 2), [(2, 3, 2), (1, 3, 2), (2, 1, 2), (2, 3, 1), (1, 3, 1), (1, 1, 2), (2, 1, 1), (1, 1, 1)]
    for op in ("add", "sub", "mul", "div"):
        for shape in shapes:
            label = "x".join(map(str, shape))
            a, b = drawn(f"{op}-{label}-a", full), drawn(f"{op}-{label}-b", shape)
            yield op, f"broadcasts-right-{label}", a, b
            yield op, f"broadcasts-left-{label}", b, a
        yield op, "number-right", drawn(f"{op}-a", full), 0.75
        yield op, "number-left", 0.75, drawn(f"{op}-b", full)
    yield "mul", "broadcasts-both-ways", drawn("mul-c", (2, 3, 1)), drawn("mul-d", (1, 1, 2))
    yield "add", "broadcasts-both-ways", drawn("add-c", (1, 3, 1)), drawn("add-d", (2, 1, 2))


def conditions():
    for op in ("less", "equal"):
        yield op, "numbers", column(1, 2, 3, -1, 0), column(2, 2, 2, 1, 0)
        yield op, "false-where-nan", column(NAN, 1, NAN), column(1, NAN, NAN)
        yield op, "infinities", column(INF, "-Infinity", "-Infinity", INF, 1), column(INF, "-Infinity", INF, 1, INF)
        yield op, "number-right", column(0.5, 1, 1.5), 1
        yield op, "number-left", 1, column(0.5, 1, 1.5)
        yield op, "broadcasts", drawn(f"{op}-a", (2, 3, 1), "ties"), drawn(f"{op}-b", (1, 1, 2), "ties")
        yield op, "neighbours-in-float32", column(1, 1 - 2.0**-24, 2.0**-20), column(1 + 2.0**-23, 1, 2.0**-20 - 2.0**-44)
    yield "select", "unselected-nan-goes-nowhere", column(1, 0, 1, 0), column(5, NAN, NAN, INF), column(NAN, 6, 7, "-Infinity")
    yield "select", "unselected-infinity-goes-nowhere", column(1, 0), column(5, INF), column("-Infinity", 6)
    yield "select", "is-exact", column(1, 0), column(1e30, 1e30), column(1e-30, 1 + 2.0**-23)
    yield "select", "number-yes", column(1, 0, 1), 2.5, column(NAN, 4, 5)
    yield "select", "number-no", column(1, 0, 0), column(3, NAN, INF), 0
    yield "select", "two-numbers", column(1, 0, 0), 7, -7
    yield "select", "number-nan", column(0, 1), NAN, column(4, 5)
    yield "select", "condition-broadcasts", tensor((2, 3, 1), 1, 0, 1, 0, 0, 1), drawn("select-a", (2, 3, 2)), drawn("select-b", (1, 3, 2))
    yield "select", "values-broadcast", tensor((2, 3, 2), 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0), drawn("select-c", (2, 1, 2)), drawn("select-d", (1, 3, 1))


def reductions():
    yield "sum", "small", drawn("sum-small", (2, 5, 3))
    yield "sum", "one-token", drawn("sum-one", (2, 1, 3))
    yield "sum", "keeps-nan-and-infinities", tensor((1, 2, 4), NAN, INF, INF, 1, 1, 1, "-Infinity", 2)
    yield "sum", "cancels", column(1e8, 1, -1e8)
    for n in (197, 1025, 1500, 4097):
        for kind in ("positive", "normal"):
            yield "sum", f"{n}-{kind}-tokens", generated((1, n, 3), kind)
    yield "max", "small", drawn("max-small", (2, 5, 3))
    yield "max", "one-token", drawn("max-one", (2, 1, 3))
    yield "max", "all-negative", column(-3, -1, -2)
    yield "max", "nan-first-middle-last", tensor((1, 3, 4), NAN, 1, 1, 1, 1, NAN, 3, 2, 2, 2, NAN, 3)
    yield "max", "infinities", tensor((1, 2, 4), INF, "-Infinity", "-Infinity", 1, 1, 1, "-Infinity", 2)
    for n in (1025, 4097):
        yield "max", f"{n}-tokens", generated((1, n, 3), "normal")
    for n in (1, 5, 4097):
        yield "count", f"{n}-tokens", generated((2, n, 2), "ties")
        yield "positions", f"{n}-tokens", generated((2, n, 2), "ties")


def structure():
    x = drawn("slice", (2, 5, 3))
    for begin, end in ((0, None), (1, None), (0, 1), (2, 4), (-1, None), (-2, -1), (-3, None), (1, -1), (4, 5)):
        yield "slice", f"{begin}-to-{'end' if end is None else end}", x, begin, end
    yield "slice", "keeps-nan-where-it-is", column(NAN, 1, INF), 1, None
    like = drawn("like", (2, 3, 2))
    for shape in ((1, 1, 1), (1, 3, 1), (2, 1, 1), (1, 1, 2), (2, 3, 1), (2, 3, 2)):
        yield "expand", "x".join(map(str, shape)), drawn("expand", shape), like
    yield "expand", "number", 0.75, like
    yield "expand", "keeps-nan", tensor((1, 3, 1), NAN, INF, 1), like
    for before in (0, 1, 4):
        yield "pad", f"{before}-before", drawn("pad", (2, 3, 2)), before
    yield "pad", "keeps-nan", column(NAN, 1), 2
    yield "constant", "one", [2.5]
    yield "constant", "several", [1, -2, 0, 1e30, 1e-30]
    yield "constant", "not-finite", [NAN, INF, "-Infinity"]
    yield "constant", "along-tokens", [1, -2, 0.5, 1e30], 1
    yield "transpose", "2x3x4", drawn("transpose", (2, 3, 4))
    yield "transpose", "keeps-nan", tensor((1, 2, 2), NAN, 1, INF, 2)
    parts = [drawn("concat-a", (2, 3, 2)), drawn("concat-b", (2, 3, 1)), drawn("concat-c", (2, 3, 4))]
    yield "concat", "one", parts[0]
    yield "concat", "two", *parts[:2]
    yield "concat", "three", *parts
    yield "concat", "keeps-nan-in-its-part", tensor((1, 2, 1), NAN, 1), tensor((1, 2, 1), 2, INF)
    wide = drawn("slice-channels", (2, 3, 5))
    for begin, end in ((0, 5), (0, 1), (4, 5), (1, 4)):
        yield "sliceChannels", f"{begin}-to-{end}", wide, begin, end


def grouping():
    for name, interleaved in (("contiguous", False), ("interleaved", True)):
        for groups, channels in ((1, 4), (2, 6), (3, 6), (6, 6), (5, 5)):
            layout = {"groups": groups, "channels": channels, "interleaved": interleaved}
            label = f"{name}-{groups}-of-{channels}"
            yield "spread", label, drawn("spread", (1, 1, groups)), layout
            yield "collect", label, drawn("collect", (3, 1, channels)), layout
            yield "spread", f"{label}-every-token", drawn("spread-tokens", (2, 3, groups)), layout
            yield "collect", f"{label}-every-token", drawn("collect-tokens", (2, 3, channels)), layout
        layout = {"groups": 3, "channels": 6, "interleaved": interleaved}
        yield "collect", f"{name}-keeps-nan-in-its-group", tensor((2, 1, 6), NAN, 1, 2, 3, 4, INF, 1, 1, 1, 1, 1, 1), layout
        yield "spread", f"{name}-keeps-nan-in-its-group", tensor((1, 1, 3), NAN, 1, INF), layout


def sums_over_others():
    """Sums over the batch and over channels."""
    for shape in ((1, 1, 4), (3, 1, 5), (64, 1, 3), (3, 4, 2)):
        yield "sumBatch", "x".join(map(str, shape)), drawn("sum-batch", shape)
    yield "sumBatch", "keeps-nan-and-infinities", tensor((2, 1, 3), NAN, INF, 1, 1, 1, 2)
    for tokens, inputs, outputs in ((1, 5, 3), (4, 3, 6), (1, 1, 1), (1, 192, 7)):
        yield "linear", f"{tokens}x{inputs}-by-{outputs}", drawn("linear-x", (2, tokens, inputs)), drawn("linear-m", (1, inputs, outputs))
    yield "linear", "cancels", tensor((1, 1, 3), 1e8, 1, -1e8), tensor((1, 3, 1), 1, 1, 1)


def raggedness():
    """Images side by side and back; offsets say where each begins, then the end."""
    for lengths in ((4, 2, 3), (1,), (0, 3, 0, 1), (1, 1, 1), (5, 0)):
        label = "+".join(map(str, lengths))
        offsets = [sum(lengths[:b]) for b in range(len(lengths) + 1)]
        yield "unpack", label, drawn("unpack", (1, offsets[-1], 3)), offsets
        yield "pack", label, drawn("pack", (len(lengths), max(lengths), 3)), offsets
    yield "unpack", "keeps-nan-in-its-image", column(NAN, 1, INF, 2, "-Infinity"), [0, 1, 2, 5]
    yield "pack", "leaves-nan-in-the-padding-out", tensor((2, 2, 1), 1, NAN, 2, 3), [0, 1, 3]
    yield "unpack", "2+1025", generated((1, 1027, 2), "ties"), [0, 2, 1027]


def drawn(stream, shape, kind="normal"):
    """Values written out in the file, from a stream of their own."""
    return tensor(shape, *(number(float(v)) for v in VALUES[kind]("operation#" + stream, *shape).ravel()))


def generated(shape, kind):
    return {"shape": list(shape), "values": kind, "stream": "x"}
