"""Where adapters are found: those here, those that were added, and those that installed packages bring.

A module of an adapter has plain functions and `ADAPTERS`, which names them. It is imported when it is asked for, and a
framework that is not installed is a MissingFramework error that says what to type.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from nablacheck.adapters.contract import Adapter, accurate
from nablacheck.reference.errors import InputError, MissingFramework, check_handed_in, optional, unknown
from nablacheck.reference.extensions import entry_points_of

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

HOMES: Mapping[str, str] = {
    "torch": "torch_autograd [torch]",
    "torch-composed": "torch_autograd [torch]",
    "torch-func": "torch_modes [torch]",
    "torch-vmap": "torch_modes [torch]",
    "torch-checkpoint": "torch_modes [torch]",
    "torch-jvp": "torch_modes [torch]",
    "torch-hvp": "torch_modes [torch]",
    "torch-draws": "torch_modes [torch]",
    "torch-autocast": "torch_modes [torch]",
    "torch-compile": "torch_compiled [torch]",
    "jax": "jax_grad [jax]",
    "jax-eager": "jax_grad [jax]",
    "jax-composed": "jax_grad [jax]",
    "jax-vmap": "jax_modes [jax]",
    "jax-checkpoint": "jax_modes [jax]",
    "jax-transpose": "jax_modes [jax]",
    "jax-jvp": "jax_modes [jax]",
    "jax-linearize": "jax_modes [jax]",
    "jax-hvp": "jax_modes [jax]",
    "jax-draws": "jax_modes [jax]",
    "jax-custom-vjp": "jax_modes [jax]",
    "optax": "optax_costs [optax]",
    "autograd": "hips_autograd [autograd]",
    "tensorflow": "tensorflow_tape [tensorflow]",
    "tensorflow-function": "tensorflow_compiled [tensorflow]",
    "tensorflow-xla": "tensorflow_compiled [tensorflow]",
    "paddle": "paddle_tape [paddle]",
    "mlx": "mlx_arrays [mlx]",
    "casadi": "casadi_graphs [casadi]",
    "keras-jax": "keras_on_jax [keras,jax]",
    "keras-torch": "keras_on_torch [keras,torch]",
    "finite-differences": "finite_differences",
}
"""The module of each adapter of ours, and the extra that installs what it needs: an entry point like those of packages."""
OURS = "nablacheck"
PACKAGE = Path(__file__).resolve().parent
GROUP = "nablacheck.adapters"
"""The entry points of packages that bring adapters: by the adapter's name an `Adapter`, or a module with `ADAPTERS`."""
_ADDED: dict[str, Adapter] = {}


def _points() -> Iterator[tuple[EntryPoint, str]]:
    """Where adapters are found, each with its package: ours, and those of installed packages."""
    from importlib.metadata import EntryPoint  # slow to import, and seldom asked for

    yield from ((EntryPoint(name, f"{GROUP}.{module}", GROUP), OURS) for name, module in HOMES.items())
    yield from entry_points_of(GROUP)


def names() -> tuple[str, ...]:
    """The names of the adapters: those here, those that were added, those of installed packages, none of them imported."""
    found = [(point.name, package == OURS) for point, package in _points()]
    ours, others = ([name for name, mine in found if mine == here] for here in (True, False))
    return tuple(dict.fromkeys((*ours, *_ADDED, *others)))


def free(name: str) -> None:
    """InputError for the name of an adapter that is taken."""
    if name in names():
        raise InputError(f"adapter {name!r} is there already: give the new one another name.")


def add(adapter: Adapter) -> Adapter:
    """Takes an adapter; InputError where there is one of that name, or nobody says how accurate it is."""
    check_handed_in(adapter=(adapter, Adapter))
    free(adapter.name)
    accurate(adapter)
    _ADDED[adapter.name] = adapter
    return adapter


def remove(name: str) -> None:
    """Forgets an adapter that was added; InputError where none of that name was."""
    if not isinstance(name, str) or name not in _ADDED:
        raise unknown("adapter that was added", name, _ADDED)
    del _ADDED[name]


def load(name: str) -> Adapter:
    """The adapter of that name; InputError for an unknown one, MissingFramework where its framework is not installed."""
    if not isinstance(name, str):
        raise unknown("adapter", name, names())
    if name in _ADDED:
        return _ADDED[name]
    point, package = next(((point, package) for point, package in _points() if point.name == name), (None, ""))
    if point is None:
        raise unknown("adapter", name, names())
    return _loaded(point, package)


def is_ours(error: Exception) -> bool:
    """Whether it was a line of ours that raised an error, and not one of a framework that we import."""
    last = [frame.filename for frame in extract_tb(error.__traceback__)][-1:]
    return any(Path(filename).resolve().is_relative_to(PACKAGE) for filename in last)


def _loaded(point: EntryPoint, package: str) -> Adapter:
    """The adapter that an entry point names, held to what it has to declare."""
    name, who = point.name, f"adapter {point.name!r}" + ("" if package == OURS else f" of {package}")
    install = f"'{package}[{','.join(point.extras)}]'" if point.extras else ""
    try:
        with optional(who=f"{who} needs {{}}", install=install), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a framework has to say about its own import
            found = point.load()
    except MissingFramework:
        raise
    except Exception as error:  # a package is foreign code, and so is a framework
        told = f"{who} cannot be imported: {type(error).__name__}: {error}"
        if package != OURS:
            raise InputError(told) from error
        lacks = isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] not in ("", "nablacheck")
        if not lacks and (is_ours(error) or isinstance(error, ModuleNotFoundError)):
            raise
        raise MissingFramework(f"{told}. The installed releases do not fit each other: pip install -U {install}") from error
    adapter = getattr(found, "ADAPTERS", {}).get(name, found)
    if not isinstance(adapter, Adapter) or adapter.name != name:
        raise InputError(f"{who}: {point.value} is no Adapter of that name, nor has it one in ADAPTERS.")
    accurate(adapter)
    return adapter
