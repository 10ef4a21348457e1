"""The second part of δ: σ′(z^l), and what is typed in its place."""

from __future__ import annotations

from collections.abc import Iterator

from nablacheck.oracle.explaining import typed
from nablacheck.oracle.explaining.approximate_primes import APPROXIMATE_PRIMES
from nablacheck.oracle.explaining.other_activations import others
from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.oracle.explaining.prime_forms import forms
from nablacheck.oracle.explaining.wrong_jacobians import WRONG_JACOBIANS
from nablacheck.oracle.explaining.wrong_primes import WRONG_PRIMES
from nablacheck.reference.backprop import Pass

RIGHT = WrongPart("", "", lambda t, l: t.prime(l))
ONE = WrongPart("no prime", "σ′(z^{l}) is missing", lambda t, l: 1)


def every(t: Pass, l: int) -> Iterator[WrongPart]:
    """All that is typed in the place of σ′ of a layer."""
    yield ONE
    yield from forms(t, l)
    yield from (*WRONG_PRIMES, *WRONG_JACOBIANS)
    yield from others(t, l)
    yield from APPROXIMATE_PRIMES
    yield from typed.primes(t, l)
