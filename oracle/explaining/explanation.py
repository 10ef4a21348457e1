"""What is said of numbers that are wrong: which equations are broken, and what was probably typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.observed_prime import ObservedPrime, observed_primes
from nablacheck.oracle.explaining.together import BrokenEquation, diagnosis, findings, named
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.problem import Problem


@dataclass(frozen=True, eq=False)
class Explanation:
    """The equations as they were walked through, what predicts every number, and the lines to say.

    `diagnoses` is empty where an equation is left without a reason; `named` then still says what the others look like.
    `primes` are the σ′ that were used where they are wrong, `nameless` the equations and layers without a reason.
    """

    comparisons: tuple[Comparison, ...]
    problem: Problem | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    lines: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    primes: tuple[ObservedPrime, ...] = ()
    nameless: frozenset[tuple[str, int]] = frozenset()

    def on(self, verdict: Verdict) -> Verdict:
        """A verdict in the light of this, on the network where it is shown."""
        remarks = tuple(line for prime in self.primes[:1] for line in prime.lines())
        shown = replace(verdict, looks_like=self.lines, remarks=(*verdict.remarks, *remarks))
        return replace(shown, comparisons=self.comparisons, problem=self.problem) if self.problem else shown


def explained(walks: Sequence[Walked]) -> Explanation:
    """What explains claims that belong together: gradients of one function on several networks, or of one file."""
    found = findings(walks)
    whole = diagnosis(found)
    shown = comparisons(walks)
    primes = observed_primes(walks, found)
    if whole:
        return Explanation(*shown, (whole,), (f"{whole} (predicts every number)",), primes=primes)
    nameless = frozenset(f.place for f in found if not f.reason)
    return Explanation(*shown, (), tuple(_in_parts(found)), tuple(_named(found)), primes, nameless)


def comparisons(walks: Sequence[Walked]) -> tuple[tuple[Comparison, ...], Problem | None]:
    """The equations of the first network on which one is broken, and that network; the smallest batch comes first."""
    ordered = sorted(walks, key=lambda walked: walked.claimed.problem.batch)
    first = next((walked for walked in ordered if walked.broken), None)
    if first is None:
        return (), None
    return tuple(slot.comparison for slot in first.slots.values() if slot.comparison), first.claimed.problem


def _named(found: Sequence[BrokenEquation]) -> Iterator[str]:
    sure = _sure(found)
    if any(f.reason for f in sure):
        yield f"{named(sure)} (predicts what it names)"


def _sure(found: Sequence[BrokenEquation]) -> list[BrokenEquation]:
    """What may be named though not all is: no δ whose ∇b and ∇w have no reason, for it is of single examples alone."""
    nameless = {f.place for f in found if not f.reason}
    lost = {l for _, l in nameless if {("BP3", l), ("BP4", l)} <= nameless}
    return [f for f in found if not (f.slot.equation in ("BP1", "BP2") and f.slot.layer in lost)]


def _in_parts(found: Sequence[BrokenEquation]) -> Iterator[str]:
    """A line for what has a name, and one for each equation that has none."""
    if any(f.reason for f in found):
        yield from _named(found)
        for f in found:
            if not f.reason:
                yield f"no mistake of the catalogue predicts {f.letter} ({f.slot.equation}, layer {f.slot.layer})"
