"""The rules by which a step follows from a gradient: one entry per rule, its equations in any arithmetic.

A rule is data. Its equations are evaluated in order, and each replaces its letter: first the letters that the rule keeps from
step to step (all zero at the start), last w, the parameter itself. What is written for w holds for b as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import FLOAT, Array
from nablacheck.reference.errors import InputError, unknown

Letters = Mapping[str, Array]
"""w, ∇C with respect to it in `nabla`, and the letters that the rule keeps; all of one shape."""
Formula = Callable[[Letters, int, Any], Array]
"""What an equation says at step k = 1, 2, …, from the letters, in a namespace xp."""

SHARES = ("mu", "beta_1", "beta_2")
"""The constants that say how much of a letter is kept: between 0 and 1."""


@dataclass(frozen=True)
class Rule:
    """A rule: its constants by name, and its equations by the letter that each gives, w last."""

    name: str
    constants: Mapping[str, float]
    equations: Mapping[str, Formula]

    @property
    def state(self) -> tuple[str, ...]:
        """The letters that the rule keeps from step to step."""
        return tuple(letter for letter in self.equations if letter != "w")

    def step(self, letters: Letters, k: int, xp: Any = FLOAT) -> dict[str, Array]:
        """The letters after step k."""
        after = dict(letters)
        for letter, formula in self.equations.items():
            after[letter] = formula(after, k, xp)
        return after


def sgd(eta: float) -> Rule:
    """w → w − η∇C, (20) and (21) of the book"""
    c = _checked(eta=eta)
    return Rule("sgd", c, {"w": lambda t, k, xp: t["w"] - c["eta"] * t["nabla"]})


def momentum(eta: float, mu: float = 0.9) -> Rule:
    """v → μv + ∇C and w → w − ηv, as frameworks have it; the v of (107) and (108) in the book is −η times this one"""
    c = _checked(eta=eta, mu=mu)
    return Rule(
        "momentum",
        c,
        {
            "v": lambda t, k, xp: c["mu"] * t["v"] + t["nabla"],
            "w": lambda t, k, xp: t["w"] - c["eta"] * t["v"],
        },
    )


def adam(eta: float, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8) -> Rule:
    """m → β₁m + (1 − β₁)∇C, v → β₂v + (1 − β₂)(∇C)², w → w − η m̂/(√v̂ + ε) (Kingma and Ba 2015, algorithm 1)"""
    c = _checked(eta=eta, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)

    def mean(old: Array, new: Array, beta: float) -> Array:
        return beta * old + (1 - beta) * new

    def unbiased(moment: Array, beta: float, k: int, xp: Any) -> Array:
        """m/(1 − β^k); the power is e^{k log β}, so that a namespace needs no function of its own for it"""
        return moment / (1 - xp.exp(k * xp.log(xp.like(beta, moment))))

    def step(t: Letters, k: int, xp: Any) -> Array:
        m, v = unbiased(t["m"], c["beta_1"], k, xp), unbiased(t["v"], c["beta_2"], k, xp)
        return t["w"] - c["eta"] * m / (xp.sqrt(v) + c["epsilon"])

    return Rule(
        "adam",
        c,
        {
            "m": lambda t, k, xp: mean(t["m"], t["nabla"], c["beta_1"]),
            "v": lambda t, k, xp: mean(t["v"], t["nabla"] * t["nabla"], c["beta_2"]),
            "w": step,
        },
    )


RULES: dict[str, Callable[..., Rule]] = {"sgd": sgd, "momentum": momentum, "adam": adam}


def rule(name: str, eta: float) -> Rule:
    """The rule of that name with learning rate η; InputError, with the nearest names, where there is none."""
    if name not in RULES:
        raise unknown("rule", name, RULES)
    return RULES[name](eta)


def _checked(**constants: float) -> Mapping[str, float]:
    """The constants as Python numbers, which promote no array; InputError where one is not positive, or a share not below 1."""
    for name, number in constants.items():
        share = name in SHARES
        real = isinstance(number, int | float | np.floating) and not isinstance(number, bool)
        if not (real and 0 < number < (1 if share else math.inf)):
            allowed = "a number between 0 and 1" if share else "a positive finite number"
            raise InputError(f"{name} is {number!r}; it must be {allowed}.")
    return {name: float(number) for name, number in constants.items()}
