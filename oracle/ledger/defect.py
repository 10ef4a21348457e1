"""What a known defect of a released framework is: what it computes instead of the textbook formula.

A defect is data: from the entry, the entry with the formula that the framework really uses. A disagreement is explained only
where the number lies in the ball of that formula, so that nothing else hides behind a known defect; or, where the framework
returns NaN or infinity for a finite truth, only for such a number in the span of the defect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import Precision, balls, precision
from nablacheck.reference.arithmetic.accuracy import ACCURACY
from nablacheck.reference.backprop import Pass
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.problem import Problem
from nablacheck.reference.releases import installed, recorded, running
from nablacheck.reference.reverse import derivative

Array = Any

LINE = (-math.inf, math.inf)


@dataclass(frozen=True)
class Shown:
    """A few lines that show a defect, and what they print: the number returned; `right` is what it should be.

    `entry`, `at` and `dtype` are the entry by its name, its argument and the format, where the lines are a single call of it.
    """

    lines: str
    returns: str
    right: str
    entry: str = ""
    at: float = math.nan
    dtype: str = ""


Span = tuple[float, float]


@dataclass(frozen=True)
class Defect:
    """A function of one library, or its derivative, as the library computes it in some dtypes.

    `uses(entry)` is the entry with the library's own formula; None where the defect is a NaN or an infinity for a finite
    truth, or a number for NaN, of which the span is NaN too. `lost` says that where the library's formula decides nothing
    itself, nothing is left of the number. `span` is where the argument has to be (for a cost that is a), perhaps by
    precision; `mirrored` means −z as well. `when(parameters)` tells which members of the family have it. It comes with
    `package`, if that is not the library. `varies` marks a number that depends on the length or the stride of its array,
    `seldom` what shows itself on some processors alone, `by_chance` what takes more or less from above than a sweep is sure to
    hand down. `needs` says what its reproducer cannot do without, beside the package: where that is missing it prints an
    error, which says nothing. `composed` is in an elementary function of our formula, where the library has none for the
    entry. Which releases have it is what the record says: those on which its reproducer printed what it
    `returns`. `seen` are releases in which it shows itself elsewhere, though not where its lines ask.
    """

    function: str
    derivative: bool
    library: str
    dtypes: tuple[str, ...]
    span: Span | Callable[[Precision], Span]
    cause: str
    shown: Shown
    uses: Callable[[Any], Any] | None = None
    when: Callable[..., bool] = lambda **parameters: True
    mirrored: bool = False
    lost: bool = False
    upstream: str = ""
    package: str = ""
    varies: bool = False
    seldom: bool = False
    by_chance: bool = False
    seen: tuple[str, ...] = ()
    needs: str = ""
    composed: bool = False

    def within(self, at: Array, dtype: str) -> Array:
        """Where the arguments are in the span."""
        low, high = self._span(dtype)
        if math.isnan(low):
            return np.isnan(at)
        argument = abs(at) if self.mirrored else at
        return (argument >= low) & (argument <= high)

    def ends(self, dtype: str) -> Span:
        """The least and the largest argument; of a mirrored span, from the one end to the other."""
        low, high = self._span(dtype)
        return (-high, high) if self.mirrored else (low, high)

    def _span(self, dtype: str) -> Span:
        return self.span(precision(dtype)) if callable(self.span) else self.span

    @property
    def not_finite(self) -> bool:
        """Whether it is a NaN or an infinity for a finite truth."""
        return self.uses is None and not self.varies and not self.swallows

    @property
    def swallows(self) -> bool:
        """Whether it is a number for NaN."""
        return not callable(self.span) and math.isnan(self.span[0])

    @property
    def everywhere(self) -> bool:
        """Whether it has to show itself on every machine."""
        return not (self.varies or self.seldom)

    @property
    def comes_with(self) -> str:
        """The package whose releases have it or do not."""
        return self.package or self.library

    @property
    def installed(self) -> bool:
        """Whether any release of its package is installed."""
        return installed(self.comes_with) is not None

    @cached_property
    def releases(self) -> tuple[str, ...]:
        """The recorded releases that have it, the oldest first."""
        record = recorded(self.comes_with)
        answers = ((release, record.answer(self.shown.lines, release)) for release in record.order())
        return tuple(
            release for release, text in answers if release in self.seen or (text is not None and self.is_shown_by(text))
        )

    def is_shown_by(self, text: str) -> bool:
        """Whether what its reproducer printed shows it: what it returns, or of a single call another number of the same kind.

        What not every machine has is not gone where a machine does not.
        """
        return text == self.shown.returns or not self.everywhere or self._explains(text)

    def says_nothing(self, text: str) -> bool:
        """Whether what its reproducer printed is an error for want of what it needs."""
        return bool(self.needs) and _number(text) is None

    def _explains(self, text: str) -> bool:
        """Whether what a single call printed is no number of the book's formula, and one of the library's own."""
        number = _number(text)
        if number is None:
            return False
        if self.not_finite or self.swallows:
            return math.isfinite(number) == self.swallows
        if not self.shown.entry:
            return False
        entry: Any = ACTIVATIONS[self.shown.entry]
        right, own = (called_by_balls(self, of) for of in (entry, self.formula(entry)))
        nothing_known = bool(np.isinf(own.rad).all())
        return not right.contains(number).all() and (self.lost if nothing_known else bool(own.contains(number).all()))

    @property
    def present(self) -> bool:
        """Whether the release that is installed was recorded to have it: it excuses nothing on any other one."""
        return running(self.comes_with) in self.releases

    @property
    def versions(self) -> str:
        """The releases that have it, and the one that mended it."""
        record, has = recorded(self.comes_with).order(), self.releases
        if not has:
            return "(no recorded release)"
        runs: list[list[str]] = []
        for release in has:
            if runs and record.index(release) == record.index(runs[-1][-1]) + 1:
                runs[-1].append(release)
            else:
                runs.append([release])
        text = ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
        return text + (f", mended in {self.mended}" if self.mended else "")

    @property
    def mended(self) -> str:
        """The first recorded release after the last that has it; none where the newest has it."""
        record = recorded(self.comes_with).order()
        later = record[record.index(self.releases[-1]) + 1 :] if self.releases else []
        return next((release for release in later), "")

    @property
    def says(self) -> str:
        """The function and the cause, for a list."""
        return f"{self.function}{'′' if self.derivative else ''}: {self.cause}"

    def formula(self, entry: Any) -> Any:
        """The entry with the formula that the library really uses, which passes for it."""
        assert self.uses is not None
        formula = self.uses(entry).passing_for(entry)
        return formula.variant(cancelled=None) if isinstance(formula, Cost) else formula

    def is_of(self, entry: AnyEntry, libraries: tuple[str, ...], dtype: str) -> bool:
        """Whether who goes by these names and computes this entry itself meets the defect."""
        mine = self.function == entry.family and self.library in libraries and dtype in self.dtypes
        return mine and self.present and self.when(**entry.parameters)

    def concerns(self, problem: Problem, adapter: Adapter) -> bool:
        """Whether an adapter that computes this problem meets the defect."""
        return any(
            self.concerns_entry(entry, adapter, problem.dtype.name)
            for entry in _entries(problem)
            if entry.family == self.function
        )

    def met(self, t: Pass) -> dict[int, Array]:
        """By layer, in which entries of a pass the argument of the function is in the span; for a cost that is a^L."""
        network, dtype = t.problem.network, t.problem.dtype.name
        arguments = {l: t.z[l] for l, sigma in network.activations.items() if sigma.family == self.function}
        if network.cost.family == self.function:
            arguments = {t.L: t.a[t.L]}
        return {l: self.within(argument.mid, dtype) for l, argument in arguments.items()}

    def concerns_entry(self, entry: AnyEntry, adapter: Adapter, dtype: str) -> bool:
        """Whether an adapter that computes this entry, itself or by our formula, meets the defect."""
        return adapter.composes(entry) == self.composed and self.is_of(entry, adapter.known_as, dtype)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def called_by_balls(defect: Defect, entry: Any) -> Any:
    """What the single call of a reproducer may return, if it computes what an entry says."""
    xp = balls(precision(defect.shown.dtype), defect.library if defect.library in ACCURACY else "any")
    with xp.working():
        return single_call(entry, xp.lift(np.array([[defect.shown.at]], defect.shown.dtype)), defect.derivative, xp)


def single_call(entry: Any, z: Array, prime: bool, xp: Any) -> Any:
    """A number of an entry, or its derivative, in an arithmetic; of what mixes a layer, the first of four, an eighth apart."""
    rows = entry.prime is None
    z = z + xp.lift(np.arange(4.0)[:, None] / 8) if rows else z
    if not prime:
        return entry.value(z, xp)[:1]
    if rows:
        return derivative(entry.value, z, xp, cotangent=xp.lift(np.eye(4)[:, :1]))[:1]
    return xp.like(entry.prime(z, xp.like(entry.value(z, xp), z), xp), z)


def _entries(problem: Problem) -> Iterable[AnyEntry]:
    return (*problem.network.activations.values(), problem.network.cost)


def with_defects(problem: Problem, defects: Iterable[Defect], adapter: Adapter) -> Problem:
    """The problem with the formulas of the defects in place of the entries'."""
    network, known = problem.network, [defect for defect in defects if defect.uses]

    def used(entry: Any) -> Any:
        for defect in known:
            if defect.concerns_entry(entry, adapter, problem.dtype.name):
                entry = defect.formula(entry)
        return entry

    activations: Mapping[int, Activation] = {l: used(entry) for l, entry in network.activations.items()}
    return replace(problem, network=network.with_entries(activations, used(network.cost)))
