"""The scores of tokens that attend, with their gradients: see `attend.py`."""

from mpmath import mpf

from .running import Run, held, total

NEAR = mpf(1) / 2
NORM_EPS = mpf("1e-6")


class Scored:
    def __init__(self, scores, values, pull):
        self.scores, self.values, self.pull = scores, values, pull


def rows_of(flat, rows, columns):
    return [[held(flat[r * columns + c]) for c in range(columns)] for r in range(rows)]


def apply(matrix, x):
    """Matrix [out][in] times each token."""
    return [[total(m * v for m, v in zip(row, one)) for row in matrix] for one in x]


def back(matrix, by):
    """The transposed matrix times the gradient at each token."""
    columns = len(matrix[0])
    return [[total(d * row[c] for d, row in zip(one, matrix)) for c in range(columns)] for one in by]


def outer(by, x):
    """The matrix Σ by_o x_i over tokens, as a flat list."""
    return [total(d[o] * v[i] for d, v in zip(by, x)) for o in range(len(by[0])) for i in range(len(x[0]))]


def plus(a, b):
    return [[one + other for one, other in zip(row, more)] for row, more in zip(a, b)]


def query_score(attend, groups, x, q, given, group):
    channels = len(x[0])
    if attend.get("over") == "group":
        scale = held(1 / mpf(channels // groups) ** NEAR)
        query = [held(one) * scale for one in given["query"]]
        members = [[c for c in range(channels) if group(c, channels) == g] for g in range(groups)]
        scores = [[total(one[c] * query[c] for c in own) for own in members] for one in x]

        def pull(by_scores, by_values):
            dx = [[by[group(c, channels)] * query[c] + d[c] for c in range(channels)] for by, d in zip(by_scores, by_values)]
            return dx, {"query": [total(by[group(c, channels)] * one[c] for by, one in zip(by_scores, x)) * scale for c in range(channels)]}

        return Scored(scores, x, pull)
    scale = held(1 / mpf(channels) ** NEAR)
    query = [[one * scale for one in row] for row in rows_of(given["query"], groups, channels)]

    def pull_all(by_scores, by_values):
        return plus(back(query, by_scores), by_values), {"query": [one * scale for one in outer(by_scores, x)]}

    return Scored(apply(query, x), x, pull_all)


def sigmoid(z):
    small = (-z if z.value >= 0 else z).exp()
    scale = Run(mpf(1)) / (small + Run(mpf(1)))
    value = scale if z.value >= 0 else small * scale
    return value, small * scale * scale


def tanh(z):
    size = z if z.value >= 0 else -z
    small = (size * Run(mpf(-2))).exp()
    scale = Run(mpf(1)) / (small + Run(mpf(1)))
    # (1 - e^-2t) by a quotient that is smooth at 0.
    shrink = mpf(1) if size.value == 0 else (1 - small.value) / (2 * size.value)
    value = size * Run(mpf(2)) * Run(shrink, 3 * abs(shrink)) * scale
    return (value if z.value >= 0 else -value), small * scale * scale * Run(mpf(4))


def gated_score(attend, groups, x, q, given, group):
    channels, hidden = len(x[0]), attend.get("hidden", 128)
    layers = [("tanh", tanh)] + ([("gate", sigmoid)] if attend.get("gate", True) else [])
    matrices = {name: rows_of(given[f"{name}.matrix"], hidden, channels) for name, _ in layers}
    bent = {}
    for name, bend in layers:
        bias = [held(one) for one in given[f"{name}.bias"]]
        bent[name] = [[bend(z + b) for z, b in zip(row, bias)] for row in apply(matrices[name], x)]
    product = [[one[0] for one in row] for row in bent["tanh"]]
    if "gate" in bent:
        product = [[one * other[0] for one, other in zip(row, more)] for row, more in zip(product, bent["gate"])]
    weights = rows_of(given["score"], groups, hidden)

    def pull(by_scores, by_values):
        by_hidden = back(weights, by_scores)
        dx, named = by_values, {"score": outer(by_scores, product)}
        for name, _ in layers:
            other = next((bent[one] for one in bent if one != name), None)
            by = [
                [d * own[1] * (Run(mpf(1)) if other is None else other[i][h][0]) for h, (d, own) in enumerate(zip(row, bent[name][i]))]
                for i, row in enumerate(by_hidden)
            ]
            dx = plus(dx, back(matrices[name], by))
            named[f"{name}.matrix"] = outer(by, x)
            named[f"{name}.bias"] = [total(row[h] for row in by) for h in range(hidden)]
        return dx, named

    return Scored(apply(weights, product), x, pull)


def mean_score(attend, groups, x, q, given, group):
    channels = len(x[0])
    scale = held(1 / mpf(channels // groups) ** NEAR)
    count = held(channels)
    centred = [[v - total(row) / count for v in row] for row in x]
    deviation = [(total(v * v for v in row) / count + held(NORM_EPS)).sqrt() for row in centred]
    normal = [[v / d for v in row] for row, d in zip(centred, deviation)]
    asking, key = rows_of(given["query"], channels, channels), rows_of(given["key"], channels, channels)
    mean = [total(qi * row[c] for qi, row in zip(q, x)) for c in range(channels)]
    query = [one * scale for one in apply(asking, [mean])[0]]
    keys = apply(key, normal)
    scores = [[total(query[c] * one[c] for c in range(channels) if group(c, channels) == g) for g in range(groups)] for one in keys]

    def pull(by_scores, by_values):
        by_keys = [[by[group(c, channels)] * query[c] for c in range(channels)] for by in by_scores]
        by_query = [total(by[group(c, channels)] * one[c] for by, one in zip(by_scores, keys)) * scale for c in range(channels)]
        by_normal = plus(by_values, back(key, by_keys))
        dx = []
        for by, n, d in zip(by_normal, normal, deviation):
            middle, along = total(by) / count, total(one * v for one, v in zip(by, n)) / count
            dx.append([(one - middle - v * along) / d for one, v in zip(by, n)])
        by_mean = back(asking, [by_query])[0]
        dx = plus(dx, [[qi * one for one in by_mean] for qi in q])
        return dx, {"query": outer([by_query], [mean]), "key": outer(by_keys, normal)}

    return Scored(scores, normal, pull)


SCORES = {"query": query_score, "gated": gated_score, "mean": mean_score}
