"""`python3 -m goldens.analysis [folder]`: what the measures of `packages/analysis` give, by others.

k-NN and the linear probe are scikit-learn's, tests and quantiles scipy's (Debian's `python3-sklearn` and `python3-scipy`).
Retrieval is what pytorch-metric-learning's `AccuracyCalculator` computes with `CustomKNN(CosineSimilarity())` (R@k as in
Musgrave et al. 2020, mAP@k as Google Landmarks has it), cross-modal recall what CLIP_benchmark's `recall_at_k` computes, CKA
and HSIC as in Kornblith et al. 2019 and Song et al. 2012 on whole kernel matrices: all written anew here from their formulas,
with numpy in float64 and none of the short ways that the package takes.
"""

import sys
from pathlib import Path

import numpy
import scipy
import scipy.stats
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from .write import write_cases

DATA = Path(__file__).resolve().parents[3] / "packages/analysis/test/data"

ORIGIN = {
    "tool": "tools/goldens, python3 -m goldens.analysis",
    "packages": {"numpy": numpy.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "method": "k-NN, probe, tests and quantiles by those packages; the others from their formulas, see the module",
}


def main(folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    for name, cases in (("retrieval", retrieval_cases()), ("classify", classify_cases()), ("heads", head_cases()), ("certainty", certainty_cases())):
        write_cases(folder, name, ORIGIN, list(cases))


def retrieval_cases():
    x, labels = clusters(1, [7, 5, 6, 1, 4], 6, 1.1)
    yield retrieved("clusters", x, labels)
    # Ties: the same vectors under other labels, scaled by a power of two, and vectors of zeros.
    tied = numpy.concatenate([x, 2 * x[::3], numpy.zeros((3, 6))])
    yield retrieved("ties and zeros", tied, [*labels, *[(label + 1) % 3 for label in labels[::3]], 0, 1, 2])
    # Directions so close that they are equal in float32.
    close = numpy.array([[1, round(i**1.5 * 1e-5, 9)] for i in range(24)])
    yield retrieved("closer than float32", close, [(i * i) % 5 for i in range(24)])
    far = [clusters(seed, [6, 6, 5], 5, 1.5) for seed in (2, 3)]
    yield retrieved("queries and references", *far[0], *far[1])
    images, texts = draw(4, 9, 7), draw(5, 27, 7)
    owners = [i % 8 for i in range(27)]
    yield {
        "id": "cross-modal",
        "images": images.tolist(),
        "texts": (texts + 0.7 * images[owners]).round(3).tolist(),
        "imageOfText": owners,
        **cross_modal(images, (texts + 0.7 * images[owners]).round(3), owners, [1, 3, 5]),
    }


def retrieved(id, x, labels, others=None, other_labels=None):
    ks, maps = [1, 2, 5], [3, 10]
    return {
        "id": id,
        "vectors": x.tolist(),
        "labels": list(labels),
        **({} if others is None else {"references": others.tolist(), "referenceLabels": list(other_labels)}),
        **retrieval(x, labels, others, other_labels, ks, maps),
    }


def retrieval(x, labels, others, other_labels, ks, maps):
    own = others is None
    similarity = cosines(x, x if own else others)
    codes = numpy.array(labels if own else other_labels)
    scores = {"queries": [], "recallAt": {k: [] for k in ks}, "rPrecision": [], "mapAtR": [], "mapAt": {k: [] for k in maps}}
    for query, label in enumerate(labels):
        order = numpy.argsort(-similarity[query], kind="stable")
        if own:
            order = order[order != query]
        hits = codes[order] == label
        relevant = int(hits.sum())
        if relevant == 0:
            continue
        precision = numpy.cumsum(hits) / numpy.arange(1, len(hits) + 1)
        scores["queries"].append(query)
        scores["rPrecision"].append(hits[:relevant].mean())
        scores["mapAtR"].append((hits * precision)[:relevant].sum() / relevant)
        for k in ks:
            scores["recallAt"][k].append(float(hits[:k].any()))
        for k in maps:
            scores["mapAt"][k].append((hits * precision)[:k].sum() / min(k, relevant))
    return scores


def cross_modal(images, texts, owners, ks):
    similarity = cosines(images, texts)
    owners = numpy.array(owners)
    to_text, to_image = {}, {}
    captioned = [i for i in range(len(images)) if (owners == i).any()]
    for k in ks:
        first = numpy.argsort(-similarity, axis=1, kind="stable")[:, :k]
        to_text[k] = [float((owners[first[i]] == i).any()) for i in captioned]
        first = numpy.argsort(-similarity.T, axis=1, kind="stable")[:, :k]
        to_image[k] = [float((first[t] == owners[t]).any()) for t in range(len(texts))]
    return {"imageToText": to_text, "textToImage": to_image}


def classify_cases():
    x, labels = clusters(6, [20, 18, 22, 15], 8, 0.9)
    asked, _ = clusters(7, [12, 12, 12, 12], 8, 0.9)
    yield {
        "id": "k-NN",
        "known": x.tolist(),
        "labels": list(labels),
        "asked": asked.tolist(),
        "predictions": {k: neighbours(x, labels, asked, k) for k in (1, 10, 20)},
    }
    for id, sizes, l2, spread in (("probe", [30, 25, 28, 27], 1e-3, 1.3), ("probe, two classes", [30, 30], 1e-2, 1.6), ("probe, hardly regularised", [16, 16, 16], 1e-5, 1.2)):
        x, labels = clusters(8, sizes, 10, spread)
        x = (x * numpy.array([1, 10, 0.01, 1, 1, 1, 1, 1, 1, 0]) + 5).round(4)
        asked = clusters(9, sizes, 10, spread)[0]
        asked = (asked * numpy.array([1, 10, 0.01, 1, 1, 1, 1, 1, 1, 0]) + 5).round(4)
        yield {"id": id, "train": x.tolist(), "labels": list(labels), "asked": asked.tolist(), "l2": l2, **probe(x, labels, asked, l2)}


def neighbours(x, labels, asked, k):
    votes = KNeighborsClassifier(k, metric="cosine", algorithm="brute", weights=lambda d: numpy.exp((1 - d) / 0.07))
    return votes.fit(x, labels).predict(asked).tolist()


def probe(x, labels, asked, l2):
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=1 / (len(x) * l2), solver="lbfgs", multi_class="multinomial", max_iter=100_000, tol=1e-10)
    model.fit(scaler.transform(x), labels)
    # For two classes, scikit-learn keeps one row of weights; the other row is its negative.
    weights = model.coef_ if len(model.coef_) > 1 else numpy.concatenate([-model.coef_, model.coef_])
    shares = model.predict_proba(scaler.transform(x))
    loss = -numpy.log(shares[numpy.arange(len(x)), labels]).mean() + l2 / 2 * (weights**2).sum()
    return {"loss": loss, "predictions": model.predict(scaler.transform(asked)).tolist()}


def head_cases():
    x = draw(10, 40, 5)
    mixed = (x @ draw(11, 5, 3) + draw(12, 40, 3)).round(3)
    for id, y in (("mixed", mixed), ("independent", draw(13, 40, 6)), ("itself, turned", (3 * x @ rotation(5) + 7))):
        yield {"id": id, "x": x.tolist(), "y": y.tolist(), "debiased": cka(x, y, debiased), **({"biased": cka(x, y, biased)} if len(x) >= 10 * max(x.shape[1], y.shape[1]) else {})}
    wide = draw(14, 12, 30), draw(15, 12, 25) + 10
    yield {"id": "more channels than images, not about 0", "x": wide[0].tolist(), "y": wide[1].tolist(), "debiased": cka(*wide, debiased)}
    long = draw(16, 100, 4), draw(17, 100, 3)
    long[1][:, 0] += long[0][:, 0]
    yield {"id": "long", "x": long[0].tolist(), "y": long[1].tolist(), "debiased": cka(*long, debiased), "biased": cka(*long, biased)}
    attention = numpy.exp(draw(18, 2 * 3 * 7, 7)).reshape(2, 3, 7, 7)
    attention = (attention / attention.sum(-1, keepdims=True)).round(4)
    yield {"id": "distance", "attention": attention.tolist(), "grid": [2, 3], "patchSize": 16, "byImage": [[distance(head, 2, 3) * 16 for head in image] for image in attention]}


def cka(x, y, hsic):
    k, l = x @ x.T, y @ y.T
    return hsic(k, l) / numpy.sqrt(hsic(k, k) * hsic(l, l))


def biased(k, l):
    n = len(k)
    h = numpy.eye(n) - 1 / n
    return numpy.trace(k @ h @ l @ h)


def debiased(k, l):
    n, one = len(k), numpy.ones(len(k))
    k, l = k - numpy.diag(numpy.diag(k)), l - numpy.diag(numpy.diag(l))
    pairs = (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2))
    return (numpy.trace(k @ l) + pairs - 2 / (n - 2) * (one @ k @ l @ one)) / (n * (n - 3))


def distance(head, height, width):
    places = numpy.array([(row, column) for row in range(height) for column in range(width)])
    far = numpy.linalg.norm(places[:, None] - places[None], axis=-1)
    patches = head[1:, 1:] / head[1:, 1:].sum(-1, keepdims=True)
    return float((patches * far).sum(-1).mean())


def certainty_cases():
    random = numpy.random.RandomState(19)
    for only_a, only_b in ((0, 0), (3, 9), (0, 6), (40, 61), (700, 600), (2000, 2003)):
        n = only_a + only_b
        p = scipy.stats.binomtest(only_a, n, 0.5).pvalue if n else 1.0
        yield {"id": "mcnemar", "onlyA": only_a, "onlyB": only_b, "pValue": p}
    for seeds, level in ((2, 0.95), (3, 0.95), (4, 0.9), (5, 0.99), (30, 0.95)):
        a, b = (random.normal(80, 1, seeds).round(2) for _ in range(2))
        low, high = scipy.stats.t.interval(level, seeds - 1, loc=(a - b).mean(), scale=scipy.stats.sem(a - b))
        yield {"id": "seeds", "a": a.tolist(), "b": b.tolist(), "level": level, "low": low, "high": high}
    for level, power in ((0.95, 0.8), (0.9, 0.5), (0.99, 0.95)):
        z = scipy.stats.norm.ppf((1 + level) / 2) + scipy.stats.norm.ppf(power)
        yield {"id": "resolution", "level": level, "power": power, "deviation": 0.3, "images": 1500, "smallest": z * 0.3 / numpy.sqrt(1500)}
    a, b = (random.random_sample(120).round(3) for _ in range(2))
    a = (a + 0.08).round(3)
    percentiles = scipy.stats.bootstrap((a - b,), numpy.mean, n_resamples=200_000, method="percentile", random_state=1)
    yield {"id": "bootstrap", "a": a.tolist(), "b": b.tolist(), "low": percentiles.confidence_interval.low, "high": percentiles.confidence_interval.high, "standardError": percentiles.standard_error}


def clusters(seed, sizes, channels, spread):
    labels = [label for label, size in enumerate(sizes) for _ in range(size)]
    centres = draw(100, len(sizes), channels)
    return (centres[labels] + spread * draw(seed, len(labels), channels)).round(3), labels


def rotation(n):
    return numpy.linalg.qr(draw(20, n, n))[0]


def draw(seed, rows, columns):
    return numpy.random.RandomState(seed).normal(size=(rows, columns)).round(3)


def cosines(x, y):
    def unit(rows):
        length = numpy.linalg.norm(rows, axis=1, keepdims=True)
        return rows / numpy.where(length == 0, 1, length)

    # Each cosine is summed in the same order, so that equal rows have exactly equal cosines.
    return numpy.array([[(a * b).sum() for b in unit(y)] for a in unit(x)])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
