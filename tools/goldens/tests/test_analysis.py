"""`python3 -m unittest` in this folder."""

import json
import unittest

try:
    from goldens import analysis
except ImportError as missing:
    analysis = None
    print(f"Skipped: {missing}. Install Debian's python3-sklearn and python3-scipy.")


@unittest.skipIf(analysis is None, "no scikit-learn or scipy here")
class Analysis(unittest.TestCase):
    def test_retrieval_by_hand(self):
        # The nearest of 0 is 1, of another class; then 2, a hit at rank 2 of R = 1.
        vectors = analysis.numpy.array([[1.0, 0], [1, 0.1], [1, 0.2]])
        scores = analysis.retrieval(vectors, [0, 1, 0], None, None, [1, 2], [2])
        self.assertEqual(scores["queries"], [0, 2])
        self.assertEqual(scores["recallAt"], {1: [0, 0], 2: [1, 1]})
        self.assertEqual((scores["rPrecision"], scores["mapAtR"], scores["mapAt"]), ([0, 0], [0, 0], {2: [0.5, 0.5]}))

    def test_debiased_hsic_by_hand(self):
        # K of four points 0, 0, 1, 1 without its diagonal has one pair: tr(KK) = 2, 1K1 = 2, 1KK1 = 2.
        x = analysis.numpy.array([[0.0], [0], [1], [1]])
        self.assertAlmostEqual(analysis.debiased(x @ x.T, x @ x.T), (2 + 4 / 6 - 2) / 4)

    def test_the_formulas_come_out_as_stored(self):
        for name, cases in (("retrieval", analysis.retrieval_cases()), ("heads", analysis.head_cases())):
            lines = (analysis.DATA / f"{name}.json").read_text(encoding="utf-8").splitlines()[2:-1]
            stored = [json.loads(line.rstrip(",")) for line in lines]
            computed = [json.loads(json.dumps(case)) for case in cases]
            self.assertEqual([case["id"] for case in computed], [case["id"] for case in stored])
            for one, other in zip(computed, stored):
                self.assert_close(one, other, one["id"])

    def assert_close(self, one, other, where):
        if isinstance(one, dict):
            self.assertEqual(one.keys(), other.keys(), where)
            for key in one:
                self.assert_close(one[key], other[key], f"{where}/{key}")
        elif isinstance(one, list):
            self.assertEqual(len(one), len(other), where)
            for a, b in zip(one, other):
                self.assert_close(a, b, where)
        elif isinstance(one, float):
            self.assertAlmostEqual(one, other, 11, where)
        else:
            self.assertEqual(one, other, where)


if __name__ == "__main__":
    unittest.main()
