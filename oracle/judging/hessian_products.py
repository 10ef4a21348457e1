"""The Hessian of C times a vector, H v, as double backward and forward over reverse give it, in an enclosure of each entry.

The enclosures are the book's equations on numbers that move, in balls, and in zonotopes where balls leave an array open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import compared_with_the_book, end_to_end
from nablacheck.oracle.judging.observe import judged, observed
from nablacheck.oracle.judging.sharpening import gradient_of_draws, of_draws, sharpened
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.reference.arithmetic import precision, zonotopes
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.checked_arrays import as_array
from nablacheck.reference.errors import InputError, check_handed_in
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.hessian_vector import hessian_vector
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = Any
Explain = Callable[[Problem, Array, Gradient, Adapter], tuple[str, ...]]
"""What predicts an H v that is wrong."""
OF_B, OF_W = "Hv (b) end to end", "Hv (w) end to end"
AT_A_KINK = "a step may overflow, divides by what may be 0, or is at a kink, where there is no σ″"


def judge_hessian_vector(
    problem: Problem,
    direction: Array,
    product: Gradient | Array,
    adapter: Adapter,
    explain: Explain | None = None,
    ledger: Sequence[Defect] = LEDGER,
    sharp: bool = False,
) -> Verdict:
    """H v, the Hessian of C by the weights and biases times a direction v, against enclosures of the whole computation.

    v is (P,), ordered like `Network.vector`; H v is the same, (…, P), or a `Gradient` with the rates of ∇b and ∇w in it.
    Leading axes of problem and H v are draws. Where balls leave an array open, zonotopes are asked; `sharp` asks them in any
    case. At a kink there is no σ″, and nothing is decided. `explain` is asked what predicts numbers that are wrong. InputError
    where shapes do not fit, or v has numbers that the dtype of the problem does not hold.
    """
    check_handed_in(problem=(problem, Problem), adapter=(adapter, Adapter))
    along, given = in_the_dtype(direction, problem), in_parts(product, problem.network)
    given.check(problem)

    def judge(draws: Any, finer: bool) -> Verdict:
        return _in_one_enclosure(of_draws(problem, draws), along, gradient_of_draws(given, draws), adapter, ledger, finer)

    verdict = sharpened(judge, problem, sharp)
    return replace(verdict, looks_like=explain(problem, along, given, adapter)) if explain and verdict.broken else verdict


def judge_hessian_vectors_of(
    problem: Problem,
    adapter: Adapter,
    direction: Array,
    explain: Explain | None = None,
    ledger: Sequence[Defect] = LEDGER,
) -> Verdict:
    """What an adapter returns as H v for each draw of a problem, and the promises that it broke on the way."""
    along, ask = in_the_dtype(direction, problem), adapter.hessian_vector
    if ask is None:
        raise InputError(f"adapter {adapter.name!r} has no H v: give it one, Adapter(…, hessian_vector=…).")
    seen = observed(lambda draw: ask(draw, along.copy()), problem)
    result = seen.result
    if result is None:
        return Verdict(problem, adapter.name, precision(problem.dtype), (), seen.breaches)
    verdict = judged(lambda problem: judge_hessian_vector(problem, along, result, adapter, explain, ledger), problem, seen)
    return replace(verdict, breaches=seen.breaches)


def in_the_dtype(direction: Array, problem: Problem) -> Array:
    """A direction (P,) in the dtype of a problem; InputError for another shape, or a number that the dtype does not hold."""
    given, P = as_array("the direction came", direction), problem.network.count
    if given.dtype.kind not in "fiu" or given.shape != (P,):
        raise InputError(f"the direction is {given.dtype} of shape {given.shape}; give {P} real numbers, one for each b and w.")
    along = given.astype(problem.dtype)
    if not np.isfinite(along).all() or (along != given).any():
        raise InputError(
            f"the direction has numbers that are not finite or not of {problem.dtype}, the dtype of the problem: give the one "
            f"that H was multiplied with, direction.astype({str(problem.dtype)!r})."
        )
    return along


def in_parts(product: Gradient | Array, network: Network) -> Gradient:
    """H v in the shapes of ∇b and ∇w."""
    return product if isinstance(product, Gradient) else Gradient.of(network.split(as_array("H v came", product)))


def _in_one_enclosure(
    problem: Problem, along: Array, given: Gradient, adapter: Adapter, ledger: Sequence[Defect], sharp: bool
) -> Verdict:
    """H v against balls alone, or where `sharp` says so against zonotopes alone."""
    xp = adapter.balls(problem.dtype)
    enclosing = zonotopes(*xp.modelled) if sharp else xp

    def letters(problem: Problem, literally: bool = False) -> Pass:
        return forward(Pass(problem, enclosing, adapter.kinks, literally=True))

    def compare(t: Pass) -> Iterator[Comparison]:
        # of the problem of the pass, whose formulas may be those of known defects
        found = hessian_vector(t.problem, along, t.xp, t.kinks, adapter.kinks_ahead, adapter.pullbacks)
        for l in found.nabla_b:
            for equation, letter in ((OF_B, "b"), (OF_W, "w")):
                name = f"nabla_{letter}"
                c = end_to_end(equation, l, f"(Hv)_{letter}^{l}", *(getattr(of, name)[l] for of in (given, found)))
                yield replace(c, unbounded_because=AT_A_KINK)

    return compared_with_the_book(problem, adapter, letters, compare, ledger)
