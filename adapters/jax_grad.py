"""JAX, grad jitted or eager: native functions or our formulas, and δ as the gradient with respect to zeros added to z."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nablacheck.adapters.contract import Adapter, Functions
from nablacheck.adapters.derivative_rules import ANEW, OF_A_LINK, PULLBACKS, answered
from nablacheck.adapters.devices import moved
from nablacheck.adapters.jax_functions import ACTIVATIONS, COSTS, KINKS, JaxNamespace
from nablacheck.adapters.jax_graphs import COMPOSED, LINKS, graph_forward, reads_anew
from nablacheck.adapters.jax_programs import asked, of_chain, of_graph
from nablacheck.adapters.native import Table, calls, native
from nablacheck.adapters.plain_links import Links
from nablacheck.adapters.pulling_back import Changes, nothing_changes
from nablacheck.adapters.spelled import Unspelled, entries_spelled, spelled
from nablacheck.reference.activations import Activation
from nablacheck.reference.backprop import Kinks
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace
from nablacheck.reference.graphs.layers import Layer
from nablacheck.reference.problem import Problem

Array = Any
DTYPES = ("float16", "bfloat16", "float32", "float64")


UNOPTIMISED = MappingProxyType({"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False})
"""What makes XLA compile in a quarter of the time.

Of composed formulas, JAX's derivatives are in question: what XLA's optimizer does is judged in the adapter "jax"."""


def _takes(options: Mapping[str, Any]) -> bool:
    """Whether this JAX compiles with options of XLA's: `jit` has not always taken them, and XLA may name its own anew."""
    try:
        jax.jit(jnp.negative, compiler_options=options).lower(0.0).compile()
    except (TypeError, RuntimeError):  # jit does not know the argument, XLA not the option
        return False
    return True


class Grad:
    """JAX with its native functions where the tables have one, and our formulas differentiated by it elsewhere."""

    def __init__(
        self,
        activations: Table,
        costs: Table,
        jit: bool = True,
        options: Mapping[str, Any] | None = None,
        links: Links = LINKS,
    ) -> None:
        self.activations, self.costs, self.jit, self.links = activations, costs, jit, links
        compiled = partial(jax.jit, compiler_options=options) if options and _takes(options) else jax.jit
        self._jit: Callable[..., Any] = compiled if jit else lambda function: function
        self._network, self._activation, self._cost = (cache(f) for f in (self._of_network, self._of_activation, self._of_cost))
        self._graph = cache(self._of_graph)

    def native(self, entry: AnyEntry) -> Callable[..., Any] | None:
        """JAX's own function for an entry, or None."""
        return native(entry, self._table(entry))

    def _table(self, entry: AnyEntry) -> Table:
        return self.activations if isinstance(entry, Activation) else self.costs

    def sigma(self, entry: Activation) -> Callable[[Array], Array]:
        """The function from z to a."""
        return self.native(entry) or (lambda z: JaxNamespace.like(entry.value(z, JaxNamespace), z))

    def total(self, entry: Cost) -> Callable[[Array, Array], Array]:
        """The function from a and y to Σ_x C_x."""
        return self.native(entry) or (lambda a, y: entry.value(a, y, JaxNamespace).sum())

    def trace(self, problem: Problem) -> Trace:
        """z, a, δ, ∇b and ∇w of one call of value_and_grad; arrays as in `Problem`."""
        network = problem.network
        if self.jit:
            asked(id(self), *of_chain(problem))
        with sixty_four_bits():
            zeros = {l: np.zeros((network.widths[l], problem.batch), problem.dtype) for l in network.w}
            function = self._network(tuple(network.activations.items()), network.cost)
            # what is jitted takes NumPy's arrays as they are; jnp.asarray compiles a copy for each new shape
            array = np.asarray if self.jit else jnp.asarray
            (cost, (z, a)), (nabla_w, nabla_b, delta) = function(
                {l: array(w) for l, w in network.w.items()},
                {l: array(b) for l, b in network.b.items()},
                zeros,
                array(problem.x),
                array(problem.y),
                problem.scale / problem.batch,
            )
        return Trace(_numpy(nabla_b), _numpy(nabla_w), np.asarray(cost), z=_numpy(z), a=_numpy(a), delta=_numpy(delta))

    def script(self, problem: Problem) -> list[str] | None:
        """The lines of `trace`, for one problem."""
        given = {"jax.nn": jax.nn, "jnp": jnp}
        try:
            entries = entries_spelled(problem, lambda entry: spelled(entry, self._table(entry), given, "jnp"))
        except Unspelled:
            return None
        slopes = "jax.value_and_grad(forward, argnums=(0, 1, 2), has_aux=True)"
        return [
            "import jax",
            "from jax import numpy as jnp",
            'jax.config.update("jax_enable_x64", True)',
            *entries,
            "def forward(w, b, taps, x, y, factor):",
            "    z, a = {}, {1: x}",
            "    for l in w:",
            "        z[l] = w[l] @ a[l - 1] + b[l] + taps[l]",
            "        a[l] = sigma[l](z[l])",
            f"    return total(a[{problem.network.L}], y) * factor, (z, a)",
            "taps = {l: np.zeros((len(b[l]), x.shape[1]), x.dtype) for l in b}",
            f"slopes = {f'jax.jit({slopes})' if self.jit else slopes}",
            f"(C, (z, a)), (nabla_w, nabla_b, delta) = slopes(w, b, taps, x, y, {problem.scale / problem.batch!r})",
        ]

    def gradient(self, problem: Problem) -> Gradient:
        """∇b and ∇w alone."""
        return self.trace(problem).gradient

    def timed(self, problem: Problem) -> Callable[[], object]:
        """One call of value_and_grad with arrays that are JAX's already, until it is done, to ∇w, ∇b of each layer."""
        network, factor = problem.network, problem.scale / problem.batch
        sigma, total = {l: self.sigma(entry) for l, entry in network.activations.items()}, self.total(network.cost)

        def cost(w: Any, b: Any, x: Array, y: Array) -> Array:
            a = x
            for l in sigma:
                a = sigma[l](w[l] @ a + b[l])
            return total(a, y) * factor

        step = self._jit(jax.value_and_grad(cost, argnums=(0, 1)))
        with sixty_four_bits():
            w, b = ({l: jnp.asarray(part) for l, part in parts.items()} for parts in (network.w, network.b))
            x, y = jnp.asarray(problem.x), jnp.asarray(problem.y)

        def one() -> list[Any]:
            with sixty_four_bits():
                _, (nabla_w, nabla_b) = jax.block_until_ready(step(w, b, x, y))
            return [part[l] for l in w for part in (nabla_w, nabla_b)]

        return one

    def graph_trace(self, problem: GraphProblem) -> GraphTrace:
        """All letters of one call of value_and_grad on a graph."""
        graph, m = problem.network, problem.batch
        if self.jit:
            asked(id(self), *of_graph(problem))
        with sixty_four_bits():
            function = self._graph(tuple(graph.layers.items()), graph.cost)
            taps = {l: np.zeros((n, p * m), problem.dtype) for l, (n, p) in graph.shapes.items() if l > 1}
            (cost, (z, a)), (slopes, delta) = function(dict(graph.parameters), taps, problem.x, problem.y, problem.scale / m)
            by_name = {name: np.asarray(slope) for name, slope in slopes.items()}
        return GraphTrace(by_name, np.asarray(cost), z=_numpy(z), a=_numpy(a), delta=_numpy(delta))

    def activation(self, entry: Activation, z: Array, cotangent: Array, dtype: str, strided: bool) -> tuple[Array, Array]:
        """a and the cotangent pulled back, (n, m) each; JAX has no strides."""
        with sixty_four_bits():
            a, pulled = self._activation(entry)(jnp.asarray(z, dtype), jnp.asarray(cotangent, dtype))
            return _float64(a), _float64(pulled)

    def cost(self, entry: Cost, a: Array, y: Array, dtype: str) -> tuple[Array, Array]:
        """C_x for each example, (m,), and ∇_a C_x, (n, m)."""
        with sixty_four_bits():
            each, nabla = self._cost(entry)(*(jnp.asarray(part, dtype).T[..., None] for part in (a, y)))
            return _float64(each), _float64(nabla)[..., 0].T

    def adapter(
        self,
        name: str,
        kinks: Kinks = KINKS,
        sweeps: Callable[[AnyEntry], bool] | None = None,
        on_request: bool = False,
    ) -> Adapter:
        """What the judge is given; each new shape would be compiled from the same program, which `pieces` leaves out."""
        sweeps = sweeps or (lambda entry: not self.composes(entry))
        functions = Functions(self.activation, self.cost, self.elementary, DTYPES, pieces=False, sweeps=sweeps)
        return Adapter(
            name,
            "jax",
            self.gradient,
            self.trace,
            kinks=kinks,
            fuses=self.jit,
            bias_last=not self.jit,
            recomputes=self.jit and answered("jax", ANEW, otherwise=0) == 1,
            reads_anew=reads_anew if self.jit and answered("jax", OF_A_LINK, otherwise=0) == 1 else None,
            composes=self.composes,
            pullbacks=PULLBACKS["jax"],
            functions=functions,
            calls=lambda entry: calls(entry, self._table(entry)),
            timed=self.timed if self.jit else None,
            title="JAX",
            script=self.script,
            on=on,
            on_request=on_request,
            graph_trace=self.graph_trace,
            accumulator="own",  # products are kept in float32, but ∇b is the adjoint of a broadcast, which is not
        )

    def composes(self, entry: AnyEntry) -> bool:
        """Whether it is our formula that JAX differentiates."""
        return self.native(entry) is None

    def elementary(self, name: str, x: Array, dtype: str, *constants: float) -> Array:
        """An elementary function of the accuracy table."""
        function = getattr(JaxNamespace, name)
        with sixty_four_bits():
            return _float64(self._jit(lambda x: function(x, *constants))(jnp.asarray(x, dtype)))

    def _of_network(self, activations: tuple[tuple[int, Activation], ...], cost: Cost) -> Callable[..., Any]:
        """One function for an architecture; shapes and dtypes are JAX's own cache keys."""
        sigma, total = {l: self.sigma(entry) for l, entry in activations}, self.total(cost)

        def forward(w: Any, b: Any, taps: Any, x: Array, y: Array, factor: Array) -> Any:
            z, a = {}, {1: x}
            for l in sigma:
                z[l] = w[l] @ a[l - 1] + b[l] + taps[l]
                a[l] = sigma[l](z[l])
            return total(a[max(a)], y) * factor, (z, a)

        compiled: Callable[..., Any] = self._jit(jax.value_and_grad(forward, argnums=(0, 1, 2), has_aux=True))
        return compiled

    def _of_graph(self, layers: tuple[tuple[int, Layer], ...], cost: Cost) -> Callable[..., Any]:
        """One function for the layers of a graph, whatever its numbers."""
        sigma = {l: self.sigma(layer.activation) for l, layer in layers if isinstance(layer.activation, Activation)}
        forward = graph_forward(layers, sigma, self.total(cost), self.links)
        compiled: Callable[..., Any] = self._jit(jax.value_and_grad(forward, argnums=(0, 1), has_aux=True))
        return compiled

    def _of_activation(self, entry: Activation) -> Callable[..., Any]:
        sigma = self.sigma(entry)

        def pulled(z: Array, cotangent: Array) -> Any:
            a, pull = jax.vjp(sigma, z)
            return a, pull(cotangent)[0]

        function: Callable[..., Any] = self._jit(pulled)
        return function

    def _of_cost(self, entry: Cost) -> Callable[..., Any]:
        function: Callable[..., Any] = self._jit(jax.vmap(jax.value_and_grad(self.total(entry))))
        return function


def on(adapter: Adapter, device: str) -> Adapter:
    """The adapter on another device; MissingFramework where JAX sees none."""
    try:
        there = jax.devices(device)[0]
    except RuntimeError as error:
        raise MissingFramework(
            f"adapter {adapter.name!r} on {device}: JAX sees no such device here; run it where there is one."
        ) from error
    return moved(adapter, device, lambda: jax.default_device(there))


def own(function: Any) -> tuple[Callable[..., tuple[np.ndarray[Any, Any], ...]], tuple[str, ...], bool, Changes]:
    """Somebody's jax.custom_vjp, custom_jvp or function of JAX's arrays: its call, its dtypes, and that it has no strides.

    Last comes which of its arguments a call changes, which JAX's arrays do not allow.
    """

    def pulled(z: Array, above: Array, dtype: str, strided: bool, parameters: Sequence[float]) -> tuple[Any, ...]:
        with sixty_four_bits():
            a, pull = jax.vjp(function, jnp.asarray(z, dtype), *(jnp.asarray(number, dtype) for number in parameters))
            back = pull(jnp.asarray(above, dtype))
            return tuple(_float64(part) if dtype == "bfloat16" else np.asarray(part) for part in (a, *back))

    return pulled, DTYPES, False, nothing_changes


def sixty_four_bits() -> AbstractContextManager[Any]:
    """64-bit types inside the block; the user's configuration is left as it was."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(True)  # type: ignore[no-any-return]
    from jax import experimental  # JAX before 0.8

    return experimental.enable_x64()  # type: ignore[no-any-return]


def _numpy(arrays: Any) -> dict[int, np.ndarray[Any, Any]]:
    return {l: np.asarray(array) for l, array in arrays.items()}


def _float64(array: Array) -> np.ndarray[Any, Any]:
    return np.asarray(array.astype(jnp.float64))


ADAPTERS = {
    "jax": Grad(ACTIVATIONS, COSTS).adapter("jax"),
    "jax-eager": Grad(ACTIVATIONS, COSTS, jit=False).adapter("jax-eager", on_request=True),
    # its δ of softmin is 0 and what ∇w was made of is not: XLA computed it once more (docs/bounds.md)
    "jax-composed": replace(
        Grad({}, {}, options=UNOPTIMISED, links=COMPOSED).adapter("jax-composed", sweeps=lambda entry: True), recomputes=True
    ),
}
