"""What people call the arguments of a backpropagation: by the names that a function has for its own, what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.vocabulary import PARAMETERS
from nablacheck.reference.errors import InputError

CALLED: Mapping[str, str] = {
    "w": "w ws weight weights w_list weights_list list_of_weights wts matrices",
    "b": "b bs bias biases b_list biases_list list_of_biases",
    "x": "x xs x_train x_batch xb batch_x input inputs data features images examples a0 a1 a_0 a_1",
    "y": "y ys y_train y_batch yb batch_y y_true t ts target targets label labels true expected desired",
    "theta": "theta thetas vector flat flattened",
    "params": "params param parameters p theta thetas net network nn model module layers state weights_and_biases wb",
    "eta": "eta lr learning_rate rate learn_rate step_size stepsize alpha",
    "momentum": "momentum mu beta rho",
    "velocity_w": "velocity_w v_w vw w_velocity",
    "velocity_b": "velocity_b v_b vb b_velocity",
    "velocity": "velocity velocities v",
    "weights_of_examples": "weights_of_examples example_weights sample_weight sample_weights s",
    "mask": "mask masks dropout_mask dropout_masks",
}
"""By word of `takes` what it is called, in small letters; a name may stand for several."""
WHOLE = {"theta": ("lists",), "params": PARAMETERS}
"""The words that hold all parameters, and the forms that these may have."""
SPREAD: Mapping[str, dict[str, str]] = {
    r"(wb)+": {},
    r"(bw)+": {"order": "b w b w"},
    r"w+b+": {"order": "w w b b"},
    r"b+w+": {"order": "b b w w"},
    r"w+": {"biases": "none"},
}
"""By the letters of arguments that hold one array each, in what order they are."""


def by_their_names(names: tuple[str, ...], c: Conventions) -> Iterator[dict[str, Any]]:
    """What a function with these names for its arguments takes, and so gives, where something else is declared."""
    yield from _each_by_itself(names, c)
    for words in _words(names):
        takes = " ".join(words)
        for gives in _given(words, c):
            holds = next((word for word in WHOLE if word in words), "")
            for form in WHOLE.get(holds, (c.parameters,)):
                changes = {"takes": takes, "gives": gives, "parameters": form}
                changes = {name: value for name, value in changes.items() if value != getattr(c, name)}
                if "takes" in changes and _may_be(c, changes):
                    yield changes


def _each_by_itself(names: tuple[str, ...], c: Conventions) -> Iterator[dict[str, Any]]:
    """Where weights and biases are arguments of their own, W1, b1, W2, b2, side by side."""
    letters = "".join(_letter(name) for name in names)
    found = re.fullmatch(r"(-*)([wb]{2,})(-*)", letters)
    if not found:
        return
    start, end = found.span(2)
    for before in _words(names[:start]):
        for after in _words(names[end:]):
            if not {*before} & {*after}:
                form = next((form for pattern, form in SPREAD.items() if re.fullmatch(pattern, found[2])), None)
                takes, gives = (
                    " ".join((*before, "*params", *after)),
                    "params" if "eta" in (*before, *after) else "nabla_params",
                )
                changes = {"takes": takes, "gives": gives, "parameters": "flat", **(form or {})}
                if form is not None and _may_be(c, changes):
                    yield changes


def _letter(name: str) -> str:
    """w or b, of W1 or b_hidden; a dash for a name that says neither."""
    stem = re.fullmatch(r"([a-z]+)(_?[0-9]+|_[a-z0-9_]+)", name.strip("_").lower())
    return next((letter for letter in "wb" if stem and stem[1] in CALLED[letter].split()), "-")


def _words(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every way to read the names as words of `takes`, each once; none where one of them says nothing."""
    if not names:
        yield ()
        return
    for first in (word for word, called in CALLED.items() if names[0].strip("_").lower() in called.split()):
        yield from ((first, *rest) for rest in _words(names[1:]) if first not in rest)


def _given(words: tuple[str, ...], c: Conventions) -> Iterator[str]:
    """What is given by who takes these words: a step gives the new parameters, in their order."""
    holds = [word for word in words if word in ("w", "b", *WHOLE)]
    if "eta" in words:
        yield " ".join(holds)
    elif {*holds} <= {"w", "b"}:
        yield c.gives
    else:
        yield " ".join(f"nabla_{word}" for word in holds)


def _may_be(c: Conventions, changes: Mapping[str, Any]) -> bool:
    """Whether the declarations fit each other."""
    try:
        replace(c, **changes)
    except InputError:
        return False
    return True
