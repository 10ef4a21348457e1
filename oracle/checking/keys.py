"""Where each layer's weights and biases are in what holds all parameters: `W{}` is W1, W2, …; `layer{}/kernel` is inside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nablacheck.reference.errors import InputError

FIELD = r"{(i|l)?(:[^{}]*)?}"
"""What stands for the number of a layer."""
Path = tuple[str | int, ...]
"""The steps to an array: names, keys, and places in a list from 0."""


@dataclass(frozen=True)
class Keys:
    """How the paths are written by letter, and of the gradients, where those are said.

    A key without a number in it names a list with an entry for each layer, unless each layer is held `apart`.
    """

    written: dict[str, str]
    of_gradients: dict[str, str]
    apart: bool

    @classmethod
    def of(cls, w: str, b: str, nabla_w: str, nabla_b: str, apart: bool) -> Keys:
        """From what is declared; InputError for a key that cannot be one."""
        usual = ("w", "b") if apart else ("W{}", "b{}")
        keys = cls({"w": w or usual[0], "b": b or usual[1]}, {"w": nabla_w, "b": nabla_b}, apart)
        for name, key in zip(("w_key", "b_key", "nabla_w_key", "nabla_b_key"), (w, b, nabla_w, nabla_b), strict=True):
            if key:
                keys._checked(name, key)
        return keys

    def path(self, letter: str, i: int) -> Path:
        """The path to the weights or biases of layer number i from 0."""
        return self._path(self.written[letter], i)

    def gradients(self, letter: str, i: int) -> tuple[Path, ...]:
        """Where their gradient may be: as it is said, else with a d before the last name, else like the parameter itself."""
        if key := self.of_gradients[letter]:
            return (self._path(key, i),)
        path = self.path(letter, i)
        names = [k for k, step in enumerate(path) if isinstance(step, str)]
        return (*((*path[:k], f"d{path[k]}", *path[k + 1 :]) for k in names[-1:]), path)

    def _path(self, key: str, i: int) -> Path:
        numbered = self.apart or "{" in key
        steps: Path = tuple(_step(part.format(i + 1, i=i, l=i + 2)) for part in key.split("/"))
        return (i, *steps) if self.apart else steps if numbered else (*steps, i)

    def _checked(self, name: str, key: str) -> None:
        try:
            path = self._path(key, 0)
            if any(re.fullmatch(FIELD, part) is None for part in re.findall(r"{[^}]*}", key)):
                raise ValueError(key)
        except (ValueError, LookupError, AttributeError) as error:
            raise InputError(
                f"{name} is {key!r}; it must be names with / between them, with {{}} for 1, 2, …, {{i}} for 0, 1, … or {{l}} "
                "for 2, 3, …"
            ) from error
        if "" in path:
            raise InputError(f"{name} is {key!r}; there must be a name on both sides of each /.")


def _step(part: str) -> str | int:
    return int(part) if part.isdecimal() else part


def at(container: Any, path: Path) -> Any:
    """What stands at a path: keys of a mapping, attributes, places in a list; LookupError where there is nothing."""
    for step in path:
        container = _inside(container, step)
    return container


def _inside(container: Any, step: str | int) -> Any:
    if hasattr(container, "keys") or isinstance(step, int):
        return container[step]
    try:
        return getattr(container, step)
    except AttributeError as error:
        raise LookupError(str(error)) from error
