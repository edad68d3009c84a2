"""A number with the error that a careful float computation of it has collected so far: the scale of composed poolings.

`value` is computed with 80 digits. `error` is in units of the roundoff u: each operation passes on the errors of what it
is given, to first order and with the product of two errors, and adds a rounding of its own. A sum of N terms adds
√N / 2 roundings of all it sums, a logarithm is sloppy near 1, and an exponential errs with its argument, as in
`scales.py`; a result below the normal numbers of float32 may be lost.

An undefined value is NaN, and whatever is computed with it.
"""

from math import sqrt

import numpy as np
from mpmath import exp, isfinite, isnan, log, mpf, nan
from mpmath import sqrt as root

from .definitions import ZERO
from .scales import U

TINY = mpf(2) ** -126


class Run:
    __slots__ = ("value", "error")

    def __init__(self, value, error=ZERO):
        self.value, self.error = value, error

    def __add__(self, other):
        other = run(other)
        return rounded(self.value + other.value, self.error + other.error)

    def __sub__(self, other):
        return self + -run(other)

    def __neg__(self):
        return Run(-self.value, self.error)

    def __mul__(self, other):
        a, b = self, run(other)
        return rounded(a.value * b.value, abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error * U)

    def __truediv__(self, other):
        a, b = self, run(other)
        quotient = a.value / b.value
        return rounded(quotient, (a.error + abs(quotient) * b.error) / abs(b.value))

    def exp(self):
        value = exp(self.value)
        return rounded(value, value * (self.error + abs(self.value)))

    def log(self):
        value = log(self.value)
        return rounded(value, self.error / self.value + 1)

    def sqrt(self):
        value = root(self.value)
        return rounded(value, self.error / (2 * value))

    __radd__, __rmul__ = __add__, __mul__

    @property
    def is_defined(self):
        return isfinite(self.value)


def held(number):
    """A constant: exact where float32 holds it, else rounded once."""
    value = mpf(number)
    exact = isfinite(value) and mpf(float(np.float32(float(value)))) == value
    return Run(value, ZERO if exact else abs(value))


UNDEFINED = Run(nan)
# A pooled value that is left open, such as ∞ / ∞: it may be any number or NaN.
OPEN = Run(nan)
NOTHING = Run(ZERO)


def run(number):
    return number if isinstance(number, Run) else Run(mpf(number))


def rounded(value, error):
    """The result of one operation."""
    if isnan(value) or isnan(error):
        return Run(value)
    lost = TINY / U if value != 0 and abs(value) < TINY else ZERO
    return Run(value, error + abs(value) + lost)


def total(terms):
    """The sum of many terms, in any order."""
    terms = list(terms)
    size = sum((abs(one.value) for one in terms), ZERO)
    errors = sum((one.error for one in terms), ZERO)
    value = sum((one.value for one in terms), ZERO)
    return Run(value, errors + size * mpf(sqrt(len(terms)) / 2) if isfinite(size) else ZERO)
