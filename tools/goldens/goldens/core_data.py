"""`python3 -m goldens.core_data [folder]`: writes the data of core's own tests, by default into packages/core/test/data."""

import sys
from pathlib import Path

import mpmath

from .lone_tokens import lone_token_cases, lone_tokens
from .second_derivatives import DIGITS, second_derivative_cases, second_derivatives
from .second_derivatives_composed import composed_second_derivative_cases, composed_second_derivatives
from .write import write_cases

DATA = Path(__file__).parents[3] / "packages" / "core" / "test" / "data"


def main(folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    origin = {
        "tool": "tools/goldens",
        "method": "mixed central differences of the defined values, with mpmath",
        "digits": DIGITS,
        "mpmath": mpmath.__version__,
    }
    with mpmath.workdps(DIGITS):
        write_cases(folder, "lone-tokens", origin, [lone_tokens(case) for case in lone_token_cases()])
    write_cases(folder, "second-derivatives", origin, [second_derivatives(case) for case in second_derivative_cases()])
    composed = [composed_second_derivatives(case) for case in composed_second_derivative_cases()]
    write_cases(folder, "second-derivatives-composed", origin, composed)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
