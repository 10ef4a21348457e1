"""What people call the arguments of a backpropagation: by the names that a function has for its own, what it takes."""

from __future__ import annotations

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


def by_their_names(names: tuple[str, ...], c: Conventions) -> Iterator[dict[str, Any]]:
    """What a function with these names for its arguments takes, and so gives, where something else is declared."""
    for words in _words(names):
        takes = " ".join(words)
        for gives in _given(words, c):
            holds = next((word for word in WHOLE if word in words), "")
            for form in WHOLE.get(holds, (c.parameters,)):
                changes = {"takes": takes, "gives": gives, "parameters": form}
                changes = {name: value for name, value in changes.items() if value != getattr(c, name)}
                if "takes" in changes and _may_be(c, changes):
                    yield changes


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
