"""What a call says before its gradient, the outputs and the cost: those are judged first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.checking.claims import ANY_LIBRARY
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.explaining.diagnosis import constants
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.sharpening import sharpened
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import Ball, Balls, balls, precision, zonotopes
from nablacheck.reference.arithmetic.precision import OWN
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.errors import InputError
from nablacheck.reference.problem import Problem

Array = Any
ORIGIN = "the function"


def before_the_gradient(problem: Problem, given: dict[str, Any], c: Conventions) -> Verdict:
    """The forward pass and the reported cost, which come before any verdict on a gradient."""
    if not {"output", "cost"} & given.keys():
        return Verdict(problem, ORIGIN, precision(problem.dtype), ())
    xp = balls_of(problem, c)
    finer = zonotopes(*xp.modelled)
    return sharpened(lambda _, sharp: _judged(problem, given, c, finer if sharp else xp), problem, also_wrong=False)


def _judged(problem: Problem, given: dict[str, Any], c: Conventions, xp: Balls) -> Verdict:
    t = forward(Pass(problem, xp))
    compared = []
    with xp.working():
        a, true = t.a[t.L], t.cost * c.of_cost(problem)
        if "output" in given:
            compared.append(Comparison("(23)", t.L, f"a^{t.L}", output_of(given["output"], a.shape, c), a, abs(a.mid)))
        if "cost" in given:
            cost = np.asarray(given["cost"], dtype=np.float64).reshape(())
            expected = next((ball for ball in _costs(true, t, c) if ball.contains(cost)), true)
            compared.append(Comparison("(26)", None, "C", cost, expected, abs(expected.mid), axes=0))
        verdict = Verdict(problem, ORIGIN, precision(problem.dtype), tuple(compared))
        if not verdict.broken or verdict.broken[0].equation != "(26)":
            return verdict
        times = {name: k for name, k in constants(problem).items() if (true * k).contains(cost)}
    return replace(
        verdict, looks_like=tuple(f"{_factor(name, k)} times the declared cost (predicts C)" for name, k in times.items())
    )


def _factor(name: str, k: float) -> str:
    """1/n_L = 0.5, and a number by itself"""
    return f"{name} = {k:g}" if name != f"{k:g}" else name


WITHOUT_PENALTY = "the cost that is returned has no penalty in it, while one is declared; the gradient was judged with it"


def lacks_penalty(problem: Problem, given: dict[str, Any], c: Conventions) -> bool:
    """Whether the cost that came back is the declared one without its λ/2 Σw² and λ Σ|w|, and cannot be the one with them."""
    if "cost" not in given or not (c.decay(problem) or c.pull(problem)):
        return False
    t = forward(Pass(problem, balls_of(problem, c)))
    with t.xp.working():
        true = t.cost * c.of_cost(problem)
        cost = np.asarray(given["cost"], dtype=np.float64).reshape(())
        signs = (1, -1) if c.ascent else (1,)
        whole = true + _penalty(t, c)
        return any((true * sign).contains(cost) and not (whole * sign).contains(cost) for sign in signs)


def balls_of(problem: Problem, c: Conventions) -> Balls:
    """The arithmetic that encloses what the function may compute."""
    return balls(precision(problem.dtype, c.accumulator or OWN), ANY_LIBRARY)


def _costs(true: Ball, t: Pass, c: Conventions) -> Iterator[Ball]:
    """What may be returned for the cost: with its penalty or without, and beside the gradient of −C also C."""
    for ball in (true, true + _penalty(t, c)):
        yield from (ball, -ball) if c.ascent else (ball,)


def _penalty(t: Pass, c: Conventions) -> Array:
    """λ/2 Σw² and λ Σ|w|, with the biases where they are declared; nothing where there is no λ."""
    parts = [*t.w.values(), *(t.b.values() if c.l2_on_biases else ())]
    squares = sum((part * part).sum(axis=(-2, -1)) for part in parts) * (c.decay(t.problem) / 2)
    return squares + sum(abs(part).sum(axis=(-2, -1)) for part in parts) * c.pull(t.problem)


def output_of(given: Any, shape: tuple[int, ...], c: Conventions) -> Array:
    """An output that was returned, in the shape (n_L, m) of y; InputError where it has another."""
    output = np.asarray(given, dtype=np.float64)
    if output.ndim < 2 and 1 in shape and output.size == math.prod(shape):  # of one example, or of one output
        output = output.reshape(shape)
    elif c.examples in ("rows", "row"):
        output = output.T
    if output.shape != shape:
        raise InputError(f"output has shape {np.shape(given)}; expected is the shape of y.")
    return output
