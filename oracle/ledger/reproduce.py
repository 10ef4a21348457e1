"""Running the reproducers of the ledger, each in a clean process, and what they should print."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from nablacheck.oracle.generating.overflow import XP, far
from nablacheck.oracle.ledger.defect import Defect, Shown
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.reverse import derivative


def printed(shown: Shown) -> str:
    """What a reproducer prints in a clean process, or the last line of its error."""
    result = subprocess.run([sys.executable, "-c", shown.lines], capture_output=True, text=True, check=False)
    return (result.stdout.strip() or result.stderr.strip()).splitlines()[-1]


def reproduced(defects: Iterable[Defect]) -> Iterator[tuple[Defect, str]]:
    """Each defect with what its reproducer prints, as many at a time as there are processors."""
    defects = list(defects)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(defects, pool.map(lambda defect: printed(defect.shown), defects), strict=True)


def gone(shown: Iterable[tuple[Defect, str]]) -> list[tuple[Defect, str]]:
    """Those that print something else by now; what shows itself on some processors alone is not among them."""
    return [(defect, text) for defect, text in shown if text != defect.shown.returns and defect.everywhere]


def right(defect: Defect) -> str:
    """What the reproducer of an activation should print: a float, from certified arithmetic."""
    shown = defect.shown
    if not shown.entry:
        return shown.right
    entry: Any = ACTIVATIONS[shown.entry]
    rows = entry.prime is None
    with XP.working():
        z = far(np.array([[shown.at]]))
        z = z + XP.lift(np.arange(4.0)[:, None] / 8) if rows else z
        first = XP.lift(np.eye(4)[:, :1]) if rows else XP.lift(np.ones((1, 1)))
        number = derivative(entry.value, z, XP, cotangent=first)[0, 0] if defect.derivative else entry.value(z, XP)[0, 0]
        return repr(float(number.sum() if hasattr(number, "sum") else number))
