"""Formulas of σ and σ′ as books have them, in place of ours, which are written so that nothing cancels.

Code that has z (1 + erf(z/√2))/2 for gelu loses digits for negative z, and nothing is wrong with it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.suspected import Suspicion
from nablacheck.oracle.explaining.textbook import NUMBERS, PRIMES, VALUES
from nablacheck.oracle.explaining.typed_formulas import computed, parsed, printed
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.activations import Activation
from nablacheck.reference.problem import Problem

Array = Any
Text = str | None
MOST = 64
"""So many choices of formulas are tried at most."""


def other_forms(problem: Problem, wrong: Sequence[Judgement]) -> Iterator[Suspicion]:
    """Each choice of formulas for the activations, if all that is wrong has half of its digits: a mistake leaves fewer."""
    if not all(_has_half_of_its_digits(c) for judgement in wrong for c in judgement.verdict.broken):
        return
    own = {sigma.name: sigma for sigma in problem.network.activations.values() if sigma.prime}
    choices = [[(name, *form) for form in _forms(sigma)] for name, sigma in own.items()]
    for chosen in itertools.islice(itertools.product(*filter(None, choices)), MOST):
        forms = {name: _as_typed(own[name], value, prime) for name, value, prime in chosen}
        if forms:
            yield Suspicion(_says(chosen), "", partial(_with, forms))


def _has_half_of_its_digits(c: Comparison) -> bool:
    off, largest = abs(c.given - c.ball.mid), np.max(abs(c.ball.mid), initial=0.0)
    return bool(np.all(off <= math.sqrt(c.ball.model.precision.u) * largest))


def _forms(sigma: Activation) -> list[tuple[Text, Text]]:
    """The formulas of σ with those of σ′; None for ours, where no other is known."""
    values, primes = VALUES.get(sigma.family, ()), PRIMES.get(sigma.family, ())
    return [*itertools.product(values or (None,), primes or (None,))] if values or primes else []


def _as_typed(sigma: Activation, value: Text, prime: Text) -> Activation:
    """An activation with other formulas of the same functions."""
    numbers = {**NUMBERS.get(sigma.family, {}), **sigma.parameters}
    changes: dict[str, Callable[..., Array]] = {}
    if value:
        changes["value"] = lambda z, xp: computed(parsed(value), {"z": z, "pi": xp.pi, **numbers}, xp)
    if prime:
        changes["prime"] = lambda z, a, xp: computed(parsed(prime), {"z": z, "a": a, "pi": xp.pi, **numbers}, xp)
    return sigma.variant(**changes)


def _with(forms: dict[str, Activation], problem: Problem) -> Problem:
    network = problem.network
    activations = {l: forms.get(sigma.name, sigma) for l, sigma in network.activations.items()}
    return replace(problem, network=network.with_entries(activations, network.cost))


def _says(chosen: Sequence[tuple[str, Text, Text]]) -> str:
    formulas = (
        f"{letter} of {name} as {printed(parsed(text))}"
        for name, value, prime in chosen
        for letter, text in (("σ", value), ("σ′", prime))
        if text
    )
    return f"digits are lost where a formula cancels; all is right for {', '.join(formulas)}"
