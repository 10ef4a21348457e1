"""The penalties that can be declared, λ/2 Σw² and λ Σ|w|: what they add to the gradient, as arrays and in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any


@dataclass(frozen=True)
class Penalty:
    """A penalty that can be declared: how, what it adds to ∇w as an array and in words, and what it is in the cost."""

    declared: str
    of: Callable[[Array], Array]
    adds: str
    cost: str
    halved: bool = False

    def term(self, letter: str, over: str, times: str = "") -> str:
        """λw/m, 2λw/m, λw/(2m): λ times what it adds to ∇w or ∇b, over what the penalty is divided by, times 2, m …"""
        p = self.adds.format(letter[1:])
        if times == "m*lambda" and over == "m":
            return f"λ{p}"
        above, below = {"2lambda": ("2", ""), "lambda/2": ("", "2"), "lambda/m": ("", "m"), "m*lambda": ("m", "")}.get(
            times, ("", "")
        )
        below += over
        sign = "−" if times == "-lambda" else ""
        return f"{sign}{above}λ{p}{_over(below)}"

    def in_the_cost(self, letter: str, over: str) -> str:
        """λ/2 Σw², λ/(2m) Σw², λ Σ|w|, λ/m Σ|w|"""
        return f"λ{_over('2' * self.halved + over)} {self.cost.format(letter[1:])}"


def _over(below: str) -> str:
    """/m, /(2m), or nothing"""
    return f"/({below})" if len(below) > 1 else f"/{below}" if below else ""


L2 = Penalty("l2", lambda w: w, "{}", "Σ{}²", halved=True)
L1 = Penalty("l1", np.sign, " sign({})", "Σ|{}|")
PENALTIES = (L2, L1)
