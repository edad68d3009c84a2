"""What the pooling of one image gives, with the errors collected on the way."""

from dataclasses import dataclass
from typing import Callable

from .definitions import ZERO
from .running import NOTHING, Run, total


@dataclass
class Pooled:
    """`y` [channels], `w` [tokens][weight channels]; `pull` turns dy into dx [tokens][channels] and gradients by name."""

    y: list
    w: list
    pull: Callable


def nothing(tokens, channels, pooled, weighted, names):
    """An image in which nothing is kept."""
    zeros = lambda: [[NOTHING] * channels for _ in range(tokens)]  # noqa: E731
    flat = {name: [NOTHING] * size for name, size in names}
    return Pooled([NOTHING] * pooled, [[NOTHING] * weighted for _ in range(tokens)], lambda dy: (zeros(), dict(flat)))


def add_gradients(one, other):
    """The sum of two gradients by the same tokens. Parameters with the same name are the same ones."""
    dx = [[a + b if b is not NOTHING else a for a, b in zip(row, more)] for row, more in zip(one[0], other[0])]
    named = dict(one[1])
    for name, values in other[1].items():
        named[name] = [a + b for a, b in zip(named[name], values)] if name in named else values
    return dx, named


def shares(a):
    """q from the weights of the tokens: one division by a sum."""
    whole = total(Run(one) for one in a)
    return [Run(one) / whole if one > 0 else Run(ZERO) for one in a]
