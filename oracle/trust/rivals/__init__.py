"""Other tools' own accept rules, each called for real with its own defaults, on the same claimed gradients.

One module per tool, imported when it is asked for; nothing else here imports one. A tool that differentiates a cost itself gets
the network written in its own library and the claimed gradient in place of that cost's derivative. A tool that compares two
gradients gets the one of the reference beside the claimed one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.reference.errors import optional, unknown
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.parameters import layered
from nablacheck.reference.problem import Problem

Array = Any


@dataclass(frozen=True, eq=False)
class Case:
    """A problem without leading axes, the trace that an adapter returned for it, and the gradient of the reference.

    Activations are sigmoid or tanh, the cost is quadratic: smooth, so that no difference quotient meets a kink.
    """

    problem: Problem
    adapter: Adapter
    correct: Trace
    witness: Gradient


Accepts = Callable[[Trace], bool]
"""Whether a tool accepts a claimed gradient; the trace around it is there for a tool that asks for it."""


@dataclass(frozen=True)
class Rival:
    """A tool: its rule in a few words, and `prepare(case)`, what it says of claims for that case.

    `dtypes` are those that it is made for. A `slow` one evaluates the cost for each weight.
    """

    name: str
    rule: str
    prepare: Callable[[Case], Accepts]
    dtypes: tuple[str, ...] = ("float32", "float64")
    slow: bool = False


_HOMES: Mapping[str, tuple[str, str, str]] = {
    "gradcheck": ("torch_rules", "torch", "torch"),
    "gradcheck, fast": ("torch_rules", "torch", "torch"),
    "assert_close": ("torch_rules", "torch", "torch"),
    "jax check_grads": ("jax_rules", "jax", "jax"),
    "chex assert_numerical_grads": ("chex_rules", "chex", "trust"),
    "autograd check_grads": ("autograd_rules", "autograd", "trust"),
    "assert_allclose": ("numpy_rules", "numpy", ""),
    "scipy check_grad": ("scipy_rules", "scipy", "trust"),
}
"""The module of each tool, the distribution that it needs, and the extra that installs that."""


def names() -> tuple[str, ...]:
    """The names of the tools."""
    return tuple(_HOMES)


def needs(name: str) -> str:
    """The distribution that a tool needs."""
    return _HOMES[name][1]


def rival(name: str) -> Rival:
    """The tool of that name; InputError for an unknown one, MissingFramework where it is not installed."""
    if name not in _HOMES:
        raise unknown("tool", name, _HOMES)
    module, library, extra = _HOMES[name]
    with optional(library, "jax", "jaxlib", who=f"{name} needs {library}", install=f"'nablacheck[{extra}]'"):
        made: Mapping[str, Rival] = {
            each.name: each for each in import_module(f"nablacheck.oracle.trust.rivals.{module}").RIVALS
        }
    return made[name]


def holds(check: Callable[..., object], *args: Any, refusal: type[Exception] = AssertionError) -> bool:
    """Whether a check passes that raises where it refuses."""
    try:
        with np.errstate(all="ignore"):  # claims may be NaN
            check(*args)
    except refusal:
        return False
    return True


def parameters(problem: Problem) -> list[Array]:
    """The parameters of a network, weights first, as somebody lists them who calls such a tool."""
    return list(weights_first(problem.network.parameters).values())


def claims(gradient: Gradient) -> list[Array]:
    """What is claimed for each of them."""
    return list(weights_first(gradient.slopes).values())


def weights_first(named: Mapping[str, Array]) -> dict[str, Array]:
    """Arrays by the names of parameters, the weights before the biases."""
    return {name: named[name] for letter in "wb" for name in named if name.startswith(letter)}


def pairs(first: Gradient, second: Gradient) -> Iterator[tuple[Array, Array]]:
    """The arrays of two gradients, side by side."""
    return zip(claims(first), claims(second), strict=True)


def cost_in(library: Any, sigma: Mapping[str, Callable[[Array], Array]], problem: Problem, x: Array, y: Array) -> Any:
    """The quadratic cost as a function of the parameters, in the functions of a library; `library` has `sum`."""
    network, share = problem.network, problem.scale / problem.batch

    def cost(*parameters: Array) -> Array:
        a, (w, b) = x, layered(dict(zip(weights_first(network.parameters), parameters, strict=True)))
        for l, entry in network.activations.items():
            a = sigma[entry.family](w[l] @ a + b[l])
        return library.sum((a - y) ** 2) / 2 * share

    return cost
