"""What follows from a spec: channels, parameters, regions. A spec is read with its defaults here, case by case."""

from mpmath import inf, isfinite, mpf

NESTED_IN_LIST, NESTED_IN_REGIONS = ("mix", "concat"), ("regional", "pyramid")
COMPOSED = ("lse", "meanSqrtLen", "positionWeightedMean", "attention", "topK", *NESTED_IN_LIST, *NESTED_IN_REGIONS)


def is_composed(spec):
    """Whether its scales come from running errors. The scales of all other specs are derived by hand."""
    return spec["type"] in COMPOSED or "after" in spec or "attend" in spec


def spec_of(case):
    """The spec with the grid of the image that the case pools, where it gives none itself."""
    return with_grid(case["spec"], case["image"]) if "image" in case else case["spec"]


def with_grid(spec, grid):
    out = dict(spec)
    if spec["type"] in ("regional", "pyramid"):
        out.setdefault("grid", grid)
    if "parts" in spec:
        out["parts"] = [with_grid(part, grid) for part in spec["parts"]]
    if "part" in spec:
        out["part"] = with_grid(spec["part"], grid)
    return out


def parts_of(spec):
    """(path, spec) of each spec directly inside this one."""
    if spec["type"] in NESTED_IN_LIST:
        return [(f"parts.{i}", part) for i, part in enumerate(spec["parts"])]
    if spec["type"] in NESTED_IN_REGIONS:
        part = spec.get("part", {"type": "max"})
        # In R-MAC each region vector is normalised before they are added.
        return [("part", {"after": ["l2"], **part} if spec["type"] == "regional" else part)]
    return []


def regions_of(spec):
    """Sets of positions on the grid, counted row by row."""
    height, width = spec["grid"]
    if spec["type"] == "pyramid":
        return [
            {r * width + c for r in rows for c in columns}
            for level in spec.get("levels", [1, 2, 4])
            for rows in cells(height, level)
            for columns in cells(width, level)
        ]
    whole = [set(range(height * width))] if spec.get("whole") else []
    return whole + rmac_regions(height, width, spec.get("levels", 3))


def cells(side, level):
    """`level` intervals that cover a side."""
    return [range(i * side // level, -(-(i + 1) * side // level)) for i in range(level)]


def rmac_regions(height, width, levels):
    """Tolias, Sicre, Jégou 2016: squares of side 2 min(H, W) / (l + 1), neighbours overlapping by about 40 %."""
    short, long = min(height, width), max(height, width)
    extra = 0
    if long > short:
        # With m + 1 squares along the longer side, neighbours are (long - short) / m apart.
        extra = min(range(1, 7), key=lambda m: (abs((short - mpf(long - short) / m) / short - mpf("0.4")), m))
    found = []
    for level in range(1, levels + 1):
        side = 2 * short // (level + 1)
        along = {short: level, long: level + extra}
        tops = corners(height - side, along[height])
        lefts = corners(width - side, along[width])
        if side > 0:
            found += [{(t + i) * width + c + j for i in range(side) for j in range(side)} for t in tops for c in lefts]
    return found


def corners(last, count):
    return [0] if count == 1 else [i * last // (count - 1) for i in range(count)]


def pooled_channels(spec, channels):
    return combined(spec, channels, out_channels)


def out_channels(spec, channels):
    for step in reversed(spec.get("after", [])):
        if step != "l2":
            return step["whiten"]
    return pooled_channels(spec, channels)


def weight_channels(spec, channels):
    return combined(spec, channels, weight_channels)


def combined(spec, channels, of_part):
    each = [of_part(part, channels) for _, part in parts_of(spec)]
    if spec["type"] == "concat":
        return sum(each)
    if spec["type"] == "pyramid" and spec.get("combine", "concat") == "concat":
        return each[0] * len(regions_of(spec))
    return each[0] if each else value_channels(spec, channels)


def value_channels(spec, channels):
    """How many channels are pooled: those of a learned projection, where tokens attend by one."""
    return spec.get("attend", {}).get("value") or channels


def attend_groups(spec):
    return spec["attend"].get("groups", groups_of(spec))


def attend_parameters(spec, channels):
    """What scores and projection are made with."""
    attend, groups = spec["attend"], attend_groups(spec)
    hidden = attend.get("hidden", 128)
    layer = lambda name: [(f"{name}.matrix", [hidden, channels]), (f"{name}.bias", [hidden])]  # noqa: E731
    found = {
        "query": [("query", [channels] if attend.get("over") == "group" else [groups, channels])],
        "gated": [*layer("tanh"), *(layer("gate") if attend.get("gate", True) else []), ("score", [groups, hidden])],
        "mean": [("query", [channels, channels]), ("key", [channels, channels])],
    }[attend["score"]]
    value = [("value", [channels, attend["value"]])] if attend.get("value") else []
    return [(f"attend.{name}", shape, attend.get("trainable", True), True) for name, shape in found + value]


def parameters_of(spec, channels):
    """(name, shape, trainable, required) of every parameter: its own, those of its parts, those of the steps after it."""
    kind = spec["type"]
    found = []
    if kind in ("gem", "ggem"):
        found.append(("p", [groups_of(spec)], trained(spec, exponents(spec)), False))
    if kind == "lse":
        found.append(("r", [1], trained(spec, [sharpness(spec)]), False))
    if "attend" in spec:
        found += attend_parameters(spec, channels)
    if kind == "attention":
        found.append(("query", [channels], spec.get("trainable", True), True))
    if kind == "mix":
        found.append(("weights", [len(spec["parts"])], spec.get("trainable", False), False))
    for path, part in parts_of(spec):
        found += [(f"{path}.{name}", *rest) for name, *rest in parameters_of(part, channels)]
    for i, step in enumerate(spec.get("after", [])):
        if step != "l2":
            before = out_channels({**spec, "after": spec["after"][:i]}, channels)
            learned = step.get("trainable", False)
            found.append((f"after.{i}.mean", [before], learned, True))
            found.append((f"after.{i}.matrix", [before, step["whiten"]], learned, True))
    return found


def size_of(shape):
    return shape[0] if len(shape) == 1 else shape[0] * shape[1]


def trained(spec, values):
    return spec.get("trainable", True) and all(isfinite(one) for one in values)


def groups_of(spec):
    return spec["groups"] if spec["type"] == "ggem" else 1


def group_of(spec, c, channels):
    """Contiguous: channel c of D in group ⌊c / (D/G)⌋; interleaved: c mod G."""
    groups = groups_of(spec)
    return c % groups if spec.get("layout") == "interleaved" else c // (channels // groups)


def exponents(spec):
    listed = spec["p"] if isinstance(spec["p"], list) else [spec["p"]] * groups_of(spec)
    return [exponent(p) for p in listed]


def sharpness(spec):
    return exponent(spec.get("r", 1))


def exponent(p):
    return {"inf": inf, "-inf": -inf}[p] if isinstance(p, str) else mpf(p)
