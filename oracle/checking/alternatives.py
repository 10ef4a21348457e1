"""What may have been meant where something else was declared: changes of the conventions, those that people mean first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Any

from nablacheck.oracle.checking.argument_names import by_their_names
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.foreign import Callee
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.checking.vocabulary import BIASES, EXAMPLES, FLAT, ONE_HOT, ORDERS, TARGETS, UNROLLED, WEIGHTS
from nablacheck.reference.errors import InputError

Changes = Mapping[str, Any]
"""Other declarations by their names."""
LAYERS = (2, 1, 4)
"""Numbers of layers, beside the three of a single activation."""
OTHERS: Mapping[str, tuple[str, ...]] = {
    "examples": EXAMPLES,
    "weights": tuple(form for form in WEIGHTS if form != "(in,)"),
    "biases": tuple(form for form in BIASES if form != "number"),
    "gives": ("nabla_b nabla_w", "nabla_w nabla_b", "cost nabla_b nabla_w", "cost nabla_w nabla_b"),
}
"""What may have been meant instead."""
TAKES = ("w b x y", "x y w b")
"""Orders of the arguments of which no name need say anything."""
ALONE: tuple[Changes, ...] = (
    {"parameters": "alone", "weights": "(in,)", "biases": "number"},
    {"parameters": "alone"},
)
"""How people have the parameters of a single layer."""
IN_LIBRARIES: Mapping[str, tuple[Changes, ...]] = {
    "torch": ({"arrays": "torch"}, {"arrays": "torch with grad"}, {"arrays": "torch with grad", "leaf": "grad"}),
    "jax": ({"arrays": "jax"},),
}
"""How code of a library's takes arrays, and where it leaves gradients."""
BATCHES = ("rows", "columns")
CLASSES = ("classes", "classes from 1")


def changes(trials: Trials, callee: Callee, one_for_all: Any) -> Iterator[Changes]:
    """Every change of one declaration, then of two, and so on, for a function."""
    c, cost = trials.conventions, next(trials.problems()).network.cost
    others: dict[str, list[Changes]] = {}
    kind = cost.meant or cost.kind
    if c.targets in CLASSES or (kind and (kind.picks or (kind.corners and kind.corners.picks))):
        others["targets"] = [{"targets": targets} for targets in CLASSES if targets != c.targets]
    if orders := list(other_orders(c)):
        others["order"] = orders
    others |= {name: [{name: value} for value in values if value != getattr(c, name)] for name, values in OTHERS.items()}
    # the fewer ways of what comes last: each makes as many combinations of all before it
    named = [*by_their_names(callee.argument_names, c)]
    others["takes"] = [*named, *({"takes": takes} for takes in TAKES if takes != c.takes)]
    likely, unlikely = (_in_libraries(c, callee, named) for named in (True, False))
    others["arrays"] = likely
    others |= {name: [{name: "" if getattr(c, name) else FLAT}] for name in ("y", "x")}
    if c.parameters == "lists" and (one_for_all is not None or len(trials.activations) == 1):
        others["parameters"] = [dict(alone) for alone in ALONE]
    if one_for_all is not None:
        # last: code that is right for fewer layers may take what it is given for more in another form
        others["activations"] = [{"activations": [one_for_all] * layers} for layers in LAYERS]
    if named and len(callee.argument_names) != len(c.takes.split()):  # it takes another number of arguments, and says which
        yield from _together({**others, "takes": named}, "takes")
    yield from _together(others)
    # what somebody imported beside the function makes as many combinations again, in vain most often
    yield from _together({**others, "arrays": unlikely}, "arrays")


def _together(others: Mapping[str, Sequence[Changes]], always: str = "") -> Iterator[Changes]:
    """Every change of one declaration, then of two, and so on; `always` this one among them, if it has a name."""
    there = {name: parts for name, parts in others.items() if parts}
    for count in range(1, len(there) + 1):
        for together in combinations(there, count):
            if always in ("", *together):
                for parts in product(*(there[name] for name in together)):
                    yield {name: value for part in parts for name, value in part.items()}


def _in_libraries(c: Conventions, callee: Callee, named: bool) -> list[Changes]:
    """How it may take arrays of the libraries that its process has imported: those that its code names, or the other ones."""
    there = (library for library in IN_LIBRARIES if callee.imports(library) and callee.names(library) is named)
    ways = [one for library in there for one in IN_LIBRARIES[library]]
    return [one for one in ways if any(getattr(c, name) != value for name, value in one.items())]


def other_orders(c: Conventions) -> Iterator[Changes]:
    """The other orders in which weights and biases may follow one another, where their place alone tells them apart."""
    for order in ORDERS:
        try:
            other = replace(c, order=order)
        except InputError:
            continue
        if (other.letters, other.by_layer) != (c.letters, c.by_layer):
            yield {"order": order}


def unrolled_otherwise(c: Conventions) -> Iterator[Changes]:
    """How else matrices may be laid out in one vector, and with that in another order."""
    for changes in ({}, *other_orders(c)):
        try:
            other = {"unrolled": next(form for form in UNROLLED if form != c.unrolled), **changes}
            replace(c, **other)
        except InputError:
            continue
        yield other


def taking_y_otherwise(c: Conventions) -> Iterator[Changes]:
    """Every other way to take y, where one was declared."""
    yield from ({"targets": targets} for targets in TARGETS if c.targets and targets not in ("", c.targets))
    if c.targets in ONE_HOT:  # (m,) as well, where there is one output
        yield from ({"targets": targets, "y": FLAT} for targets in ("0 and 1", "real"))


def as_readable(trials: Trials, names: tuple[str, ...]) -> Iterator[Changes]:
    """What may have been meant where no shape contradicts it."""
    c = trials.conventions
    yield from by_their_names(names, c)
    for weights in WEIGHTS:
        yield {"weights": weights}
    yield {"subtracted": not c.subtracted}
    for examples, other in (BATCHES, BATCHES[::-1]):
        if c.examples == examples:
            yield {"examples": other}
    for name, n in (("y", trials.first[-1]), ("x", trials.first[0])):
        if n == 1:
            yield {name: "" if getattr(c, name) else FLAT}
    swapped = {"x": "y", "y": "x"}
    yield {"takes": " ".join(swapped.get(word, word) for word in c.takes.split())}
    yield from taking_y_otherwise(c)


def in_words(changes: Changes) -> str:
    """The declarations as Python has them."""
    return ", ".join(f"{name}={value!r}" for name, value in changes.items())
