"""Turns a case and its expected values into the JSON that the suite reads.

Gradients and pooling weights of larger cases are stored at sampled positions: the largest ones and others drawn from
the id. What a sample would miss (one token dropped, one counted twice) shows in a sum over all tokens of each channel,
with signs drawn from the id, so that equal and opposite errors do not cancel.
"""

from math import isinf, isnan

from mpmath import mpf

from .expected import Expected, considered
from .generator import digest, fnv1a, integers, words
from .images import given_arrays, images
from .inputs import Inputs, image_rows, kept_tokens
from .specs import is_composed, parts_of, spec_of, weight_channels

STORED_WHOLE = 36
LARGEST, DRAWN = 4, 20


def record(case: dict, inputs: Inputs, expected: Expected) -> dict:
    out = {**case, "digest": digest(*given_arrays(case, inputs))}
    if any(may_throw(case["spec"], image) for _, image in images(case, inputs)):
        out["mayThrow"] = True
    out["y"] = values(flat(expected.y), flat(expected.y_scale))
    at = positions(case, inputs, expected.dx, case["shape"][2])
    out["dx"] = sampled(case, expected.dx, expected.dx_scale, at, case["shape"][2])
    if expected.dp is not None:
        out["dp"] = values(expected.dp, expected.dp_scale)
    if has_weights(case):
        wide = weight_channels(spec_of(case), case["shape"][2])
        own = at if wide == case["shape"][2] else positions(case, inputs, expected.w, wide)
        out["w"] = sampled(case, expected.w, expected.w_scale, own, wide)
    return out


def may_throw(spec, image):
    """`negatives: error` with a negative token that counts: adapters that can look at the values throw."""
    if spec.get("negatives") != "error":
        return any(may_throw(part, image) for _, part in parts_of(spec))
    return bool((image.x[0, counted(spec, image)] < 0).any())


def counted(spec, image):
    """The positions, within one image, of the tokens that the pooling reads."""
    return considered(spec, image, kept_tokens(image.x, image.mask, image.weights), 0)[0]


def has_weights(case):
    """Pooling weights are stored for edge cases and a third of the others."""
    return case["id"].startswith("edge/") or fnv1a(case["id"].encode()) % 3 == 0


def positions(case, inputs, grid, channels):
    """Flat indices into [batch, tokens, channels], or None for all."""
    batch, tokens, _ = case["shape"]
    if batch * tokens * channels <= STORED_WHOLE:
        return None
    dx = flat(flat(grid))
    pool = []
    for begin, image in images(case, inputs):
        pool += [(begin + n) * channels + c for n in counted(case["spec"], image) for c in range(channels)]
    pool = [i for i in pool if dx[i] is not None]
    if not pool:
        return []
    largest = sorted(pool, key=lambda i: (-abs(dx[i]), i))[:LARGEST]
    drawn = [pool[k] for k in integers(case["id"] + "#sample", DRAWN, len(pool))]
    return sorted(set(largest + drawn))


def sampled(case, grid, scales, at, channels):
    whole, whole_scale = flat(flat(grid)), flat(flat(scales))
    picked = range(len(whole)) if at is None else at
    out = {} if at is None else {"at": at}
    out |= values([whole[i] for i in picked], [whole_scale[i] for i in picked])
    if at is not None:
        sums = values(*signed_sums(case, whole, whole_scale, channels))
        out |= {"sum": sums["value"]} | ({"sumScale": sums["scale"]} if "scale" in sums else {})
    return out


def signed_sums(case, whole, scales, channels):
    """Σ ±value over the tokens of each image and channel; the sign is the top bit of the id's stream `#signs`."""
    signs = words(case["id"] + "#signs", len(whole)) >> 31
    sums, sum_scales = [], []
    for begin, end in image_rows(case):
        for c in range(channels):
            at = [row * channels + c for row in range(begin, end)]
            known = [i for i in at if whole[i] is not None]
            sums.append(None if len(known) < len(at) else sum((-whole[i] if signs[i] else whole[i] for i in at), mpf(0)))
            sum_scales.append(sum((scales[i] for i in known), mpf(0)))
            if sum_scales[-1] != 0 and is_composed(case["spec"]):
                # Exact terms have no error of their own, but adding them to others rounds.
                sum_scales[-1] += sum((abs(whole[i]) for i in known), mpf(0))
    return sums, sum_scales


def values(expected, scales):
    """`scale` is left out where all of it is 0: these values are exact."""
    rounded = [scale_number(s) for s in scales]
    return {"value": [number(v) for v in expected]} | ({"scale": rounded} if any(rounded) else {})


def number(value):
    """The nearest double; `None` is not defined."""
    if value is None:
        return None
    v = float(value)
    if isnan(v):
        return "NaN"
    if isinf(v):
        return "Infinity" if v > 0 else "-Infinity"
    return int(v) if v == int(v) and abs(v) < 2**53 else v


def scale_number(value):
    """Two significant digits, rounded up by at most 10 %."""
    v = float(value)
    if v == 0:
        return 0
    up = float(f"{v:.1e}")
    if up < v:
        up = float(f"{v * 1.06:.1e}")
    return int(up) if up == int(up) and up < 1e6 else up


def flat(rows):
    return [one for row in rows for one in row]
