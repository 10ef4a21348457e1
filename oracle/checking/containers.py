"""What holds all parameters: lists, a dictionary, an object, pairs by layer, a module of PyTorch; made, and read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, make_dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.foreign_arrays import as_numpy
from nablacheck.oracle.checking.keys import Path, at
from nablacheck.oracle.checking.plain_values import PARAMETERS
from nablacheck.oracle.checking.recipes import Layers, ModuleOf, Spread, TensorsOf
from nablacheck.oracle.checking.stand_ins import StandIn
from nablacheck.oracle.checking.vocabulary import APART, MODULES
from nablacheck.reference.activations import Activation
from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import handed

OF_MODULES = (PARAMETERS, "grad")
"""What is read of a module of PyTorch."""
OF_LINEAR = {"w": "weight", "b": "bias"}
"""How the names of the parameters of a torch.nn.Linear end."""


def made(c: Conventions, letters: Mapping[str, Layers], activations: Mapping[int, Activation]) -> Any:
    """What holds these letters, w or b or both; a model has the activations as well."""
    if c.parameters == "alone":
        first = [letters[letter][0] for letter in c.letters if letter in letters]
        return first[0] if len(first) == 1 else tuple(part for part in first if part is not None)
    if c.parameters in ("lists", "pairs", "flat"):
        return _listed(c, [letters[letter] for letter in c.letters if letter in letters])
    if c.parameters in MODULES:
        return ModuleOf(letters["w"], letters["b"], tuple(activations.values()) if c.parameters == "model" else ())
    tree: dict[Any, Any] = {}
    for letter, layers in letters.items():
        for i, array in enumerate(layers):
            if array is not None:
                _plant(tree, c.keys.path(letter, i), array)
    return _grown(tree, objects=c.parameters in ("object", "list of objects"), whole=c.parameters not in APART)


def _listed(c: Conventions, letters: list[Layers]) -> Any:
    """One letter's layers, or those of both in the order that is declared."""
    if len(letters) == 1:
        return list(letters[0])
    if c.parameters == "lists":
        return tuple(map(list, letters))
    if c.parameters == "flat" and not c.by_layer:
        return [array for layers in letters for array in layers if array is not None]
    pairs = [tuple(array for array in layer if array is not None) for layer in zip(*letters, strict=True)]
    return pairs if c.parameters == "pairs" else [array for pair in pairs for array in pair]


def _plant(tree: dict[Any, Any], path: tuple[Any, ...], array: Any) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = array


def _grown(tree: Any, objects: bool, whole: bool) -> Any:
    """Lists for what is counted from 0, and objects for what has names, where they are meant."""
    if not isinstance(tree, dict):
        return tree
    grown = {step: _grown(branch, objects, whole=True) for step, branch in tree.items()}
    if list(grown) == list(range(len(grown))) and grown:
        return list(grown.values())
    if objects and all(isinstance(step, str) and step.isidentifier() for step in grown):
        return make_dataclass("Parameters", list(grown))(**grown)
    return grown


def plain(container: Any, added: bool = False) -> Any:
    """What holds parameters as nested lists and dictionaries of arrays, to be compared; with what was `added` to objects."""
    if isinstance(container, list | tuple):
        return [plain(part, added) for part in container]
    if isinstance(container, TensorsOf):
        return plain(container.held, added)
    if isinstance(container, Spread):
        return plain(container.parts, added)
    if isinstance(container, ModuleOf):
        return container.parameters()
    if isinstance(container, StandIn) and container.fields_of_it is not None:
        names = container.held_by_it if added else container.fields_of_it
        return {name: plain(getattr(container, name, None), added) for name in names}
    if is_dataclass(container):
        names = vars(container) if added else [one.name for one in fields(container)]
        return {name: plain(getattr(container, name, None), added) for name in names}
    if isinstance(container, dict):
        return {key: plain(part, added) for key, part in container.items()}
    if callable(parameters := getattr(container, "parameters", None)):
        grads = [getattr(part, "grad", None) for part in parameters()] if added else []
        return [as_numpy(part) for part in (*parameters(), *grads) if part is not None]
    if hasattr(container, "__array__") and not isinstance(
        container, np.ndarray | np.generic
    ):  # a tensor, or what stands for one
        grad = getattr(container, "grad", None) if added else None
        return as_numpy(container) if grad is None else [as_numpy(container), as_numpy(grad)]
    return container


def taken(c: Conventions, value: Any, name: str, letters: str, count: int) -> dict[str, list[Any]]:
    """Each letter's layers out of what holds them; InputError where one is not there. Gradients have a name with nabla."""
    by_key = c.parameters not in MODULES and hasattr(value, "keys")  # whatever the parameters are held in
    if c.parameters in ("lists", "pairs", "flat", "alone", *MODULES) and not by_key:
        layers = list(_unlisted(c, value, name, letters, count))
        places = enumerate(letter for letter in c.letters if letter in letters)
        return {letter: [layer[k] if k < len(layer) else None for layer in layers] for k, letter in places}
    nabla = name.startswith("nabla")
    if nabla and len(letters) == 1 and isinstance(value, list | tuple) and len(value) == count:
        return {letters: list(value)}  # the gradients of one letter, layer by layer, in whatever the parameters are held
    found = {letter: [_found(c, value, letter, i, nabla) for i in range(count)] for letter in letters}
    for letter, layers in found.items():
        missing = [i for i, part in enumerate(layers) if part is None]
        if missing and not (letter == "b" and c.without_biases):
            where = " or ".join("/".join(map(str, path)) for path in _paths(c, letter, missing[0], nabla))
            raise InputError(f"{name} is {handed(value)}; there is nothing at {where}, where {letter} of a layer is expected.")
    return found


def _paths(c: Conventions, letter: str, i: int, nabla: bool) -> tuple[Path, ...]:
    return c.keys.gradients(letter, i) if nabla else (c.keys.path(letter, i),)


def _found(c: Conventions, value: Any, letter: str, i: int, nabla: bool) -> Any:
    for path in _paths(c, letter, i, nabla):
        try:
            return at(value, path)
        except (LookupError, TypeError):
            continue
    return None


def _unlisted(c: Conventions, value: Any, name: str, letters: str, count: int) -> Iterator[tuple[Any, ...]]:
    """The arrays of each layer."""
    form = c.parameters
    if form == "alone":
        yield (value,) if len(letters) == 1 else tuple(_as_many(value, 1 if c.without_biases else 2, name))
        return
    if form in MODULES:
        value = list(_of_module(c, value, name, letters, count))
    if form == "lists" and len(letters) > 1:
        parts = _as_many(value, len(letters), name)
        yield from zip(*(_as_many(part, count, name) for part in parts), strict=True)
    elif form == "pairs" and len(letters) > 1:
        each = 1 if c.without_biases else 2
        yield from (tuple(_as_many(layer, each, name)) for layer in _as_many(value, count, name))
    else:
        each = 1 if len(letters) == 1 or c.without_biases else 2
        flat = _as_many(value, count * each, name)
        yield from (tuple(flat[i * each : (i + 1) * each] if c.by_layer else flat[i::count]) for i in range(count))


def _of_module(c: Conventions, value: Any, name: str, letters: str, count: int) -> Iterator[Any]:
    """What a module holds, or its gradients: out of itself, by the names that it has for them, in a row, or layer by layer."""
    if hasattr(value, "parameters"):
        value = list(value.parameters())
    elif hasattr(value, "keys"):
        of = {letter: _by_name(value, name, letter, count, c) for letter in letters if letter == "w" or not c.without_biases}
        value = [layers[i] for i in range(count) for layers in of.values()]
    elif hasattr(value, "__len__") and len(value) == count < count * len(letters) and not c.without_biases:
        value = [part for layer in value for part in _as_many(layer, len(letters), name)]
    for part in _as_many(value, count * (1 if c.without_biases else len(letters)), name):
        grad = getattr(part, "grad", None) if name.startswith("nabla") else None
        yield part if grad is None else grad


def _by_name(value: Any, name: str, letter: str, count: int, c: Conventions) -> list[Any]:
    """The weights or biases of all layers by the names that the module has for them; of another one's in their order."""
    end, apart = OF_LINEAR[letter], 2 if c.parameters == "model" else 1
    exact = [f"{apart * i}.{end}" for i in range(count)]
    ends = [key for key in value.keys() if str(key).rpartition(".")[2] == end]  # noqa: SIM118 - whatever has keys
    names = exact if set(exact) & set(ends) or len(ends) != count else ends
    missing = [key for key in names if key not in ends]
    if missing:
        raise InputError(f"{name} is {handed(value)}; there is nothing at {missing[0]}, as the module has it.")
    return [value[key] for key in names]


def _as_many(value: Any, count: int, name: str) -> list[Any]:
    """The parts of a sequence; InputError where there are more or fewer of them."""
    if not hasattr(value, "__len__") or hasattr(value, "keys") or len(value) != count:
        raise InputError(f"{name} is {handed(value)}; expected are {count} parts, for parameters as they are declared.")
    return list(value)
