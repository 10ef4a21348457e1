"""The contract between the judge and the frameworks: one module per framework, imported when it is asked for.

An adapter module has plain functions and one `ADAPTER` that names them. A framework that is not installed is a
MissingFramework error that says what to type; nothing else here imports one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from nablacheck.reference.backprop import Kinks
from nablacheck.reference.errors import MissingFramework, unknown
from nablacheck.reference.network import Gradient, Problem, Trace


@dataclass(frozen=True)
class Adapter:
    """A way to compute the gradient of a problem.

    `gradient(problem)` and, where the framework shows its own z, a and δ, `trace(problem)` take a problem without leading
    axes and return arrays in its dtype. `library` is the row of the accuracy table, `kinks` what its σ′ is at the kinks.
    `differences` marks difference quotients, which the mean value theorem judges.
    """

    name: str
    library: str
    gradient: Callable[[Problem], Gradient]
    trace: Callable[[Problem], Trace] | None = None
    dtypes: tuple[str, ...] = ("float32", "float64")
    kinks: Kinks = field(default_factory=dict)
    differences: bool = False


@dataclass(frozen=True)
class _Home:
    module: str
    framework: str
    install: str


_HOMES: Mapping[str, _Home] = {
    "torch": _Home("torch_autograd", "torch", "torch"),
    "jax": _Home("jax_grad", "jax", "jax"),
    "finite-differences": _Home("finite_differences", "", ""),
}


def names() -> tuple[str, ...]:
    """The names of the adapters."""
    return tuple(_HOMES)


def load(name: str) -> Adapter:
    """The adapter of that name; InputError for an unknown one, MissingFramework where its framework is not installed."""
    if name not in _HOMES:
        raise unknown("adapter", name, _HOMES)
    home = _HOMES[name]
    try:
        module = import_module(f"nablacheck.adapters.{home.module}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in (home.framework, "jaxlib"):
            raise
        raise MissingFramework(
            f"adapter {name!r} needs {home.framework}, which is not installed: pip install 'nablacheck[{home.install}]'"
        ) from error
    adapters: dict[str, Adapter] = module.ADAPTERS
    return adapters[name]
