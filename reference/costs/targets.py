"""What the targets of a cost look like beyond an interval: data, for the check of a problem and for random problems."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Array


@dataclass(frozen=True)
class Kind:
    """A kind of targets: `allows(y)` entry by entry, `made(part)` of numbers in [0, 1]; all (…, n, m).

    `picks` says that the first number of a column picks the class of an example. `corners` are the farthest of its kind, where
    numbers that are drawn lie between them.
    """

    says: str
    allows: Callable[[Array], Array]
    made: Callable[[Array], Array]
    picks: bool = False
    corners: "Kind | None" = None

    def in_turn(self, part: Array) -> Array:
        """Targets of numbers in [0, 1], (n, m), in which every class has its turn, the last one first."""
        n, m = part.shape
        picked = ((n - 1 + np.arange(m)) % n + 1 / 2) / n
        return self.made(np.concatenate([picked[None], part[1:]]) if self.picks else part)

    def __reduce__(self) -> str | tuple[Any, ...]:
        """One of those below is pickled and copied by its name."""
        name = next((name for name, thing in globals().items() if thing is self), None)
        return name or super().__reduce_ex__(4)


def _hot(part: Array, blanks: int) -> Array:
    """One 1 in a column, in the row that its first number picks; with a blank also none."""
    n = part.shape[-2]
    row = np.minimum(np.floor(part[..., :1, :] * (n + blanks)), n + blanks - 1)
    return (np.arange(n)[:, None] == row).astype(part.dtype)


def _whole(y: Array, sums: tuple[int, ...]) -> Array:
    """Zeros and ones in columns that have one of these sums."""
    column = np.isin(y.sum(axis=-2, keepdims=True), sums)
    return np.isin(y, (0, 1)) & column


def _adds_up(y: Array) -> Array:
    """Numbers that are not negative, in columns whose sum is 1 but for the rounding of each of its terms."""
    u = np.finfo(y.dtype).eps / 2
    return (y >= 0) & (abs(y.sum(axis=-2, keepdims=True) - 1) <= y.shape[-2] * u)


def _probabilities(part: Array) -> Array:
    """Columns whose sum is exactly 1: shares of it, rounded down to units that the format holds, the rest in the last row."""
    total, units = part.sum(axis=-2, keepdims=True), 1 / np.finfo(part.dtype).eps
    shares = np.floor(part / np.where(total > 0, total, 1) * units) / units
    return np.concatenate([shares[..., :-1, :], 1 - shares[..., :-1, :].sum(axis=-2, keepdims=True)], axis=-2).astype(
        part.dtype
    )


SIGNS = Kind("targets −1 and 1", lambda y: abs(y) == 1, lambda part: np.where(part < 0.5, -1, 1).astype(part.dtype))
BITS = Kind("targets 0 and 1", lambda y: np.isin(y, (0, 1)), lambda part: np.rint(part))
CLASSES = Kind("columns of zeros with one 1", lambda y: _whole(y, (1,)), lambda part: _hot(part, blanks=0), picks=True)
LABELS = Kind(
    "columns of zeros with one 1, or of zeros alone where an example is ignored",
    lambda y: _whole(y, (0, 1)),
    lambda part: _hot(part, blanks=1),
)
PROBABILITIES = Kind("columns that add up to 1", _adds_up, _probabilities, corners=CLASSES)
LOG_PROBABILITIES = Kind(
    "the logarithms of columns that add up to 1",
    lambda y: _adds_up(np.exp(y)),
    lambda part: np.log(_probabilities((1 + part) / 2)),
)
NUMBERS = Kind("any numbers", np.isfinite, lambda part: 4 * part - 2)
PART = np.array([[0.875, 0.125, 0.625], [0.75, 0.25, 0.875], [0.125, 0.25, 0.75]])
"""Of which targets of every kind can be made: as bits, two ones in a column, none, and three."""
NAMED = {"one-hot": CLASSES, "0 and 1": BITS, "-1 and 1": SIGNS, "probabilities": PROBABILITIES, "real": NUMBERS}
"""The kinds by what people call them."""
