"""Two derivatives of one formula, the one that an entry states and the one that its value has, and where they part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import FLOAT, Array
from nablacheck.reference.arithmetic.certified import OPERANDS
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.audit.points import ORDINARY
from nablacheck.reference.audit.switches import ROUNDED, XP
from nablacheck.reference.errors import FormulaError, InputError, a_kind
from nablacheck.reference.own_formulas import Unfit
from nablacheck.reference.pullbacks import SMOOTH
from nablacheck.reference.reverse import Node, Tape, differentiated

DIGITS = 6
"""How many are shown, unless more are needed to tell two numbers apart."""


@dataclass(frozen=True)
class Statement:
    """What an entry says of x, (n, m) in float64: `value(x, xp)` and `stated(x, a, xp)`, the derivative or its product.

    `name` is that of the stated derivative, `cotangent` what it is multiplied with, `point(j, k)` says in words where entry
    j of column k is.
    """

    name: str
    value: Callable[[Array, Any], Array]
    stated: Callable[[Array, Array, Any], Array]
    point: Callable[[int, int], str]
    cotangent: Any = None

    def both(self, x: Array, xp: Any) -> tuple[Array, Array, Array]:
        """The value, the stated derivative, and that of the value, in an arithmetic."""
        with xp.working():
            at = xp.lift(x)
            cotangent = None if self.cotangent is None else xp.lift(self.cotangent)
            value, true = differentiated(self.value, at, Tape(xp, SMOOTH), cotangent)
            stated = xp.like(self.stated(at, xp.like(self.value(at, xp), at), xp), at)
        return value, stated, true


def faults(claim: Statement, x: Array) -> Iterator[str]:
    """What is wrong with the derivative at the points x: that it is another one, or that float64 cannot compute it."""
    with XP.working():
        value, stated, true = claim.both(x, XP)
        apart = ~(stated == true).possible
        if apart.any():
            rounded = claim.both(x, ROUNDED)
            apart &= ~(rounded[1] == rounded[2]).possible
        for j, k in simplest(apart, x):
            p, q = told_apart(stated[j, k], true[j, k])
            yield f"{claim.name} gives {p} at {claim.point(j, k)}, where the derivative of value is {q}."
        yield from _lost(claim, x, value, true)


def language(formulas: Mapping[str, Callable[..., Any]], *letters: Array) -> None:
    """FormulaError where a formula is written with what not every arithmetic has, or returns what is no array.

    Each is called once with the letters on a tape and, for `xp`, the tape, which has that and no more.
    """
    with XP.working():
        tape = Tape(XP, SMOOTH)
        given = [Node(XP.lift(letter), tape) for letter in letters]
        for name, formula in formulas.items():
            result = formula(*given, tape)
            if isinstance(result, Trilean):
                raise FormulaError(f"{name} returns a comparison, which is no number: write xp.where(condition, 1, 0).")
            if not isinstance(result, (Node, *OPERANDS)):
                raise FormulaError(f"{name} returns {_kind(result)}; it must return an array or a number.")


def _kind(result: Any) -> str:
    return "nothing" if result is None else a_kind(result)


def _lost(claim: Statement, x: Array, value: Array, true: Array) -> Iterator[str]:
    """Where value, or its derivative as a framework takes it, is infinite or NaN in float64 on ordinary numbers."""
    ordinary = (abs(x) <= ORDINARY).all(axis=-2)
    kept, _, pulled = claim.both(x, FLOAT)
    for what, truth, given in (("value", value, kept), ("automatic differentiation of value", true, pulled)):
        bad = ordinary & ~np.isfinite(given)
        for j, k in simplest(bad, x):
            number = truth[j if truth.shape[-2] > 1 else 0, k]
            if number.is_finite() and not np.isfinite(float(number)):
                continue  # the truth is larger than every float
            if not number.is_finite():
                yield f"value is not defined at {claim.point(j, k)}, where it gives {given[j, k]}; it must be a number there."
            else:
                yield (
                    f"{what} gives {given[j, k]} at {claim.point(j, k)} in float64, where it should give {short(number)}: "
                    "write it so that nothing overflows, not even what a where does not choose."
                )


def simplest(where: Array, x: Array) -> list[tuple[int, int]]:
    """The places that are marked, those with ordinary numbers, neither small nor large, first."""
    marked = [(int(j), int(k)) for j, k in np.argwhere(np.broadcast_to(where, x.shape))]
    return sorted(marked, key=lambda place: (abs(x[place]) < 0.5, abs(x[place]), -x[place]))


def short(number: Any, digits: int = DIGITS) -> str:
    """A float, or the middle of an enclosure, with some digits."""
    as_float = isinstance(number, float) or digits <= 17
    return f"{float(number):.{digits}g}" if as_float else number.str(digits, radius=False)


def told_apart(p: Any, q: Any) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart."""
    for digits in (DIGITS, 9, 12, 15, 17, 25, 50):
        pair = short(p, digits), short(q, digits)
        if pair[0] != pair[1]:
            return pair
    return short(p), short(q)


def evaluated(says: str, check: Callable[[], Iterator[str]]) -> None:
    """Runs a check of an entry; InputError with the entry's name for the first fault, and where a formula raises."""
    try:
        fault = next(check(), None)
    except Unfit:
        raise
    except FormulaError as error:
        raise InputError(f"{says}: {error}") from error
    except InputError:
        raise
    except Exception as error:  # a formula is foreign code
        reason = f": {' '.join(str(error).split()).rstrip('.')}" if str(error) else " without a reason"
        raise InputError(f"{says}: its formula raises {type(error).__name__}{reason}.") from error
    if fault:
        raise InputError(f"{says}: {fault}")
