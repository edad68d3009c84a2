"""`python3 -m unittest` in this folder."""

import json
import unittest

from mpmath import almosteq, mp, mpf

from goldens.core_data import DATA
from goldens.lone_tokens import lone_token_cases, lone_tokens
from goldens.second_derivatives import DIGITS, mixed_differences, second_derivative_cases, second_derivatives
from goldens.second_derivatives_composed import composed_second_derivative_cases, composed_second_derivatives
from goldens.write import compact


class SecondDerivatives(unittest.TestCase):
    def test_mixed_differences_of_p_2_over_two_equal_tokens_are_a_quarter_of_their_difference(self):
        one = mpf(1)
        with mp.workdps(DIGITS):
            rows, _ = mixed_differences({"type": "gem", "p": 2}, [one, one], [one / 2, one / 2], mpf(2), [3 * one, one], mpf(0))
        self.assertTrue(almosteq(rows[0], 0.5, mpf(10) ** -50) and almosteq(rows[1], -0.5, mpf(10) ** -50))

    def test_a_sample_of_cases_comes_out_as_stored(self):
        lines = (DATA / "second-derivatives.json").read_text(encoding="utf-8").splitlines()[2:-1]
        cases = list(second_derivative_cases())
        self.assertEqual([json.loads(line.rstrip(","))["id"] for line in lines], [case["id"] for case in cases])
        for i in range(0, len(cases), 12):
            self.assertEqual(compact(second_derivatives(cases[i])), lines[i].rstrip(","), cases[i]["id"])

    def test_a_sample_of_lone_tokens_comes_out_as_stored(self):
        lines = (DATA / "lone-tokens.json").read_text(encoding="utf-8").splitlines()[2:-1]
        cases = list(lone_token_cases())
        self.assertEqual(len(lines), len(cases))
        with mp.workdps(DIGITS):
            for i in range(0, len(cases), 12):
                self.assertEqual(compact(lone_tokens(cases[i])), lines[i].rstrip(","), cases[i])

    def test_a_sample_of_composed_cases_comes_out_as_stored(self):
        lines = (DATA / "second-derivatives-composed.json").read_text(encoding="utf-8").splitlines()[2:-1]
        cases = list(composed_second_derivative_cases())
        self.assertEqual([json.loads(line.rstrip(","))["id"] for line in lines], [case["id"] for case in cases])
        for i in (6, 7, 8):
            self.assertEqual(compact(composed_second_derivatives(cases[i])), lines[i].rstrip(","), cases[i]["id"])


if __name__ == "__main__":
    unittest.main()
