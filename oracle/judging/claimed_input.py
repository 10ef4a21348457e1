"""a^1 of a trace, in whose place every equation reads x: a trace that holds another one is not the problem's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np


def not_its_input(a: Mapping[int, Any], x: Any) -> Iterator[str]:
    """The broken promise of a trace whose a^1, where it holds one, is not x, number by number; NaN is none."""
    if 1 not in a:
        return
    given, x = np.asarray(a[1]), np.asarray(x)
    if given.shape != x.shape:
        yield f"returned a[1], which is not its input x: its shape is {given.shape}, that of x {x.shape}"
        return
    other = np.argwhere(given != x)
    if len(other):
        at = tuple(int(i) for i in other[0])
        yield f"returned a[1], which is not its input x: a[1]{list(at)} is {given[at]}, x{list(at)} {x[at]}"
