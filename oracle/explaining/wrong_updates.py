"""A step of gradient descent that is another one: what it gives is the difference of the parameters, over the learning rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.hypotheses import Hypothesis, Names
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.reference.backprop import BOOK, Pass

Array = Any


class WrongUpdate(NamedTuple):
    """A wrong step: its name, what it says of a parameter {p} and its gradient {g}, and the new p from p, g and η."""

    name: str
    says: str
    new: Callable[[Array, Array, float], Array]


def _adam(epsilon: float) -> WrongUpdate:
    return WrongUpdate(
        "Adam's first step",
        f"the new {{p}} is that of Adam's first step, {{p}} − η {{g}}/(|{{g}}| + ε) with ε = {epsilon:g}",
        lambda p, g, rate: p - g / (abs(g) + epsilon) * rate,
    )


UPDATES: tuple[WrongUpdate, ...] = (
    WrongUpdate(
        "step from 0",
        "the new {p} does not start from {p}: it is the step alone, −η {g}",
        lambda p, g, rate: -g * rate,
    ),
    WrongUpdate("step upwards from 0", "the new {p} does not start from {p}: it is η {g}", lambda p, g, rate: g * rate),
    WrongUpdate("step from 1", "the new {p} does not start from {p}: it is 1 − η {g}", lambda p, g, rate: 1 - g * rate),
    WrongUpdate("gradient for a step", "{g} was returned in place of the new {p}", lambda p, g, rate: g),
    WrongUpdate("step times the parameter", "the new {p} is {p} − η {g} ⊙ {p}", lambda p, g, rate: p - g * p * rate),
    *map(_adam, (1 / 10**8, 1 / 10**7)),
    WrongUpdate("step of one minus", "the new {p} is {p} (1 − η) − η {g}", lambda p, g, rate: p * (1 - rate) - g * rate),
)


def _shrunk(by: float) -> WrongUpdate:
    """What a weight decay shrinks, 1 − ηλ, is the step too."""
    return WrongUpdate(
        "shrunk after the step",
        "the new {p} is (1 − ηλ)({p} − η {g}): the step shrinks too",
        lambda p, g, rate: p - g * (rate * by),
    )


def wrong_updates(t: Pass, letter: str, l: int, claimed: Claimed, only: Names | None) -> Iterator[Hypothesis]:
    """Every wrong step from b^l or w^l, where a step was claimed; `only` the one that is called so."""
    rate = claimed.learning_rate
    if not rate:
        return
    equation, p = ("BP3", "b") if letter == "∇b" else ("BP4", "w")
    parameter = t.xp.lift(claimed.parameter(letter, l))
    shrunk = 1 - claimed.decays.get(letter, 0.0) * rate
    for name, says, new in UPDATES if shrunk == 1 else (_shrunk(shrunk), *UPDATES):
        if only in (None, (name,)):
            made = Mistake(name, equation, says.format(p=p, g=letter), BOOK.bp4)
            yield Hypothesis((made,), lambda new=new: (parameter - new(parameter, right(t, equation, l), rate)) / rate)  # type: ignore[misc]
