"""One pooling case: what to pool, and how its inputs are made. Its id spells all of it, and seeds its data."""

from math import frexp, prod

from .specs import COMPOSED


def ragged_case(spec, lengths, channels, values="normal", **options):
    """Images of these lengths, one after another in one batch [1, total, channels]."""
    offsets = [sum(lengths[:b]) for b in range(len(lengths) + 1)]
    return pooling_case(spec, (1, offsets[-1], channels), values, offsets=offsets, **options)


LAYOUTS = {
    "batch-channels-tokens": {"data_format": "channelsFirst"},
    "batch-height-width-channels": {},
    "batch-channels-height-width": {"data_format": "channelsFirst"},
    "batch-depth-height-width-channels": {},
    "batch-channels-depth-height-width": {"data_format": "channelsFirst"},
}


def layout_case(name, spec, batch, grid, channels, values="normal", **options):
    """Tokens, an image or a volume of two slices, with axes in another order than [batch, tokens, channels]."""
    sides = [2, *grid] if "depth" in name else list(grid)
    image = {"image": sides} if "height" in name else {}
    return pooling_case(spec, (batch, prod(sides), channels), values, laid=name, **LAYOUTS[name], **image, **options)


def pooling_case(spec, shape, values="positive", mask=None, weights=None, plant=None, name=None, offsets=None, data_format=None, image=None, laid=None):
    """`name` replaces the id that spells out the case, where the case stands for a row of the edge table."""
    case = {"spec": spec, "shape": list(shape), "values": values}
    for key, value in (("offsets", offsets), ("dataFormat", data_format), ("image", image), ("mask", mask), ("tokenWeights", weights), ("plant", plant)):
        if value is not None:
            case[key] = value
    family = ["ragged"] if offsets else ["layout", laid] if laid else ["attend"] if "attend" in spec else ["after"] if "after" in spec and spec["type"] not in COMPOSED else []
    spelled = [*family, spec_label(spec), values, size_label(case)]
    spelled += [f"mask={mask}"] if mask else []
    spelled += [f"weights={weights}"] if weights else []
    spelled += [plant] if plant else []
    return {"id": f"edge/{name}" if name else "/".join(spelled), **case}


def size_label(case):
    batch, tokens, channels = case["shape"]
    if "offsets" in case:
        return "+".join(str(end - begin) for begin, end in zip(case["offsets"], case["offsets"][1:])) + f"x{channels}"
    lengths = case.get("image", [tokens])
    return "x".join(str(n) for n in (batch, *lengths, channels))


def spec_label(spec):
    parts = [spec["type"]]
    if "parts" in spec:
        parts.append("+".join(part_label(part) for part in spec["parts"]))
    if "part" in spec:
        parts.append(part_label(spec["part"]))
    if "index" in spec:
        parts.append(f"index={spec['index']}")
    if "groups" in spec:
        parts += [spec.get("layout", "contiguous"), f"groups={spec['groups']}"]
    if "p" in spec:
        listed = spec["p"] if isinstance(spec["p"], list) else [spec["p"]]
        parts.append("p=" + ",".join(number_label(p) for p in listed))
    for key in ("r", "k", "heads", "grid", "levels", "whole", "combine", "weights"):
        if key in spec:
            parts.append(f"{key}={list_label(spec[key])}")
    for key in ("negatives", "eps", "range", "trainable", "prefixTokens", "countFrom"):
        if key in spec:
            parts.append(option_label(key, spec[key]))
    if "attend" in spec:
        parts.append("attend=" + ",".join(f"{name}={value}" for name, value in spec["attend"].items()).replace("score=", "", 1))
    if "after" in spec:
        steps = [step if step == "l2" else f"whiten{step['whiten']}{'t' if step.get('trainable') else ''}" for step in spec["after"]]
        parts.append("after=" + ("-".join(steps) or "nothing"))
    return "/".join(parts)


def part_label(spec):
    label = spec_label(spec).replace("/", ",")
    return f"({label})" if "parts" in spec else label


def list_label(value):
    if isinstance(value, list):
        return ",".join(number_label(one) for one in value)
    return value if isinstance(value, (str, bool)) else number_label(value)


def option_label(key, value):
    if key == "trainable":
        return "trained" if value else "fixed"
    if key == "range":
        return "range=" + "..".join("" if end is None else number_label(end) for end in value)
    name = {"prefixTokens": "prefix", "countFrom": "from"}.get(key, key)
    return f"{name}={number_label(value)}"


def number_label(value):
    """The number in a short and exact form: small powers of two are given by their exponent."""
    if isinstance(value, str) or value == 0:
        return str(value)
    mantissa, exponent = frexp(abs(value))
    if mantissa == 0.5 and exponent < -8:
        return f"{'-' if value < 0 else ''}2^{exponent - 1}"
    return f"{value:g}"
