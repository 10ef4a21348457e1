"""What the fields of an entry may be, beside its formulas: whoever writes one by hand is told which field is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from numbers import Real
from typing import Any

from nablacheck.reference.activations import Activation
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.cost import Cancelled
from nablacheck.reference.costs.targets import Kind
from nablacheck.reference.quoting import shown

Allowed = tuple[Callable[[Any], bool], str]
"""What a value must satisfy, and that in words."""


def _number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(map(_number, value))


def _kinks(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_number, value)) and all(map(_pair, value.values()))


def _jumps(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(map(_number, value))


def _one_of(*classes: type) -> Callable[[Any], bool]:
    return lambda value: value is None or isinstance(value, classes)


ENDS: Allowed = _pair, "two numbers, of which −∞ and ∞ may be one"
TARGETS: Allowed = _one_of(Kind), "a kind of targets, as CLASSES is, or None"
YES_OR_NO: Allowed = lambda value: isinstance(value, bool), "True or False"
FORMULA: Allowed = lambda value: value is None or callable(value), "a function, or None"
FIELDS: Mapping[type, Mapping[str, Allowed]] = {
    Activation: {
        "value": (callable, "a function of z and xp"),
        "prime": FORMULA,
        "vjp": FORMULA,
        "range": ENDS,
        "kinks": (_kinks, "a mapping from each point to the derivatives on its left and its right, as {0: (0, 1)}"),
        "jumps": (_jumps, "a tuple of points"),
    },
    Cost: {
        "value": (callable, "a function of a, y and xp"),
        "nabla_a": (callable, "a function of a, y and xp"),
        "outputs": ENDS,
        "targets": ENDS,
        "kind": TARGETS,
        "meant": TARGETS,
        "kinked": YES_OR_NO,
        "halved": YES_OR_NO,
        "cancelled": (_one_of(Cancelled), "a Cancelled, or None"),
    },
}


def audit_fields(entry: Activation | Cost) -> Iterator[str]:
    """The first field that is not what it must be, in words."""
    for name, (holds, says) in FIELDS[type(entry)].items():
        if not holds(value := getattr(entry, name)):
            yield f"its {name} is {shown(value)}; it must be {says}."
