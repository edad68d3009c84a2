"""Gradients of single operators, and of small graphs of them, by the float64 autograd of PyTorch.

    python3 -m goldens.gradient_rules   # writes packages/onnx/test/gradient/rules.json, some seconds

Each case is a graph of ONNX nodes and the same computation in PyTorch, written apart. The loss is the sum of the result
times random numbers, `dy`.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).parents[3] / "packages/onnx/test/gradient/rules.json"


def numbers(*shape, low=None):
    x = torch.randn(*shape, dtype=torch.float64)
    return x if low is None else x.abs() + low


def node(op, inputs, output="y", **attributes):
    domain = attributes.pop("domain", "")
    outputs = [output] if isinstance(output, str) else output
    return {"op": op, "domain": domain, "inputs": inputs, "outputs": outputs, "attributes": attributes}


def ints(*values):
    return torch.tensor(values, dtype=torch.int64)


CASES = {}


def case(name, inputs, nodes, compute, constants=None, opset=17):
    """`compute` takes the inputs in order and gives the result."""
    CASES[name] = (inputs, nodes if isinstance(nodes, list) else [nodes], compute, constants or {}, opset)


def one(name, x, op, compute, opset=17, **attributes):
    case(name, {"x": x}, node(op, ["x"], **attributes), compute, opset=opset)


def two(name, a, b, op, compute, opset=17, **attributes):
    case(name, {"a": a, "b": b}, node(op, ["a", "b"], **attributes), compute, opset=opset)


def elementwise():
    shapes = ((2, 3, 4), (3, 1))
    two("Add, b repeated", numbers(*shapes[0]), numbers(*shapes[1]), "Add", torch.add)
    two("Sub, b repeated", numbers(*shapes[0]), numbers(*shapes[1]), "Sub", torch.sub)
    two("Mul, a repeated", numbers(4), numbers(2, 3, 4), "Mul", torch.mul)
    two("Div, b repeated", numbers(*shapes[0]), numbers(*shapes[1], low=0.5), "Div", torch.div)
    two("Pow, b repeated", numbers(*shapes[0], low=0.2), numbers(*shapes[1]), "Pow", torch.pow)
    case("Pow, 2", {"x": numbers(2, 5)}, node("Pow", ["x", "e"]), lambda x: x**2, {"e": torch.tensor(2.0)})
    case("Pow, 3.5", {"x": numbers(2, 5, low=0.1)}, node("Pow", ["x", "e"]), lambda x: x**3.5, {"e": torch.tensor(3.5)})
    two("Max", numbers(2, 5), numbers(5), "Max", torch.maximum)
    two("Min", numbers(2, 5), numbers(5), "Min", torch.minimum)
    case("Sum", {"a": numbers(2, 3), "b": numbers(3), "c": numbers(2, 1)}, node("Sum", ["a", "b", "c"]),
         lambda a, b, c: a + b + c)
    one("Neg", numbers(5), "Neg", torch.neg)
    one("Abs", numbers(5), "Abs", torch.abs)
    one("Reciprocal", numbers(5, low=0.3), "Reciprocal", torch.reciprocal)
    one("Sqrt", numbers(5, low=0.1), "Sqrt", torch.sqrt)
    one("Exp", numbers(5), "Exp", torch.exp)
    one("Log", numbers(5, low=0.1), "Log", torch.log)
    one("Tanh", numbers(5), "Tanh", torch.tanh)
    one("Sigmoid", numbers(5), "Sigmoid", torch.sigmoid)
    one("Softplus", numbers(5), "Softplus", F.softplus)
    one("Erf", numbers(7), "Erf", torch.erf)
    one("Relu", numbers(7), "Relu", torch.relu)
    one("LeakyRelu", numbers(7), "LeakyRelu", lambda x: F.leaky_relu(x, 0.2), alpha=0.2)
    one("Elu", numbers(7), "Elu", lambda x: F.elu(x, 0.7), alpha=0.7)
    one("HardSigmoid", numbers(7) * 3, "HardSigmoid", lambda x: (0.3 * x + 0.4).clamp(0, 1), alpha=0.3, beta=0.4)
    one("HardSwish", numbers(9) * 3, "HardSwish", F.hardswish)
    one("Gelu", numbers(7), "Gelu", F.gelu, opset=20)
    one("Gelu, tanh", numbers(7), "Gelu", tanh_gelu, opset=20, approximate="tanh")
    case("Clip", {"x": numbers(9)}, node("Clip", ["x", "low", "high"]), lambda x: x.clamp(-0.5, 0.7),
         {"low": torch.tensor(-0.5), "high": torch.tensor(0.7)})
    case("Clip, from below", {"x": numbers(9)}, node("Clip", ["x", "low"]), lambda x: x.clamp(min=0.1),
         {"low": torch.tensor(0.1)})
    condition = torch.tensor([[True, False, True], [False, False, True]])
    case("Where", {"a": numbers(2, 3), "b": numbers(3)}, node("Where", ["c", "a", "b"]),
         lambda a, b: torch.where(condition, a, b), {"c": condition})
    one("Cast and back", numbers(4), "Cast", lambda x: x, to=1)
    one("Identity", numbers(4), "Identity", lambda x: x)
    one("Dropout", numbers(4), "Dropout", lambda x: x)


def tanh_gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def reductions():
    x = numbers(2, 3, 4)
    one("ReduceMean, last axis", x, "ReduceMean", lambda x: x.mean(-1), axes=[-1], keepdims=0)
    one("ReduceMean, kept", x, "ReduceMean", lambda x: x.mean((1, 2), keepdim=True), axes=[1, 2], keepdims=1)
    one("ReduceMean, all", x, "ReduceMean", lambda x: x.mean(), keepdims=0)
    case("ReduceMean, set 18", {"x": x}, node("ReduceMean", ["x", "axes"], keepdims=0), lambda x: x.mean(1),
         {"axes": ints(1)}, opset=18)
    case("ReduceSum", {"x": x}, node("ReduceSum", ["x", "axes"], keepdims=0), lambda x: x.sum(1), {"axes": ints(1)})
    one("ReduceMax", x, "ReduceMax", lambda x: x.amax(1), axes=[1], keepdims=0)
    one("ReduceMax, ties", torch.tensor([[1.0, 3, 3], [2, 2, 2]], dtype=torch.float64), "ReduceMax",
        lambda x: x.amax(1), axes=[1], keepdims=0)
    one("ReduceMin", x, "ReduceMin", lambda x: x.amin((0, 2), keepdim=True), axes=[0, 2], keepdims=1)
    one("ReduceL2", x, "ReduceL2", lambda x: x.norm(dim=2, keepdim=True), axes=[2], keepdims=1)
    one("ReduceSumSquare", x, "ReduceSumSquare", lambda x: (x**2).sum(2), axes=[2], keepdims=0)
    one("Softmax", x, "Softmax", lambda x: x.softmax(-1), axis=-1)
    one("Softmax, axis 1", x, "Softmax", lambda x: x.softmax(1), axis=1)
    one("LogSoftmax", x, "LogSoftmax", lambda x: x.log_softmax(-1), axis=-1)


def products():
    two("MatMul, weights", numbers(2, 3, 4), numbers(4, 5), "MatMul", torch.matmul)
    two("MatMul, batches", numbers(2, 1, 3, 4), numbers(1, 3, 4, 2), "MatMul", torch.matmul)
    two("MatMul, left of batches", numbers(3, 4), numbers(2, 4, 2), "MatMul", torch.matmul)
    two("MatMul, a vector on the right", numbers(2, 3, 4), numbers(4), "MatMul", torch.matmul)
    two("MatMul, a vector on the left", numbers(4), numbers(4, 3), "MatMul", torch.matmul)
    for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
        shapes = ((4, 3) if a else (3, 4), (5, 4) if b else (4, 5))
        case(f"Gemm, transA {a}, transB {b}",
             {"a": numbers(*shapes[0]), "b": numbers(*shapes[1]), "c": numbers(5)},
             node("Gemm", ["a", "b", "c"], transA=a, transB=b, alpha=0.5, beta=2.0),
             lambda p, q, c, a=a, b=b: 0.5 * (p.T if a else p) @ (q.T if b else q) + 2 * c)
        two(f"FusedMatMul, transA {a}, transB {b}",
            numbers(2, 4, 3) if a else numbers(2, 3, 4), numbers(2, 5, 4) if b else numbers(2, 4, 5), "FusedMatMul",
            lambda p, q, a=a, b=b: 0.5 * (p.mT if a else p) @ (q.mT if b else q),
            transA=a, transB=b, alpha=0.5, domain="com.microsoft")


def norms():
    x, scale, bias = numbers(2, 3, 5), numbers(5), numbers(5)
    case("LayerNormalization", {"x": x, "g": scale, "b": bias},
         node("LayerNormalization", ["x", "g", "b"], axis=-1, epsilon=1e-5),
         lambda x, g, b: F.layer_norm(x, (5,), g, b, 1e-5))
    case("LayerNormalization, two axes", {"x": x, "g": numbers(3, 5)},
         node("LayerNormalization", ["x", "g"], axis=1, epsilon=1e-3),
         lambda x, g: F.layer_norm(x, (3, 5), g, None, 1e-3))
    case("LayerNormalization, written out", {"x": x, "g": scale, "b": bias}, [
        node("ReduceMean", ["x"], "mean", axes=[-1]), node("Sub", ["x", "mean"], "d"),
        node("Pow", ["d", "two"], "square"), node("ReduceMean", ["square"], "var", axes=[-1]),
        node("Add", ["var", "eps"], "more"), node("Sqrt", ["more"], "sigma"), node("Div", ["d", "sigma"], "unit"),
        node("Mul", ["unit", "g"], "scaled"), node("Add", ["scaled", "b"])],
        lambda x, g, b: F.layer_norm(x, (5,), g, b, 1e-5), {"two": torch.tensor(2.0), "eps": torch.tensor(1e-5)})
    case("SimplifiedLayerNormalization", {"x": x, "g": scale},
         node("SimplifiedLayerNormalization", ["x", "g"], axis=-1, epsilon=1e-5),
         lambda x, g: x * torch.rsqrt((x**2).mean(-1, keepdim=True) + 1e-5) * g)
    case("SkipLayerNormalization, its sum used too", {"x": x, "s": numbers(2, 3, 5), "g": scale, "b": bias, "c": numbers(5)}, [
        node("SkipLayerNormalization", ["x", "s", "g", "b", "c"], ["n", "", "", "sum"], epsilon=1e-5, domain="com.microsoft"),
        node("Mul", ["n", "sum"])],
        lambda x, s, g, b, c: F.layer_norm(x + s + c, (5,), g, b, 1e-5) * (x + s + c))
    case("BatchNormalization", {"x": numbers(2, 3, 2, 2), "g": numbers(3), "b": numbers(3)},
         node("BatchNormalization", ["x", "g", "b", "mean", "var"], epsilon=1e-5),
         lambda x, g, b: F.batch_norm(x, MEAN, VAR, g, b, False, 0.1, 1e-5), {"mean": MEAN, "var": VAR})
    x = numbers(2, 6, 3, 2)
    case("InstanceNormalization", {"x": x, "g": numbers(6), "b": numbers(6)},
         node("InstanceNormalization", ["x", "g", "b"], epsilon=1e-4),
         lambda x, g, b: F.instance_norm(x, weight=g, bias=b, eps=1e-4))
    case("GroupNormalization", {"x": x, "g": numbers(6), "b": numbers(6)},
         node("GroupNormalization", ["x", "g", "b"], num_groups=3, epsilon=1e-4),
         lambda x, g, b: F.group_norm(x, 3, g, b, 1e-4), opset=21)
    case("GroupNormalization, a scale for each group", {"x": x, "g": numbers(3), "b": numbers(3)},
         node("GroupNormalization", ["x", "g", "b"], num_groups=3, epsilon=1e-4),
         lambda x, g, b: F.group_norm(x, 3, g.repeat_interleave(2), b.repeat_interleave(2), 1e-4), opset=18)
    two("RMSNormalization", numbers(2, 5), numbers(5), "RMSNormalization",
        lambda x, g: x * torch.rsqrt((x**2).mean(-1, keepdim=True) + 1e-5) * g, opset=23, axis=-1, epsilon=1e-5)


MEAN = torch.tensor([0.1, -0.4, 0.3], dtype=torch.float64)
VAR = torch.tensor([0.5, 1.5, 2.5], dtype=torch.float64)


def shapes():
    x = numbers(2, 3, 4)
    one("Transpose", x, "Transpose", lambda x: x.permute(1, 2, 0), perm=[1, 2, 0])
    one("Transpose, without perm", x, "Transpose", lambda x: x.permute(2, 1, 0))
    case("Reshape", {"x": x}, node("Reshape", ["x", "s"]), lambda x: x.reshape(2, 12), {"s": ints(0, -1)})
    one("Flatten", x, "Flatten", lambda x: x.flatten(1), axis=1)
    case("Squeeze", {"x": numbers(2, 1, 3)}, node("Squeeze", ["x", "a"]), lambda x: x.squeeze(1), {"a": ints(1)})
    case("Unsqueeze", {"x": numbers(2, 3)}, node("Unsqueeze", ["x", "a"]), lambda x: x.unsqueeze(1), {"a": ints(1)})
    case("Concat", {"a": numbers(2, 1), "b": numbers(2, 3)}, node("Concat", ["a", "b", "a"], axis=-1),
         lambda a, b: torch.cat([a, b, a], -1))
    case("Split, one part unused", {"x": numbers(2, 6)}, [
        node("Split", ["x", "s"], ["p", "q", "r"], axis=1), node("Mul", ["p", "p"], "pp"),
        node("Concat", ["pp", "r"], axis=1)],
        lambda x: torch.cat([x[:, :1] ** 2, x[:, 3:]], 1), {"s": ints(1, 2, 3)})
    for name, at, take in (
        ("rows 1 and 2", ([1], [3], [1]), lambda x: x[:, 1:3]),
        ("from the end", ([-2], [2147483647], [2]), lambda x: x[..., -2:]),
        ("two axes", ([0, 1], [1, 3], [0, 2]), lambda x: x[:1, :, 1:3]),
    ):
        case(f"Slice, {name}", {"x": x}, node("Slice", ["x", "s", "e", "a"]), take,
             {"s": ints(*at[0]), "e": ints(*at[1]), "a": ints(*at[2])})
    case("Slice, every second", {"x": x}, node("Slice", ["x", "s", "e", "a", "t"]), lambda x: x[..., ::2],
         {"s": ints(0), "e": ints(9), "a": ints(2), "t": ints(2)})
    case("Slice, backwards", {"x": x}, node("Slice", ["x", "s", "e", "a", "t"]), lambda x: x.flip(1),
         {"s": ints(-1), "e": ints(-100), "a": ints(1), "t": ints(-1)})
    case("Gather, one row", {"x": x}, node("Gather", ["x", "i"], axis=1), lambda x: x[:, 0], {"i": torch.tensor(0)})
    case("Gather, rows twice", {"x": x}, node("Gather", ["x", "i"], axis=1), lambda x: x[:, [2, 0, 2]], {"i": ints(2, 0, 2)})
    case("Gather, of a table", {"x": numbers(4, 3)}, node("Gather", ["x", "i"]), lambda x: x[ids()], {"i": ids()})
    case("Gather, three parts of one value", {"x": numbers(3, 2, 4)}, [
        *[node("Gather", ["x", f"i{i}"], f"p{i}", axis=0) for i in range(3)],
        node("Mul", ["p0", "p1"], "m"), node("Add", ["m", "p2"])],
        lambda x: x[0] * x[1] + x[2], {f"i{i}": torch.tensor(i) for i in range(3)})
    case("Expand", {"x": numbers(3, 1)}, node("Expand", ["x", "s"]), lambda x: x.expand(2, 3, 4), {"s": ints(2, 3, 4)})
    case("Tile", {"x": numbers(2, 3)}, node("Tile", ["x", "r"]), lambda x: x.repeat(2, 3), {"r": ints(2, 3)})
    case("Pad", {"x": numbers(2, 3)}, node("Pad", ["x", "p"]), lambda x: F.pad(x, (1, 2, 0, 1)), {"p": ints(0, 1, 1, 2)})
    case("a value used three times", {"x": x}, [
        node("Mul", ["x", "x"], "square"), node("Exp", ["x"], "e"), node("Add", ["square", "e"])],
        lambda x: x * x + x.exp())


def ids():
    return torch.tensor([[1, 3, 1], [0, 1, 3]])


def windows():
    x = numbers(2, 4, 5, 5)
    for name, weight, options in (
        ("patches", (3, 4, 2, 2), {"stride": 2}),
        ("padded, strided", (3, 4, 3, 3), {"stride": 2, "padding": 1}),
        ("dilated", (3, 4, 2, 2), {"dilation": 2, "stride": 1}),
        ("two groups", (6, 2, 3, 3), {"groups": 2, "padding": 1}),
        ("depthwise", (4, 1, 3, 3), {"groups": 4, "stride": 2}),
    ):
        stride, padding = options.get("stride", 1), options.get("padding", 0)
        case(f"Conv, {name}", {"x": x[:, :, :, :], "w": numbers(*weight), "b": numbers(weight[0])},
             node("Conv", ["x", "w", "b"], strides=[stride] * 2, pads=[padding] * 4,
                  dilations=[options.get("dilation", 1)] * 2, group=options.get("groups", 1)),
             lambda x, w, b, options=options: F.conv2d(x, w, b, **options))
    x = numbers(1, 2, 5, 5)
    one("AveragePool", x, "AveragePool", lambda x: F.avg_pool2d(x, 2), kernel_shape=[2, 2], strides=[2, 2])
    one("AveragePool, padding left out", x, "AveragePool",
        lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    one("AveragePool, padding counted", x, "AveragePool", lambda x: F.avg_pool2d(x, 3, 2, 1),
        kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4, count_include_pad=1)
    one("AveragePool, the last window cut off", x, "AveragePool", lambda x: F.avg_pool2d(x, 2, 2, ceil_mode=True),
        kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    one("AveragePool, padded to the same size", x, "AveragePool",
        lambda x: F.avg_pool2d(F.pad(x, (0, 1, 0, 1)), 2, 1) / F.avg_pool2d(F.pad(torch.ones_like(x), (0, 1, 0, 1)), 2, 1),
        kernel_shape=[2, 2], auto_pad="SAME_UPPER")
    one("AveragePool, one axis", numbers(1, 2, 7), "AveragePool", lambda x: F.avg_pool1d(x, 3, 2), kernel_shape=[3], strides=[2])
    one("MaxPool, the last window cut off", x, "MaxPool", lambda x: F.max_pool2d(x, 2, 2, ceil_mode=True),
        kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    one("MaxPool, dilated", x, "MaxPool", lambda x: F.max_pool2d(x, 2, 1, dilation=2), kernel_shape=[2, 2], dilations=[2, 2])
    one("MaxPool", x, "MaxPool", lambda x: F.max_pool2d(x, 3, 2, 1), kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    one("GlobalAveragePool", x, "GlobalAveragePool", lambda x: x.mean((2, 3), keepdim=True))
    one("GlobalMaxPool", x, "GlobalMaxPool", lambda x: x.amax((2, 3), keepdim=True))


def resized():
    """Position embeddings for another size of image, and maps of features made larger or smaller."""
    x = numbers(1, 2, 3, 4)

    def sizes(name, x, length, compute, opset=17, **attributes):
        case(f"Resize, {name}", {"x": x}, node("Resize", ["x", "", "", "sizes"], **attributes), compute,
             {"sizes": ints(*x.shape[:2], *length)}, opset)

    def scaled(name, x, by, compute, **attributes):
        case(f"Resize, {name}", {"x": x}, node("Resize", ["x", "", "scales"], **attributes), compute,
             {"scales": torch.tensor([1.0, 1.0, *by])})

    corners = {"mode": "linear", "coordinate_transformation_mode": "align_corners"}
    asymmetric = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    cubic = {"mode": "cubic", "cubic_coeff_a": -0.75, "coordinate_transformation_mode": "pytorch_half_pixel"}
    sizes("linear", x, (5, 7), lambda x: F.interpolate(x, (5, 7), mode="bilinear"), mode="linear")
    sizes("linear, smaller", numbers(1, 2, 7, 6), (3, 4), lambda x: F.interpolate(x, (3, 4), mode="bilinear"),
          mode="linear", coordinate_transformation_mode="pytorch_half_pixel")
    sizes("linear, corners aligned", x, (6, 5), lambda x: F.interpolate(x, (6, 5), mode="bilinear", align_corners=True), **corners)
    sizes("nearest", x, (7, 9), lambda x: F.interpolate(x, (7, 9)), **asymmetric)
    sizes("cubic", x, (5, 5), lambda x: F.interpolate(x, (5, 5), mode="bicubic"), **cubic)
    sizes("linear, antialias", numbers(1, 1, 9, 8), (4, 3), lambda x: F.interpolate(x, (4, 3), mode="bilinear", antialias=True),
          opset=18, mode="linear", antialias=1, exclude_outside=1)
    scaled("nearest, by a factor", x, (2.0, 1.5), lambda x: F.interpolate(x, scale_factor=(2, 1.5)), **asymmetric)
    scaled("linear, by a factor that leaves a rest", x, (1.7, 1.3),
           lambda x: F.interpolate(x, scale_factor=(1.7, 1.3), mode="bilinear"), mode="linear")
    scaled("cubic, by a factor", x, (1.7, 2.1), lambda x: F.interpolate(x, scale_factor=(1.7, 2.1), mode="bicubic"), **cubic)
    case("Resize, two axes named", {"x": x}, node("Resize", ["x", "", "", "sizes"], mode="linear", axes=[-1, 2]),
         lambda x: F.interpolate(x, (6, 3), mode="bilinear"), {"sizes": ints(3, 6)}, opset=18)
    tokens = {"positions": numbers(1, 5, 3), "x": numbers(2, 7, 3)}

    def interpolated(positions, x):
        grid = positions[:, 1:].reshape(1, 2, 2, 3).permute(0, 3, 1, 2)
        larger = F.interpolate(grid, (3, 2), mode="bicubic").permute(0, 2, 3, 1).reshape(1, 6, 3)
        return x + torch.cat([positions[:, :1], larger], 1)

    case("positions for a larger image", tokens, [
        node("Slice", ["positions", "one", "end", "axis"], "patches"), node("Slice", ["positions", "zero", "one", "axis"], "first"),
        node("Reshape", ["patches", "grid"], "g"), node("Transpose", ["g"], "t", perm=[0, 3, 1, 2]),
        node("Resize", ["t", "", "", "sizes"], "r", **cubic), node("Transpose", ["r"], "b", perm=[0, 2, 3, 1]),
        node("Reshape", ["b", "list"], "l"), node("Concat", ["first", "l"], "all", axis=1), node("Add", ["x", "all"])],
        interpolated, {"one": ints(1), "end": ints(2**31), "axis": ints(1), "zero": ints(0), "grid": ints(1, 2, 2, 3),
                       "sizes": ints(1, 3, 3, 2), "list": ints(1, -1, 3)})


def fused():
    ms = {"domain": "com.microsoft"}
    two("BiasGelu", numbers(2, 5), numbers(5), "BiasGelu", lambda a, b: F.gelu(a + b), **ms)
    two("FastGelu", numbers(2, 5), numbers(5), "FastGelu", lambda a, b: tanh_gelu(a + b), **ms)
    one("Gelu, onnxruntime's", numbers(7), "Gelu", F.gelu, **ms)
    one("QuickGelu", numbers(7), "QuickGelu", lambda x: x * torch.sigmoid(1.702 * x), alpha=1.702, **ms)

    weights = {"x": numbers(1, 2, 4, 4), "w": numbers(3, 2, 3, 3), "b": numbers(3)}
    for name, f in (("Relu", F.relu), ("Tanh", torch.tanh), ("Sigmoid", torch.sigmoid)):
        case(f"FusedConv, {name}", weights, node("FusedConv", ["x", "w", "b"], pads=[1] * 4, activation=name, **ms),
             lambda x, w, b, f=f: f(F.conv2d(x, w, b, padding=1)))
    case("FusedConv, a sum in it", {**weights, "z": numbers(1, 3, 2, 2)},
         node("FusedConv", ["x", "w", "b", "z"], activation="Relu", **ms),
         lambda x, w, b, z: F.relu(F.conv2d(x, w, b) + z))
    a, b = numbers(3, 2, 4), numbers(2, 4, 5)
    two("FusedMatMul, rows of a from its first axis", a, b, "FusedMatMul",
        lambda a, b: 0.5 * a.permute(1, 0, 2) @ b, transBatchA=1, alpha=0.5, **ms)
    two("FusedMatMul, both from their first axes", a, numbers(4, 2, 5), "FusedMatMul",
        lambda a, b: a.permute(1, 0, 2) @ b.permute(1, 0, 2), transBatchA=1, transBatchB=1, **ms)
    two("FusedMatMul, both ways of transposing", numbers(4, 2, 3), numbers(5, 2, 4), "FusedMatMul",
        lambda a, b: a.permute(1, 2, 0) @ b.permute(1, 2, 0), transBatchA=1, transBatchB=1, transA=1, transB=1, **ms)
    two("FusedMatMul, heads from the first axis", numbers(3, 2, 2, 4), numbers(2, 2, 4, 5), "FusedMatMul",
        lambda a, b: a.permute(1, 2, 0, 3) @ b, transBatchA=1, **ms)
    case("FusedGemm, Relu", {"a": numbers(3, 4), "b": numbers(4, 2), "c": numbers(2)},
         node("FusedGemm", ["a", "b", "c"], activation="Relu", **ms), lambda a, b, c: F.relu(a @ b + c))
    case("SkipSimplifiedLayerNormalization", {"x": numbers(2, 3, 5), "s": numbers(2, 3, 5), "g": numbers(5)},
         node("SkipSimplifiedLayerNormalization", ["x", "s", "g"], epsilon=1e-5, **ms),
         lambda x, s, g: (x + s) * torch.rsqrt(((x + s) ** 2).mean(-1, keepdim=True) + 1e-5) * g)

    def heads(q, k, v, count):
        batch, tokens, width = q.shape
        q, k, v = (one.reshape(batch, -1, count, width // count).transpose(1, 2) for one in (q, k, v))
        weights = (q @ k.mT / math.sqrt(width // count)).softmax(-1)
        return (weights @ v).transpose(1, 2).reshape(batch, tokens, width)

    case("Attention", {"x": numbers(2, 3, 4), "w": numbers(4, 12), "b": numbers(12)},
         node("Attention", ["x", "w", "b"], num_heads=2, **ms), lambda x, w, b: heads(*(x @ w + b).chunk(3, -1), 2))
    case("MultiHeadAttention", {"q": numbers(2, 3, 4), "k": numbers(2, 5, 4), "v": numbers(2, 5, 4)},
         node("MultiHeadAttention", ["q", "k", "v"], num_heads=2, **ms), lambda q, k, v: heads(q, k, v, 2))

    def biased(q, k, v, b):
        return heads(*(one + part for one, part in zip((q, k, v), b.chunk(3))), 2)

    case("MultiHeadAttention, bias", {"q": numbers(2, 3, 4), "k": numbers(2, 3, 4), "v": numbers(2, 3, 4), "b": numbers(12)},
         node("MultiHeadAttention", ["q", "k", "v", "b"], num_heads=2, **ms), biased)


def blocks():
    """A pre-norm block as torch's exporters write it, with an attention of two heads; GELU and norm as single nodes or not."""
    width, hidden, heads = 4, 6, 2
    weights = {
        "x": numbers(2, 3, width), "g1": numbers(width), "b1": numbers(width),
        "wqkv": numbers(width, 3 * width), "bqkv": numbers(3 * width), "wo": numbers(width, width), "bo": numbers(width),
        "g2": numbers(width), "b2": numbers(width), "w1": numbers(width, hidden), "c1": numbers(hidden),
        "w2": numbers(hidden, width), "c2": numbers(width),
    }

    def compute(x, g1, b1, wqkv, bqkv, wo, bo, g2, b2, w1, c1, w2, c2):
        batch, tokens, _ = x.shape
        qkv = F.layer_norm(x, (width,), g1, b1, 1e-6) @ wqkv + bqkv
        q, k, v = qkv.reshape(batch, tokens, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        attention = (q @ k.mT / math.sqrt(width // heads)).softmax(-1)
        x = x + (attention @ v).transpose(1, 2).reshape(batch, tokens, width) @ wo + bo
        return x + F.gelu(F.layer_norm(x, (width,), g2, b2, 1e-6) @ w1 + c1) @ w2 + c2

    norm = {"axis": -1, "epsilon": 1e-6}

    def nodes(split):
        parts = (
            [node("Split", ["t", "ones"], ["q1", "k1", "v1"], axis=0),
             *[node("Squeeze", [f"{p}1", "zero1"], p) for p in "qkv"]] if split
            else [node("Gather", ["t", f"i{i}"], p, axis=0) for i, p in enumerate("qkv")])
        return [
            node("LayerNormalization", ["x", "g1", "b1"], "n1", **norm), node("MatMul", ["n1", "wqkv"], "m"),
            node("Add", ["m", "bqkv"], "qkv"), node("Reshape", ["qkv", "heads"], "r"),
            node("Transpose", ["r"], "t", perm=[2, 0, 3, 1, 4]), *parts,
            node("Transpose", ["k"], "kt", perm=[0, 1, 3, 2]), node("MatMul", ["q", "kt"], "s"),
            node("Mul", ["s", "scale"], "ss"), node("Softmax", ["ss"], "a", axis=-1), node("MatMul", ["a", "v"], "av"),
            node("Transpose", ["av"], "avt", perm=[0, 2, 1, 3]), node("Reshape", ["avt", "merged"], "o"),
            node("MatMul", ["o", "wo"], "p"), node("Add", ["bo", "p"], "po"), node("Add", ["x", "po"], "x1"),
            node("LayerNormalization", ["x1", "g2", "b2"], "n2", **norm), node("MatMul", ["n2", "w1"], "f"),
            node("Add", ["f", "c1"], "h"), node("Div", ["h", "root2"], "d"), node("Erf", ["d"], "e"),
            node("Add", ["e", "one"], "e1"), node("Mul", ["h", "e1"], "he"), node("Mul", ["he", "half"], "gelu"),
            node("MatMul", ["gelu", "w2"], "f2"), node("Add", ["f2", "c2"], "f2b"), node("Add", ["x1", "f2b"]),
        ]

    constants = {
        "heads": ints(0, 0, 3, heads, width // heads), "merged": ints(0, 0, width), "ones": ints(1, 1, 1), "zero1": ints(0),
        "scale": torch.tensor(1 / math.sqrt(width // heads)), "root2": torch.tensor(math.sqrt(2)), "one": torch.tensor(1.0),
        "half": torch.tensor(0.5), **{f"i{i}": torch.tensor(i) for i in range(3)},
    }
    bottleneck = {"x": numbers(2, 4, 4, 4), "w1": numbers(2, 4, 1, 1), "g1": numbers(2), "b1": numbers(2), "w2": numbers(2, 2, 3, 3),
                  "w3": numbers(6, 2, 1, 1), "w4": numbers(6, 4, 1, 1), "w": numbers(3, 6), "b": numbers(3)}
    stats = {"mean": MEAN[:2], "var": VAR[:2]}

    def residual(x, w1, g1, b1, w2, w3, w4, w, b):
        y = F.relu(F.batch_norm(F.conv2d(x, w1), stats["mean"], stats["var"], g1, b1, False, 0.1, 1e-5))
        y = F.conv2d(F.relu(F.conv2d(y, w2, stride=2, padding=1)), w3)
        return F.relu(y + F.conv2d(x, w4, stride=2)).mean((2, 3)) @ w.T + b

    case("a residual block of a ResNet and its head", bottleneck, [
        node("Conv", ["x", "w1"], "c1"), node("BatchNormalization", ["c1", "g1", "b1", "mean", "var"], "n1", epsilon=1e-5),
        node("Relu", ["n1"], "r1"), node("Conv", ["r1", "w2"], "c2", strides=[2, 2], pads=[1] * 4), node("Relu", ["c2"], "r2"),
        node("Conv", ["r2", "w3"], "c3"), node("Conv", ["x", "w4"], "c4", strides=[2, 2]), node("Add", ["c3", "c4"], "s"),
        node("Relu", ["s"], "r"), node("GlobalAveragePool", ["r"], "p"), node("Flatten", ["p"], "f", axis=1),
        node("Gemm", ["f", "w", "b"], transB=1)], residual, stats)
    case("a block, q k v by Gather", weights, nodes(False), compute, constants)
    case("a block, q k v by Split and Squeeze", weights, nodes(True), compute, constants)


def rounded(x):
    """To float32 and eight digits, so that both sides read the same inputs."""
    return torch.tensor([float(f"{v:.5g}") for v in x.flatten().tolist()], dtype=torch.float64).reshape(x.shape)


def tensor(x, digits=None):
    if x.dtype == torch.float64:
        data = [float(f"{v:.{digits or 9}g}") for v in x.flatten().tolist()]
    else:
        data = x.flatten().tolist()
    names = {torch.float64: "float32", torch.float32: "float32", torch.int64: "int64", torch.bool: "bool"}
    return {"kind": names[x.dtype], "dims": list(x.shape), "data": data}


def record(name):
    inputs, nodes, compute, constants, opset = CASES[name]
    values = {key: rounded(x).requires_grad_() for key, x in inputs.items()}
    y = compute(*values.values())
    dy = rounded(torch.randn(y.shape, dtype=torch.float64))
    (y * dy).sum().backward()
    return {
        "name": name, "opset": opset, "nodes": nodes,
        "constants": {key: tensor(x) for key, x in constants.items()},
        "inputs": {key: tensor(x.detach()) for key, x in values.items()},
        "dy": tensor(dy), "y": tensor(y.detach(), 8),
        "gradients": {key: tensor(x.grad, 8)["data"] for key, x in values.items()},
    }


def records():
    torch.manual_seed(20)
    CASES.clear()
    for design in (elementwise, reductions, products, norms, shapes, windows, fused, blocks, resized):
        design()
    return [record(name) for name in CASES]


def main():
    cases = [json.dumps(one) for one in records()]
    origin = f"PyTorch {torch.__version__}, float64 autograd: python3 -m goldens.gradient_rules in tools/goldens"
    TARGET.parent.mkdir(exist_ok=True)
    lines = ",\n".join(cases)
    TARGET.write_text(f'{{"origin": {json.dumps(origin)}, "cases": [\n{lines}\n]}}\n')
    print(f"{len(cases)} cases in {TARGET}")


if __name__ == "__main__":
    main()
