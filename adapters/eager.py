"""What adapters of frameworks that compute at once have in common: everything but how a framework takes a gradient.

A framework hands over `gradients(function, leaves, constants)`, which gives what a function of its arrays returns, a number and
arrays beside it, and the gradient of the number by each leaf. Its own functions are called where a table has one; elsewhere it
differentiates our formulas, whose numbers are wrapped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nablacheck.adapters.contract import Adapter, Functions
from nablacheck.adapters.native import Table, calls, native
from nablacheck.adapters.wrapped_arrays import Formulas, Operations, Wrapped
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic.accuracy import Row
from nablacheck.reference.arithmetic.float import OF_NUMBERS
from nablacheck.reference.backprop import Kinks
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.problem import Problem
from nablacheck.reference.pullbacks import SMOOTH, Pullbacks

Array = Any
Gradients = Callable[..., tuple[Any, list[Any], list[Any]]]
"""From a function, leaves, constants and a dtype: the number, the arrays beside it, and the gradients, all of NumPy."""


@dataclass(frozen=True)
class Eager:
    """A framework: its name, its arrays, its functions, what it takes at kinks and how accurate it is, by dtype.

    `package` is the one that has its releases, where that is called otherwise.
    """

    name: str
    title: str
    operations: Operations
    gradients: Gradients
    activations: Table
    costs: Table
    kinks: Kinks
    accuracy: Mapping[str, Row]
    dtypes: tuple[str, ...] = ("float32", "float64")
    pullbacks: Pullbacks = SMOOTH
    bias_last: bool = False
    accumulator: str = "own"
    computes_in: str | None = None
    package: str = ""
    _namespace: Any = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_namespace", Formulas(self.operations, self.title))  # the class is frozen

    def native(self, entry: AnyEntry) -> Callable[..., Any] | None:
        """The framework's own function for an entry, or None."""
        return native(entry, self._table(entry))

    def _table(self, entry: AnyEntry) -> Table:
        return self.activations if isinstance(entry, Activation) else self.costs

    def composes(self, entry: AnyEntry) -> bool:
        """Whether it is our formula that the framework differentiates."""
        return self.native(entry) is None

    def sigma(self, entry: Activation) -> Callable[[Array], Array]:
        """The function from z to a."""
        xp, of = self._namespace, self.operations
        composed = lambda z: xp.like(entry.value(Wrapped(z, of), xp), Wrapped(z, of)).raw
        return self.native(entry) or composed

    def total(self, entry: Cost) -> Callable[[Array, Array], Array]:
        """The function from a and y to Σ_x C_x, (1, 1) or a number."""
        xp, of = self._namespace, self.operations

        def composed(a: Array, y: Array) -> Array:
            terms = xp.like(entry.value(Wrapped(a, of), Wrapped(y, of), xp), Wrapped(a[:1, :], of))
            return of.total(of.total(terms.raw, -2), -1)

        return self.native(entry) or composed

    def trace(self, problem: Problem) -> Trace:
        """z, a, δ as the gradient by zeros that are added to z, ∇b and ∇w of one call."""
        network, layers = problem.network, list(problem.network.w)
        n, L = len(layers), problem.network.L
        zeros = [np.zeros((network.widths[l], problem.batch), problem.dtype) for l in layers]
        leaves = [*(network.w[l] for l in layers), *(network.b[l] for l in layers), *zeros]
        sigmas, total = {l: self.sigma(network.activations[l]) for l in layers}, self.total(network.cost)
        factor = problem.scale / problem.batch

        def cost(leaves: Sequence[Array], constants: Sequence[Array]) -> tuple[Array, list[Array]]:
            z, a = {}, {1: constants[0]}
            for i, l in enumerate(layers):
                z[l] = leaves[i] @ a[l - 1] + leaves[n + i] + leaves[2 * n + i]
                a[l] = sigmas[l](z[l])
            return total(a[L], constants[1]) * factor, [*z.values(), *(a[l] for l in layers)]

        whole, beside, slopes = self.gradients(cost, leaves, [problem.x, problem.y], problem.dtype.name)
        parts = [dict(zip(layers, found, strict=True)) for found in (slopes[:n], slopes[n : 2 * n], slopes[2 * n :])]
        z, a = (dict(zip(layers, found, strict=True)) for found in (beside[:n], beside[n:]))
        return Trace(parts[1], parts[0], np.reshape(whole, ()), z=z, a=a, delta=parts[2])

    def gradient(self, problem: Problem) -> Gradient:
        """∇b and ∇w alone."""
        return self.trace(problem).gradient

    def activation(self, entry: Activation, z: Array, above: Array, dtype: str, strided: bool) -> tuple[Array, Array]:
        """a, and what comes back of Σ above · a, which is what comes from above pulled back."""
        sigma, shape = self.sigma(entry), z.shape
        square = z if z.ndim == 2 else z[None]

        def weighted(leaves: Sequence[Array], constants: Sequence[Array]) -> tuple[Array, list[Array]]:
            a = sigma(leaves[0])
            product = a * constants[0]
            return self.operations.total(self.operations.total(product, -2), -1), [a]

        _, beside, slopes = self.gradients(weighted, [square], [np.reshape(above, square.shape)], dtype)
        return beside[0].reshape(shape), slopes[0].reshape(shape)

    def cost(self, entry: Cost, a: Array, y: Array, dtype: str) -> tuple[Array, Array]:
        """C_x for each example, (m,), and ∇_a C_x, (n, m), example by example where a mean would leave the format."""
        total = self.total(entry)

        def of_all(leaves: Sequence[Array], constants: Sequence[Array]) -> tuple[Array, list[Array]]:
            return total(leaves[0], constants[0]), []

        columns = [slice(k, k + 1) for k in range(a.shape[1])]
        found = [self.gradients(of_all, [a[:, column]], [y[:, column]], dtype) for column in columns]
        return np.array([np.reshape(whole, ()) for whole, *_ in found]), np.concatenate([g[0] for *_, g in found], axis=1)

    def elementary(self, name: str, x: Array, dtype: str, *constants: float) -> Array:
        """An elementary function of the accuracy table; NotImplementedError where the framework has none."""
        if name != "pow" and name not in self.operations.elementary:
            raise NotImplementedError(f"{self.title} has no {name}")

        def power(z: Array) -> Array:
            return z ** constants[0]

        function = power if name == "pow" else self.operations.elementary[name]

        def of_x(leaves: Sequence[Array], given: Sequence[Array]) -> tuple[Array, list[Array]]:
            value = function(leaves[0])
            return self.operations.total(self.operations.total(value, -2), -1), [value]

        return self.gradients(of_x, [x[None]], [], dtype)[1][0][0]

    def adapter(self) -> Adapter:
        """What the judge is given."""
        functions = Functions(
            self.activation,
            self.cost,
            self.elementary,
            self.dtypes,
            pieces=False,
            sweeps=lambda entry: not self.composes(entry),
        )
        return Adapter(
            self.name,
            self.name,
            self.gradient,
            self.trace,
            dtypes=self.dtypes,
            kinks=self.kinks,
            composes=self.composes,
            pullbacks=self.pullbacks,
            lacks=tuple(name for name in OF_NUMBERS if name not in self.operations.elementary),
            functions=functions,
            calls=lambda entry: calls(entry, self._table(entry)),
            accuracy=self.accuracy,
            title=self.title,
            on_request=True,
            bias_last=self.bias_last,
            accumulator=self.accumulator,
            computes_in=self.computes_in,
            comes_with=self.package,
        )
