"""The derived bound of each number as an array, for somebody else's assert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nablacheck.adapters import Adapter, load
from nablacheck.oracle.generating.arguments import held
from nablacheck.oracle.judging.sharpening import WORK, enclosed, work
from nablacheck.oracle.judging.single_functions import activation_text, as_computed, cost_text
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import PRECISIONS, Ball, precision
from nablacheck.reference.backprop import BOOK, Pass, forward, send_back
from nablacheck.reference.checked_arrays import check_no_mask
from nablacheck.reference.composed import composed
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError, a_kind, check_handed_in, check_known, unknown
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.problem import Problem
from nablacheck.reference.registry import Registry

Array = Any
ANYBODY = Adapter("anybody", "any")
"""Of whom nothing is known but that the functions are no less accurate than those of any library in the accuracy table."""


class Single(NamedTuple):
    """A single function: its value, and the cotangent pulled back; of a cost C_x, (m,), and ∇_a C_x, (n, m)."""

    value: Array
    pulled: Array


@dataclass(frozen=True, eq=False)
class Bound:
    """What the book's formulas give, and how far from it rounding may take each number: |given − center| ≤ radius is right.

    Both are a `Gradient` with C for a problem, and a pair (`value`, `pulled`) for a single function: arrays of float64. Two
    numbers that are both right are at most the sum of their radii apart. An infinite radius says that nothing is known, as
    where a step may overflow.
    """

    center: Any
    radius: Any


def bound(
    of: Problem | Activation | Cost | str,
    at: Array = None,
    beside: Array = None,
    *,
    adapter: Adapter | str = ANYBODY,
    dtype: str = "",
) -> Bound:
    """How far rounding may take each number of a gradient, or of a single function, from what the book says.

    `of` is a problem; or an activation or a cost, an entry or its name. Then `at` is z, and `beside` what comes from above, 1
    if nothing is given; or a^L, and `beside` the targets, (n, m) each. `adapter` says whose functions are called and what is
    taken at kinks. `dtype` is the format, if it is not that of `at`: numbers in bfloat16 are handed over in a wider one.
    InputError where that cannot be. Derivation: docs/bounds.md.
    """
    adapter = load(adapter) if isinstance(adapter, str) else adapter
    check_handed_in(adapter=(adapter, Adapter))
    check_known("dtype", dtype, ("", *PRECISIONS))
    if isinstance(of, Problem):
        if at is not None or beside is not None or dtype:
            raise InputError("a problem has its numbers and its dtype in itself: give bound(problem) nothing beside it.")
        return _of_problem(of, adapter)
    return _of_function(entry_named(of), at, beside, adapter, dtype)


def entry_named(of: Any) -> Activation | Cost:
    """An entry, itself or by its name; InputError for what is neither."""
    if isinstance(of, Activation | Cost):
        registry: Registry[Any] = ACTIVATIONS if isinstance(of, Activation) else COSTS
        return registry.admitted(of)  # type: ignore[no-any-return]
    if not isinstance(of, str):
        raise InputError(f"{a_kind(of)} is no activation, cost or problem; give an entry, or its name.")
    if of in ACTIVATIONS:
        return ACTIVATIONS[of]
    if of in COSTS:
        return COSTS[of]
    raise unknown("activation or cost", of, (*ACTIVATIONS, *COSTS))


def _of_problem(problem: Problem, adapter: Adapter) -> Bound:
    """∇b, ∇w and C of the narrower of two enclosures, balls and zonotopes, number by number."""
    computed, xp = composed(problem, adapter.composes, adapter.pullbacks), adapter.balls(problem.dtype)
    passes = [send_back(forward(Pass(computed, xp, adapter.kinks)))]
    draws = problem.x[..., 0, 0].size
    if work(problem) * draws <= WORK:
        passes.append(enclosed(computed, xp, adapter.kinks))
    layers = problem.network.w
    with xp.working():
        nabla_b, nabla_w = (
            {l: _narrower([equation(t, l) for t in passes]) for l in layers} for equation in (BOOK.bp3, BOOK.bp4)
        )
        cost = _narrower([t.cost for t in passes])
    center, radius = (
        Gradient({l: b[i] for l, b in nabla_b.items()}, {l: w[i] for l, w in nabla_w.items()}, cost[i]) for i in (0, 1)
    )
    return Bound(center, radius)


def _narrower(balls: list[Ball]) -> tuple[Array, Array]:
    """Midpoint and radius of the narrowest ball of each number."""
    mid, rad = _arrays(balls[0])
    for ball in balls[1:]:
        other, narrow = _arrays(ball)
        mid, rad = np.where(narrow < rad, other, mid), np.minimum(narrow, rad)
    return mid, rad


def _arrays(ball: Ball) -> tuple[Array, Array]:
    return np.array(ball.mid, dtype=np.float64), np.array(np.broadcast_to(ball.rad, ball.shape), dtype=np.float64)


def _of_function(entry: Activation | Cost, at: Array, beside: Array, adapter: Adapter, dtype: str) -> Bound:
    is_cost = isinstance(entry, Cost)
    if at is None or (is_cost and beside is None):
        wanted = "the outputs and the targets, (n, m) each" if is_cost else "z"
        raise InputError(f"the bound of {entry.name} is asked for without its numbers: give {wanted} as well.")
    at, dtype = _numbers("at", at, dtype)
    beside, _ = _numbers("beside", np.ones(at.shape) if beside is None else beside, dtype)
    _fitting(entry, at, beside)
    xp, text = adapter.balls(dtype), (cost_text if is_cost else activation_text)(adapter)
    with xp.working():
        value, pulled = (_arrays(ball) for ball in text(as_computed(entry, adapter), at, beside, xp))
    return Bound(Single(value[0], pulled[0]), Single(value[1], pulled[1]))


def _fitting(entry: Activation | Cost, at: Array, beside: Array) -> None:
    """InputError unless the arrays have the shapes and the numbers that the function is there for."""
    if beside.shape != at.shape:
        raise InputError(f"what stands beside an array {at.shape} has shape {beside.shape}: give it the same shape.")
    mixes = isinstance(entry, Cost) or entry.prime is None
    if mixes and at.ndim != 2:
        raise InputError(f"{entry.name} is of a layer: give it an array (n, m), neurons in rows; this one is {at.shape}.")
    if isinstance(entry, Cost):
        for name, array, (low, high) in (("outputs", at, entry.outputs), ("targets", beside, entry.targets)):
            if not ((array >= low) & (array <= high)).all():
                raise InputError(f"{entry.name} allows {name} from {low:g} to {high:g}; some of those given are not.")
        if entry.kind and not np.all(entry.kind.allows(beside)):
            raise InputError(f"{entry.name} allows {entry.kind.says}; some columns of the targets given are none.")


def _numbers(name: str, given: Array, dtype: str) -> tuple[Array, str]:
    """Numbers in float64, and their format; InputError where they are none, or the format does not hold them."""
    check_no_mask(name, given)
    try:
        array = np.asarray(given)
    except (ValueError, TypeError, RuntimeError) as error:
        raise InputError(f"{name} is no array: {error}") from error
    if array.dtype.kind not in "fiu" or not array.size:
        raise InputError(f"{name} is an array {array.shape} of {array.dtype}; give one or more floating-point numbers.")
    dtype = dtype or (array.dtype.name if array.dtype.kind == "f" else "float64")
    numbers = array.astype(np.float64)
    inside = held(numbers, precision(dtype))
    if not ((numbers == inside) | ~np.isfinite(numbers)).all():
        place = tuple(int(i) for i in np.argwhere(numbers != inside)[0])
        raise InputError(
            f"{name}{list(place)} is {numbers[place]:.17g}, which {dtype} does not hold: round it to the format first."
        )
    return numbers, dtype
