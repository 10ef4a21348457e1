"""What a known defect of a released framework is: what it computes instead of the textbook formula.

A defect is data: from the entry, the entry with the formula that the framework really uses. A disagreement is explained only
where the number lies in the ball of that formula, so that nothing else hides behind a known defect; or, where the framework
returns NaN or infinity for a finite truth, only for such a number in the span of the defect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from nablacheck.adapters import Adapter
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Precision, precision
from nablacheck.reference.backprop import Pass
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.network import Network, Problem

Array = Any

LINE = (-math.inf, math.inf)


@dataclass(frozen=True)
class Shown:
    """A few lines that show a defect, and what they print: the number returned; `right` is what it should be.

    `entry` and `at` are the entry by its name and its argument, where the lines are a single call of it.
    """

    lines: str
    returns: str
    right: str
    entry: str = ""
    at: float = math.nan


Span = tuple[float, float]


@dataclass(frozen=True)
class Defect:
    """A function of one library, or its derivative, as the library computes it in some dtypes.

    `uses(entry)` is the entry with the library's own formula; None where the defect is a NaN or an infinity for a finite
    truth. `lost` says that where the library's formula decides nothing itself, nothing is left of the number. `span` is where
    the argument has to be (for a cost that is a), perhaps by precision; `mirrored` means −z as well. `when(parameters)` tells
    which members of the family have it. `versions` are those of `package`, if that is not the library. `varies` marks a number
    that depends on the length or the stride of its array, `seldom` what shows itself on some processors alone.
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
    versions: str = ""
    package: str = ""
    varies: bool = False
    seldom: bool = False

    def within(self, at: Array, dtype: str) -> Array:
        """Where the arguments are in the span."""
        low, high = self._span(dtype)
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
        return self.uses is None and not self.varies

    @property
    def everywhere(self) -> bool:
        """Whether it has to show itself on every machine."""
        return not (self.varies or self.seldom)

    @property
    def installed(self) -> bool:
        """Whether a version that has it is installed: `versions` lists what the number begins with, by comma."""
        number = installed(self.package or self.library)
        return number is not None and any(number.startswith(v.strip()) for v in self.versions.split(","))

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
        return mine and self.when(**entry.parameters)

    def concerns(self, problem: Problem, adapter: Adapter) -> bool:
        """Whether an adapter that computes this problem meets the defect."""
        return any(self._met(entry, problem, adapter) for entry in _entries(problem) if entry.family == self.function)

    def met(self, t: Pass) -> dict[int, Array]:
        """By layer, in which entries of a pass the argument of the function is in the span; for a cost that is a^L."""
        network, dtype = t.problem.network, t.problem.dtype.name
        arguments = {l: t.z[l] for l, sigma in network.activations.items() if sigma.family == self.function}
        if network.cost.family == self.function:
            arguments = {t.L: t.a[t.L]}
        return {l: self.within(argument.mid, dtype) for l, argument in arguments.items()}

    def _met(self, entry: AnyEntry, problem: Problem, adapter: Adapter) -> bool:
        return not adapter.composes(entry) and self.is_of(entry, adapter.known_as, problem.dtype.name)


@cache
def installed(library: str) -> str | None:
    """The version of a framework that is installed, without importing it; None where there is none."""
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _entries(problem: Problem) -> Iterable[AnyEntry]:
    return (*problem.network.activations.values(), problem.network.cost)


def with_defects(problem: Problem, defects: Iterable[Defect], adapter: Adapter) -> Problem:
    """The problem with the formulas of the defects in place of the entries'."""
    network, known = problem.network, [defect for defect in defects if defect.uses]

    def used(entry: Any) -> Any:
        for defect in known:
            if defect._met(entry, problem, adapter):
                entry = defect.formula(entry)
        return entry

    activations: Mapping[int, Activation] = {l: used(entry) for l, entry in network.activations.items()}
    return replace(problem, network=Network(network.w, network.b, activations, used(network.cost)))
