"""The contract between the judge and the frameworks: one module per framework, imported when it is asked for.

An adapter module has plain functions and one `ADAPTER` that names them. A framework that is not installed is a
MissingFramework error that says what to type; nothing else here imports one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic.precision import OWN
from nablacheck.reference.backprop import Kinks
from nablacheck.reference.costs import Cost
from nablacheck.reference.errors import InputError, MissingFramework, unknown
from nablacheck.reference.extensions import points
from nablacheck.reference.network import Gradient, Problem, Trace
from nablacheck.reference.reverse import SMOOTH, Pullbacks

Array = Any


@dataclass(frozen=True)
class Functions:
    """Single functions as a framework computes them, in any of `dtypes`; numbers come and go in float64, which holds them.

    `activation(entry, z, cotangent, dtype, strided)` gives a and the cotangent pulled back, all (n, m); `strided` asks for a
    gap between neighbours in memory, and `pieces` says that lengths and strides run different code. `cost(entry, a, y,
    dtype)` gives C_x, (m,), and ∇_a C_x, (n, m). `elementary(name, x, dtype)` is a function of the accuracy table.
    `costs_alone` says that the activations are those of another adapter.
    """

    activation: Callable[[Activation, Array, Array, str, bool], tuple[Array, Array]]
    cost: Callable[[Cost, Array, Array, str], tuple[Array, Array]]
    elementary: Callable[[str, Array, str], Array]
    dtypes: tuple[str, ...]
    pieces: bool = False
    costs_alone: bool = False


@dataclass(frozen=True)
class Adapter:
    """A way to compute the gradient of a problem.

    `gradient(problem)` and, where the framework shows its own z, a and δ, `trace(problem)` take a problem without leading
    axes and return arrays in its dtype. `library` is the row of the accuracy table, `kinks` what its derivatives are at the
    kinks. `differences` marks difference quotients, which the mean value theorem judges. `fuses` says that a compiler may go
    on with an a^L that it has not rounded. `composes(entry)` tells where it is our formula that the framework differentiates,
    in the way of its `pullbacks`. `functions` are single functions, for sweeps. `calls(entry)` names the framework's own
    functions that compute an entry, for lists. `accumulator` is what sums of float16 and bfloat16 are kept in, `own`
    (the format itself) or `float32`. `computes_in` is a wider dtype in which all of z, a and δ are computed and read; they are
    returned rounded to that of the problem.
    """

    name: str
    library: str
    gradient: Callable[[Problem], Gradient]
    trace: Callable[[Problem], Trace] | None = None
    dtypes: tuple[str, ...] = ("float32", "float64")
    kinks: Kinks = field(default_factory=dict)
    differences: bool = False
    fuses: bool = False
    composes: Callable[[Activation | Cost], bool] = lambda entry: False
    pullbacks: Pullbacks = SMOOTH
    functions: Functions | None = None
    calls: Callable[[Activation | Cost], tuple[str, ...]] = lambda entry: ()
    accumulator: str = OWN
    computes_in: str | None = None


@dataclass(frozen=True)
class _Home:
    module: str
    framework: str
    install: str


_HOMES: Mapping[str, _Home] = {
    "torch": _Home("torch_autograd", "torch", "torch"),
    "torch-composed": _Home("torch_autograd", "torch", "torch"),
    "jax": _Home("jax_grad", "jax", "jax"),
    "jax-eager": _Home("jax_grad", "jax", "jax"),
    "jax-composed": _Home("jax_grad", "jax", "jax"),
    "optax": _Home("optax_costs", "optax", "optax"),
    "finite-differences": _Home("finite_differences", "", ""),
}


_ADDED: dict[str, Adapter] = {}
GROUP = "nablacheck.adapters"
"""The entry points of packages that bring adapters: by the adapter's name an `Adapter`, or a module with `ADAPTERS`."""


def names() -> tuple[str, ...]:
    """The names of the adapters: those here, those that were added, those of installed packages, none of them imported."""
    return tuple(dict.fromkeys((*_HOMES, *_ADDED, *(point.name for point, _ in points(GROUP)))))


def free(name: str) -> None:
    """InputError for the name of an adapter that is taken."""
    if name in names():
        raise InputError(f"adapter {name!r} is there already: give the new one another name.")


def add(adapter: Adapter) -> Adapter:
    """Takes an adapter; InputError where there is one of that name."""
    free(adapter.name)
    _ADDED[adapter.name] = adapter
    return adapter


def remove(name: str) -> None:
    """Forgets an adapter that was added."""
    del _ADDED[name]


def load(name: str) -> Adapter:
    """The adapter of that name; InputError for an unknown one, MissingFramework where its framework is not installed."""
    if name in _ADDED:
        return _ADDED[name]
    if name not in _HOMES:
        return _of_package(name)
    home = _HOMES[name]
    try:
        module = import_module(f"nablacheck.adapters.{home.module}")
    except ModuleNotFoundError as error:
        missing = (error.name or "").split(".")[0]
        if missing not in (home.framework, "jax", "jaxlib"):
            raise
        raise MissingFramework(
            f"adapter {name!r} needs {missing}, which is not installed: pip install 'nablacheck[{home.install}]'"
        ) from error
    adapters: dict[str, Adapter] = module.ADAPTERS
    return adapters[name]


def _of_package(name: str) -> Adapter:
    """The adapter that an installed package brings."""
    point, package = next(((point, package) for point, package in points(GROUP) if point.name == name), (None, ""))
    if point is None:
        raise unknown("adapter", name, names())
    try:
        found = point.load()
    except ModuleNotFoundError as error:
        raise MissingFramework(
            f"adapter {name!r} of {package} needs {error.name}, which is not installed: pip install {error.name}"
        ) from error
    except Exception as error:  # a package is foreign code
        raise InputError(f"adapter {name!r} of {package} cannot be imported: {type(error).__name__}: {error}") from error
    adapter = getattr(found, "ADAPTERS", {}).get(name, found)
    if not isinstance(adapter, Adapter) or adapter.name != name:
        raise InputError(
            f"adapter {name!r} of {package}: {point.value} is no Adapter of that name, nor has it one in ADAPTERS."
        )
    return adapter
