"""What is declared and read by nobody, where nothing is there that it is about: each is refused, and says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nablacheck.oracle.checking.vocabulary import FLAT, ONE_HOT, ORDERS
from nablacheck.reference.arithmetic.precision import NARROW, OWN
from nablacheck.reference.errors import InputError

Reads = Callable[[Any], bool]
NAMED = ("dict", "object", "list of dicts", "list of objects")
"""The forms of parameters in which names lead to an array."""
BY_LAYER = {"w", "b", "params"}


def _takes(word: str) -> Reads:
    return lambda c: word in c.takes.split()


def _by_layer(c: Any) -> bool:
    """Whether anything goes in or out that has the parameters layer by layer, not all in one vector."""
    words = {
        word.removeprefix("nabla_").removeprefix("velocity_").removeprefix("*") for word in (*c.takes.split(), *c.gives.split())
    }
    return bool(words & BY_LAYER)


def _named(c: Any) -> bool:
    return c.parameters in NAMED


def _ordered(c: Any) -> bool:
    """Whether anything has weights and biases one after the other, with an order that it may have."""
    words = {word.removeprefix("nabla_") for word in (*c.takes.split(), *c.gives.split())}
    return "theta" in words or ("params" in words and c.order in ORDERS_OF.get(c.parameters, ()))


def _in_one_vector(c: Any) -> bool:
    return bool({"theta", "nabla_theta"} & {*c.takes.split(), *c.gives.split()})


def _has_biases(c: Any) -> bool:
    return bool(c.biases != "none")


def _penalised(c: Any) -> bool:
    return bool(c.l2 or c.l1)


ORDERS_OF: Mapping[str, tuple[str, ...]] = {"flat": ORDERS, "pairs": ("w b w b", "b w b w"), "lists": ("w w b b", "b b w w")}
"""The orders that params may have, by what they are held in."""
NEEDS: Mapping[str, tuple[tuple[Reads, str], ...]] = {
    "l2_over": ((lambda c: bool(c.l2), "l2 is 0"),),
    "l1_over": ((lambda c: bool(c.l1), "l1 is 0"),),
    "l2_on_biases": ((_penalised, "l2 and l1 are 0"), (_has_biases, "there are no biases")),
    "momentum": ((_takes("momentum"), "takes has no momentum"),),
    "cost_total": ((lambda c: "cost" in c.gives.split(), "gives has no cost"),),
    "total": ((lambda c: c.total != "weights" or _takes("weights_of_examples")(c), "takes has no weights_of_examples"),),
    "subtracted": ((_has_biases, "there are no biases"),),
    "x": ((_takes("x"), "takes has no x"),),
    "y": (
        (_takes("y"), "takes has no y"),
        (lambda c: c.targets not in ONE_HOT or c.y != FLAT, "the numbers of the classes are (m,) already"),
    ),
    "parameters": ((_by_layer, "everything is in theta"),),
    "order": (
        (_ordered, "nothing has weights and biases one after the other so"),
        (lambda c: not c.without_biases, "no biases are handed over"),
    ),
    "unrolled": ((_in_one_vector, "nothing is in theta"),),
    "w_key": ((_named, "parameters has no names in it"),),
    "b_key": ((_named, "parameters has no names in it"), (lambda c: not c.without_biases, "no biases are handed over")),
    "nabla_w_key": (
        (_named, "parameters has no names in it"),
        (lambda c: not c.updates, "gives has no gradients"),
    ),
    "nabla_b_key": (
        (_named, "parameters has no names in it"),
        (lambda c: not c.updates, "gives has no gradients"),
        (lambda c: not c.without_biases, "no biases are handed over"),
    ),
}
"""What must be so for a convention to be read, and what to say where it is not."""


def check_read(c: Any, defaults: Mapping[str, Any]) -> None:
    """InputError for a convention that is not its default, and that nothing reads."""
    for name, needs in NEEDS.items():
        for read, says in needs if getattr(c, name) != defaults[name] else ():
            if not read(c):
                raise InputError(f"{name} is {getattr(c, name)!r}, but {says}; leave it out, or declare what it is about.")


def check_accumulator(accumulator: str, dtype: str) -> None:
    """InputError for an accumulator of a format that keeps its own."""
    if accumulator not in ("", OWN) and dtype not in NARROW:
        raise InputError(
            f"accumulator is {accumulator!r}, but {dtype} keeps its sums in itself; leave it out, or declare dtype='float16'."
        )
