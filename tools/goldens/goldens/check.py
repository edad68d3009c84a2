"""`python3 -m goldens.check`: two other ways to the same gradients, for a sample of the cases.

- mpmath: central differences of the pooled value at 140 digits, with respect to tokens and parameters.
- PyTorch: autograd in float64 through the naive formula, where that formula stays finite.

Prints the worst relative disagreement of each property and fails above its limit.
"""

import sys

import torch
from mpmath import isfinite, isinf, mp, mpf

from .check_composed import composed_by_differences
from .definitions import normalise
from .design import design
from .expected import considered, expect
from .generator import fnv1a
from .inputs import kept_tokens, make_inputs
from .specs import exponents, group_of, groups_of, is_composed, spec_of
from .values import pooled

STEP = mpf(10) ** -25
LIMITS = {"differences": 1e-30, "composed": 1e-30, "autograd": 1e-10}


def main() -> int:
    mp.dps = 140
    worst = {}
    counted = {"differences": 0, "composed": 0, "autograd": 0}
    for case in sample():
        for method, found in ways(case):
            counted[method] += found is not None
            for name, error in (found or {}).items():
                key = f"{method} {name}"
                if error > worst.get(key, (-1, ""))[0]:
                    worst[key] = (float(error), case["id"])
    print(f"differences of mpmath: {counted['differences']} cases and {counted['composed']} composed; float64 autograd of PyTorch {torch.__version__}: {counted['autograd']} cases")
    for key, (error, case_id) in sorted(worst.items()):
        print(f"{key}: worst {error:.1e} in {case_id}")
    return int(any(error > LIMITS[key.split()[0]] for key, (error, _) in worst.items()))


def ways(case):
    """The methods by which a case can be checked, each with its result."""
    if is_composed(spec_of(case)):
        yield "composed", composed_by_differences(case)
        return
    inputs = make_inputs(case)
    expected = expect(spec_of(case), inputs)
    yield "differences", by_differences(case, inputs, expected)
    yield "autograd", by_autograd(case, inputs, expected)


def sample():
    """A third of the small cases. Ragged batches are left out: their images are pooled alone, as in the other cases."""
    small = [case for case in design() if "offsets" not in case and case["shape"][0] * case["shape"][1] * case["shape"][2] <= 126]
    return [case for case in small if fnv1a(case["id"].encode()) % 3 == 1]


def by_differences(case, inputs, expected):
    """Moves p by 1e-25 of itself to both sides, and in each image and channel one token that is not at a kink."""
    spec = spec_of(case)
    batch, _, channels = case["shape"]
    kept = kept_tokens(inputs.x, inputs.mask, inputs.weights)
    worst = {}
    slopes = None if expected.dp is None else [mpf(0)] * groups_of(spec)
    for b in range(batch):
        at, a = considered(spec, inputs, kept, b)
        if not at:
            continue
        q = normalise(a)
        for c in range(channels):
            x = [mpf(float(inputs.x[b, n, c])) for n in at]
            group = group_of(spec, c, channels)
            p = exponents(spec)[group] if "p" in spec else None
            if expected.dx[b][at[0]][c] is None:
                continue
            dy = mpf(float(inputs.dy[b, c]))
            i = fnv1a(f"{case['id']} {b} {c}".encode()) % len(at)
            if smooth_at(spec, x, i):
                step = STEP * (abs(x[i]) or 1)
                moved = [pooled(spec, x[:i] + [x[i] + way * step] + x[i + 1 :], q, p) for way in (-1, 1)]
                slope = dy * (moved[1] - moved[0]) / (2 * step)
                note(worst, "dx", slope, expected.dx[b][at[i]][c], abs(dy))
            if slopes is not None:
                moved = [pooled(spec, x, q, p + step) for step in (-STEP, STEP)]
                slopes[group] += dy * (moved[1] - moved[0]) / (2 * STEP)
    for slope, wanted in zip(slopes or [], expected.dp or []):
        if wanted is not None:
            note(worst, "dp", slope, wanted, mpf(1))
    return worst


def smooth_at(spec, x, i):
    """Whether a token is finite, is not at eps, and does not tie for a maximum or minimum that the pooling takes."""
    if not isfinite(x[i]):
        return False
    if "p" in spec and abs(abs(x[i]) - mpf(float(spec.get("eps", 1e-6)))) < 1e-20:
        return False
    chooses = spec["type"] == "max" or spec.get("negatives") == "shift" or ("p" in spec and any(isinf(p) for p in exponents(spec)))
    return not (chooses and sum(abs(xi) == abs(x[i]) for xi in x) > 1)


def by_autograd(case, inputs, expected):
    """The naive formula in float64; `None` where it leaves the range of float64, or where this check has no such spec."""
    spec = spec_of(case)
    if spec["type"] not in ("mean", "gem", "ggem") or case.get("plant") or spec.get("negatives", "clamp") == "error":
        return None
    if "p" in spec and any(isinf(p) or abs(p) > 30 or abs(p) < 0.1 for p in exponents(spec)):
        return None
    batch, _, channels = case["shape"]
    x = torch.tensor(inputs.x, dtype=torch.float64, requires_grad=True)
    listed = [float(p) for p in exponents(spec)] if "p" in spec else []
    p = torch.tensor(listed, dtype=torch.float64, requires_grad=True)
    kept = kept_tokens(inputs.x, inputs.mask, inputs.weights)
    total = torch.zeros((), dtype=torch.float64)
    for b in range(batch):
        at, a = considered(spec, inputs, kept, b)
        if not at:
            continue
        q = torch.tensor([float(one) for one in normalise(a)], dtype=torch.float64)
        for c in range(channels):
            y = naive(spec, x[b, at, c], q, p[group_of(spec, c, channels)] if listed else None)
            total = total + float(inputs.dy[b, c]) * y
    if not torch.isfinite(total) or not total.requires_grad:
        return None
    total.backward()
    worst = {}
    scale = [[[abs(v) for v in row] for row in image] for image in expected.dx]
    largest = max((v for image in scale for row in image for v in row), default=mpf(0))
    for b, image in enumerate(expected.dx):
        for n, row in enumerate(image):
            for c, wanted in enumerate(row):
                if torch.isfinite(x.grad[b, n, c]):
                    note(worst, "dx", mpf(float(x.grad[b, n, c])), wanted, largest)
    near = listed and min(abs(one) for one in listed) < 0.5
    if expected.dp is not None and not near:
        for slope, wanted, size in zip(p.grad, expected.dp, expected.dp_scale):
            if torch.isfinite(slope):
                note(worst, "dp", mpf(float(slope)), wanted, size)
    return worst


def naive(spec, x, q, p):
    if spec["type"] == "mean":
        return (q * x).sum()
    eps = float(spec.get("eps", 1e-6))
    rule = spec.get("negatives", "clamp")
    if rule == "shift":
        # The minimum, with a gradient that tied tokens share in proportion to q.
        tied = q * (x == x.amin())
        m = (tied * x).sum() / tied.sum()
        return (q * (x - m + eps) ** p).sum() ** (1 / p) + m - eps
    return (q * (x.abs() if rule == "abs" else x).clamp(min=eps) ** p).sum() ** (1 / p)


def note(worst, name, got, wanted, scale):
    error = abs(got - wanted) / max(abs(wanted), scale) if max(abs(wanted), scale) > 0 else abs(got)
    worst[name] = max(worst.get(name, mpf(0)), error)


if __name__ == "__main__":
    sys.exit(main())
