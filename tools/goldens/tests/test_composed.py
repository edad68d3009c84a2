"""`python3 -m unittest` in this folder: the poolings beyond the paper's, computed by hand, and the running errors."""

import unittest

from mpmath import exp, inf, log, mpf, sqrt

from goldens.composed import pool_image
from goldens.definitions import ZERO, normalise, pool_mean, pool_power
from goldens.inputs import positive, spread
from goldens.running import NOTHING, Run, total
from goldens.scales import mean_scales, power_scales
from goldens.specs import rmac_regions

ALL = [mpf(1)] * 3


def column(*values):
    return [[mpf(value)] for value in values]


def y_of(spec, x, a=ALL, **parameters):
    return [one.value for one in pool_image(spec, x, a, parameters).y]


class Definitions(unittest.TestCase):
    def near(self, found, expected):
        for one, other in zip(found, expected, strict=True):
            self.assertLess(abs(one - other), mpf(10) ** -70)

    def test_log_sum_exp_of_1_2_4(self):
        x = column(1, 2, 4)
        self.near(y_of({"type": "lse", "r": 2}, x), [log((exp(2) + exp(4) + exp(8)) / 3) / 2])
        self.near(y_of({"type": "lse", "r": 0}, x), [mpf(7) / 3])
        self.near(y_of({"type": "lse", "r": "inf"}, x), [4])
        # An infinity of the other sign adds nothing.
        self.near(y_of({"type": "lse", "r": 1}, column(1, 1, -inf)), [1 + log(mpf(2) / 3)])

    def test_means_of_sentence_embeddings(self):
        x, a = column(3, 1, 7), [mpf(1), ZERO, mpf(1)]
        self.near(y_of({"type": "meanSqrtLen"}, x, a), [10 / sqrt(mpf(2))])
        self.near(y_of({"type": "positionWeightedMean"}, x, a), [mpf(24) / 4])

    def test_attention_by_hand(self):
        x = [[mpf(1), mpf(0)], [mpf(0), mpf(1)]]
        found = y_of({"type": "attention", "heads": 2}, x, ALL[:2], query=[log(mpf(3)), log(mpf(2))])
        self.near(found, [mpf(3) / 4, mpf(2) / 3])

    def test_parts_and_steps(self):
        x = [[mpf(1), mpf(8)], [mpf(3), mpf(2)]]
        mean, maximum = {"type": "mean"}, {"type": "max"}
        self.near(y_of({"type": "mix", "parts": [mean, maximum], "weights": [2, -1]}, x, ALL[:2]), [1, 2])
        self.near(y_of({"type": "concat", "parts": [maximum, mean]}, x, ALL[:2]), [3, 8, 2, 5])
        self.near(y_of({**maximum, "after": ["l2"]}, [[mpf(3), mpf(4)]], ALL[:1]), [mpf(3) / 5, mpf(4) / 5])
        whitened = {**mean, "after": [{"whiten": 1}]}
        self.near(y_of(whitened, x, ALL[:2], **{"after.0.mean": [1, 1], "after.0.matrix": [2, 3]}), [14])

    def test_regions_of_a_2_by_2_grid(self):
        self.assertEqual(rmac_regions(2, 2, 2), [{0, 1, 2, 3}, {0}, {1}, {2}, {3}])
        self.assertEqual(rmac_regions(3, 4, 1), [{0, 1, 2, 4, 5, 6, 8, 9, 10}, {1, 2, 3, 5, 6, 7, 9, 10, 11}])
        self.assertEqual(len(rmac_regions(7, 10, 3)), 20)


class RunningErrors(unittest.TestCase):
    """The same number by the two ways to a scale: derived by hand, and run along a careful computation."""

    def test_agree_for_the_mean(self):
        for n in (2, 50, 1000):
            x = [mpf(float(v)) for v in positive(f"mean {n}", n)]
            q = normalise([mpf(1)] * n)
            derived = mean_scales(pool_mean(x, q), x, q).y
            run_along = total(Run(qi, qi) * Run(xi) for qi, xi in zip(q, x)).error
            self.assertTrue(0.5 < run_along / derived < 3, (n, run_along / derived))

    def test_agree_for_power_means(self):
        for draw in (positive, spread):
            for p in (0.5, 1, 3, 25):
                x = [mpf(float(v)) for v in draw(f"power {p}", 50)]
                q = normalise([mpf(1)] * 50)
                out = pool_power(x, q, mpf(p))
                derived = power_scales(out, q, mpf(p)).y
                ref = Run(max(x))
                logs = [NOTHING if xi == ref.value else (Run(xi) / ref).log() for xi in x]
                mean = total(Run(qi, qi) * (one * p).exp() for qi, one in zip(q, logs))
                found = ref * (mean.log() / p).exp()
                self.assertLess(abs(found.value - out.y), mpf(10) ** -70)
                self.assertTrue(0.3 < found.error / derived < 5, (draw.__name__, p, found.error / derived))


if __name__ == "__main__":
    unittest.main()
