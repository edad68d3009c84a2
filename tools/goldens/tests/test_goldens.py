"""`python3 -m unittest` in this folder."""

import json
import unittest
from pathlib import Path

from mpmath import almosteq, mpf

from goldens.__main__ import compute
from goldens.definitions import normalise, pool_max, pool_mean, pool_power
from goldens.design import design
from goldens.generator import digest, fnv1a, words
from goldens.images import given_arrays
from goldens.inputs import make_inputs
from goldens.operations import operation_cases
from goldens.write import compact

DATA = Path(__file__).parents[3] / "packages" / "conformance" / "data"


def stored():
    """The lines of the data files by case id."""
    lines = {}
    for file in DATA.glob("*.json"):
        if file.name != "index.json":
            for line in file.read_text(encoding="utf-8").splitlines()[2:-1]:
                text = line.rstrip(",")
                lines[json.loads(text)["id"]] = text
    return lines


class Generator(unittest.TestCase):
    def test_fnv1a_gives_the_published_hashes(self):
        self.assertEqual([fnv1a(text) for text in (b"", b"a", b"foobar")], [0x811C9DC5, 0xE40C292C, 0xBF9CF968])

    def test_a_stream_has_the_words_that_typescript_draws(self):
        # The same numbers stand in packages/conformance/test/generator.test.ts.
        self.assertEqual(list(words("mean/normal#x", 4)), [2965067814, 3250967559, 1070393239, 197526173])


class Definitions(unittest.TestCase):
    """Numbers that can be checked by hand: tokens 1, 2 and 4."""

    x = [mpf(1), mpf(2), mpf(4)]
    q = normalise([mpf(1)] * 3)

    def test_power_means_of_1_2_4(self):
        by_p = {-1: mpf(12) / 7, 0: mpf(2), 1: mpf(7) / 3, 2: mpf(7) ** 0.5}
        for p, mean in by_p.items():
            self.assertTrue(almosteq(pool_power(self.x, self.q, mpf(p)).y, mean, mpf(10) ** -70), p)
        self.assertEqual(pool_power(self.x, self.q, mpf("inf")).y, 4)
        self.assertEqual(pool_power(self.x, self.q, mpf("-inf")).y, 1)

    def test_weights_sum_to_one_and_euler_holds(self):
        for p in (-4, 0, 0.5, 3, 25):
            out = pool_power(self.x, self.q, mpf(p))
            self.assertTrue(almosteq(sum(out.w), 1, mpf(10) ** -70))
            self.assertTrue(almosteq(sum(xi * d for xi, d in zip(self.x, out.dx)), out.y, mpf(10) ** -70))

    def test_p_of_one_is_the_mean_and_infinity_the_max(self):
        self.assertEqual(pool_power(self.x, self.q, mpf(1)).dx, pool_mean(self.x, self.q).dx)
        self.assertEqual(pool_power(self.x, self.q, mpf("inf")).dx, pool_max(self.x, self.q).dx)

    def test_the_gradient_under_shift_sums_to_one(self):
        # Moving all tokens by the same amount moves the mean by it.
        out = pool_power([mpf(-3), mpf(-3), mpf(5)], self.q, mpf(3), "shift")
        self.assertTrue(almosteq(sum(out.dx), 1, mpf(10) ** -70))


class Data(unittest.TestCase):
    def test_the_files_hold_the_cases_of_the_design(self):
        ids = [case["id"] for case in design()] + [case["id"] for case in operation_cases()]
        self.assertEqual(sorted(ids), sorted(stored()))

    def test_inputs_are_those_of_the_stored_digests(self):
        lines = stored()
        for case in design():
            self.assertEqual(digest(*given_arrays(case, make_inputs(case))), json.loads(lines[case["id"]])["digest"], case["id"])

    def test_a_sample_of_cases_comes_out_as_stored(self):
        lines = stored()
        small = [case for case in design() if case["shape"][1] <= 12]
        for case in small[:: len(small) // 40]:
            self.assertEqual(compact(compute(case)), lines[case["id"]])


if __name__ == "__main__":
    unittest.main()
