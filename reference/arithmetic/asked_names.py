"""Which functions of `xp` a formula uses: not every framework has them all."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.float import FLOAT


class Noting:
    """Floats whose functions are noted when a formula takes them."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(FLOAT, name)


@lru_cache(maxsize=1024)
def names_used(entry: Any, takes: int) -> frozenset[str]:
    """The names of `xp` in the formula of an entry, which `takes` one array, z, or two, a and y."""
    xp = Noting()
    with np.errstate(all="ignore"):  # what is computed does not matter
        entry.value(*(np.full((2, 1), 0.5) for _ in range(takes)), xp)
    return frozenset(xp.names)
