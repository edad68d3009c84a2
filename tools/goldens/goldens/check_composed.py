"""Central differences of the pooled vector at 140 digits, against the gradients of the composed poolings.

Tokens, what a spec fixes (p, r, weights) and what it cannot hold (queries, whitening) are moved by 1e-25 to both sides.
Where the two sides differ there is a kink (a tie, a token at eps), and nothing to compare.
"""

from copy import deepcopy

from mpmath import isfinite, mpf

from .composed import pool_image
from .definitions import ZERO
from .expected import weight_of
from .generator import fnv1a
from .inputs import kept_tokens, make_inputs
from .running import Run
from .specs import parameters_of, size_of, spec_of

STEP = mpf(10) ** -25


def composed_by_differences(case):
    """The worst relative error of dx and dp over a few entries of each image."""
    spec, inputs = spec_of(case), make_inputs(case)
    batch, tokens, channels = case["shape"]
    kept = kept_tokens(inputs.x, inputs.mask, inputs.weights)
    given = {name: [mpf(float(v)) for v in values] for name, values in inputs.parameters.items()}
    worst = {}
    for b in range(batch):
        x = [[mpf(float(v)) for v in row] for row in inputs.x[b]]
        a = [weight_of(inputs, kept, b, n) for n in range(tokens)]
        dy = [Run(mpf(float(v))) for v in inputs.dy[b]]
        image = pool_image(spec, x, a, given)
        if not any(a) or any(not one.is_defined for one in image.y):
            continue
        dx, named = image.pull(dy)
        scalar = lambda pooled: sum((one.value * d.value for one, d in zip(pooled.y, dy)), ZERO)  # noqa: E731
        middle = scalar(image)
        draw = lambda what, below: fnv1a(f"{case['id']} {b} {what}".encode()) % below  # noqa: E731
        for k in range(4):
            n, c = draw(f"n{k}", tokens), draw(f"c{k}", channels)
            if isfinite(x[n][c]) and a[n] > 0:
                move = lambda step: scalar(pool_image(spec, replaced(x, n, c, x[n][c] + step), a, given))  # noqa: E731
                compare(worst, "dx", move, middle, dx[n][c].value, STEP * (abs(x[n][c]) or 1))
        for name, shape, _, required in parameters_of(spec, channels):
            i = draw(name, size_of(shape))
            if required:
                move = lambda step: scalar(pool_image(spec, x, a, {**given, name: nudged(given[name], i, step)}))  # noqa: E731
            elif (moved := lambda step: with_value(spec, name, i, step))(ZERO) is not None:
                move = lambda step: scalar(pool_image(moved(step), x, a, given))  # noqa: E731
            else:
                continue
            compare(worst, "dp", move, middle, named[name][i].value, STEP)
    return worst


def compare(worst, name, move, middle, wanted, step):
    above, below = (move(step) - middle) / step, (middle - move(-step)) / step
    # A slope near 0 is compared on the scale of the value.
    size = max(abs(wanted), abs(above), (abs(middle) or 1) * mpf(10) ** -15)
    if abs(above - below) / size > mpf(10) ** -10:
        return
    worst[name] = max(worst.get(name, ZERO), abs((above + below) / 2 - wanted) / size)


def replaced(rows, n, c, value):
    row = rows[n][:c] + [value] + rows[n][c + 1 :]
    return rows[:n] + [row] + rows[n + 1 :]


def nudged(values, i, step):
    return values[:i] + [values[i] + step] + values[i + 1 :]


def with_value(spec, name, i, step):
    """The spec with entry `i` of a parameter moved; None where it is infinite or left to its default."""
    out = deepcopy(spec)
    *path, key = name.split(".")
    at = out
    for part in path:
        at = at[int(part)] if part.isdigit() else at.get(part)
        if at is None:
            return None
    value = at.get(key)
    if isinstance(value, list):
        if isinstance(value[i], str):
            return None
        value[i] = mpf(value[i]) + step
    elif value is None or isinstance(value, str):
        return None
    else:
        at[key] = mpf(value) + step
    return out
