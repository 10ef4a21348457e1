"""PyTorch, eager autograd: native functions, whose hand-written backward passes are what is checked, or our formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nablacheck.adapters.contract import Adapter, Functions
from nablacheck.adapters.derivative_rules import PULLBACKS
from nablacheck.adapters.devices import moved
from nablacheck.adapters.native import Table, calls, native
from nablacheck.adapters.plain_links import Links
from nablacheck.adapters.spelled import Unspelled, entries_spelled, spelled
from nablacheck.adapters.torch_functions import ACTIVATIONS, COSTS, KINKS, TorchNamespace, formula
from nablacheck.adapters.torch_graph_lines import lines_in_torch
from nablacheck.adapters.torch_graphs import COMPOSED, LINKS, graph_trace
from nablacheck.reference.activations import Activation
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.graphs.graph_problem import AnyProblem, GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace
from nablacheck.reference.problem import Problem

DTYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32, "float64": torch.float64}
MODULES = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}
Array = np.ndarray[Any, Any]


class Autograd:
    """PyTorch with its native functions where the tables have one, and our formulas differentiated by it elsewhere."""

    def __init__(self, activations: Table, costs: Table, links: Links = LINKS) -> None:
        self.activations, self.costs, self.links = activations, costs, links
        self.native = cache(self._native)

    native: Callable[[AnyEntry], Callable[..., Any] | None]
    """PyTorch's own function for an entry, or None."""

    def _native(self, entry: AnyEntry) -> Callable[..., Any] | None:
        return native(entry, self._table(entry))

    def _table(self, entry: AnyEntry) -> Table:
        return self.activations if isinstance(entry, Activation) else self.costs

    def sigma(self, entry: Activation) -> Callable[[Tensor], Tensor]:
        """The function from z to a."""
        return self.native(entry) or _sigma(formula(entry))

    def total(self, entry: Cost) -> Callable[[Tensor, Tensor], Tensor]:
        """The function from a and y to Σ_x C_x."""
        return self.native(entry) or _total(formula(entry))

    def trace(self, problem: Problem) -> Trace:
        """z, a, δ = z.grad, ∇b and ∇w of one backward pass; arrays as in `Problem`."""
        network = problem.network
        w = {l: torch.as_tensor(network.w[l]).requires_grad_() for l in network.w}
        b = {l: torch.as_tensor(network.b[l]).requires_grad_() for l in network.b}
        z: dict[int, Tensor] = {}
        a = {1: torch.as_tensor(problem.x)}
        for l in range(2, network.L + 1):
            z[l] = w[l] @ a[l - 1] + b[l]
            z[l].retain_grad()
            a[l] = self.sigma(network.activations[l])(z[l])
        total = self.total(network.cost)(a[network.L], torch.as_tensor(problem.y))
        cost = total * (problem.scale / problem.batch)
        cost.backward()
        return Trace(
            {l: _gradient(b[l]) for l in b},
            {l: _gradient(w[l]) for l in w},
            cost.detach().cpu().numpy(),
            z={l: z[l].detach().cpu().numpy() for l in z},
            a={l: a[l].detach().cpu().numpy() for l in a},
            delta={l: _gradient(z[l]) for l in z},
        )

    def _entries(self, problem: AnyProblem) -> list[str]:
        """The lines of σ and of the cost; Unspelled where there are none."""
        given = {"torch": torch, "F": torch.nn.functional}
        return entries_spelled(problem, lambda entry: spelled(entry, self._table(entry), given, "torch"))

    def graph_script(self, problem: GraphProblem) -> list[str] | None:
        """The lines of `graph_trace`, for one problem."""
        try:
            return list(lines_in_torch(problem, self._entries(problem)))
        except Unspelled:
            return None

    def script(self, problem: Problem) -> list[str] | None:
        """The lines of `trace`, for one problem."""
        try:
            entries = self._entries(problem)
        except Unspelled:
            return None
        return [
            "import torch, torch.nn.functional as F",
            *entries,
            "w, b = ({l: torch.from_numpy(part).requires_grad_() for l, part in parts.items()} for parts in (w, b))",
            "z, a = {}, {1: torch.from_numpy(x)}",
            "for l in w:",
            "    z[l] = w[l] @ a[l - 1] + b[l]",
            "    z[l].retain_grad()",
            "    a[l] = sigma[l](z[l])",
            f"C = total(a[{problem.network.L}], torch.from_numpy(y)) * {problem.scale / problem.batch!r}",
            "C.backward()  # z.grad is δ",
            "delta, nabla_b, nabla_w = ({l: part.grad for l, part in parts.items()} for parts in (z, b, w))",
        ]

    def gradient(self, problem: Problem) -> Gradient:
        """∇b and ∇w alone."""
        return self.trace(problem).gradient

    def graph_trace(self, problem: GraphProblem) -> GraphTrace:
        """All letters of one backward pass through a graph."""
        return graph_trace(problem, self.sigma, self.total, self.links)

    def activation(self, entry: Activation, z: Array, cotangent: Array, dtype: str, strided: bool) -> tuple[Array, Array]:
        """a and the cotangent pulled back, (n, m) each."""
        at = _tensor(z, dtype, strided).requires_grad_()
        a = self.sigma(entry)(at)
        (pulled,) = torch.autograd.grad(a, at, _tensor(cotangent, dtype, strided), materialize_grads=True)
        return _array(a), _array(pulled)

    def cost(self, entry: Cost, a: Array, y: Array, dtype: str) -> tuple[Array, Array]:
        """C_x for each example, (m,), and ∇_a C_x, (n, m)."""
        at, targets, total = _tensor(a, dtype).requires_grad_(), _tensor(y, dtype), self.total(entry)
        columns = list(zip(at.split(1, dim=1), targets.split(1, dim=1), strict=True))
        # a mean over all examples, times their number, leaves the narrow formats: there each example has its own
        parts = columns if entry.parameters.get("mean") else [(at, targets)]
        (nabla,) = torch.autograd.grad([total(*part) for part in parts], at, materialize_grads=True)
        with torch.no_grad():
            each = torch.stack([total(*column) for column in columns])
        return _array(each), _array(nabla)

    def adapter(self, name: str, sweeps: Callable[[AnyEntry], bool] | None = None) -> Adapter:
        """What the judge is given."""
        sweeps = sweeps or (lambda entry: not self.composes(entry))
        functions = Functions(self.activation, self.cost, elementary, tuple(DTYPES), sweeps=sweeps)
        return Adapter(
            name,
            "torch",
            self.gradient,
            self.trace,
            kinks=KINKS,
            composes=self.composes,
            pullbacks=PULLBACKS["torch"],
            functions=functions,
            calls=lambda entry: calls(entry, self._table(entry)),
            timed=forward_and_backward,
            title="PyTorch",
            script=self.script,
            on=on,
            bias_last=True,
            accumulator="float32",
            graph_trace=self.graph_trace,
            graph_script=self.graph_script if self.links is LINKS else None,
        )

    def composes(self, entry: AnyEntry) -> bool:
        """Whether it is our formula that PyTorch differentiates."""
        return self.native(entry) is None


def _sigma(value: Callable[..., Tensor]) -> Callable[[Tensor], Tensor]:
    return lambda z: TorchNamespace.like(value(z), z)


def _total(value: Callable[..., Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    return lambda a, y: value(a, y).sum()


def on(adapter: Adapter, device: str) -> Adapter:
    """The adapter on another device, where new tensors are made then; MissingFramework where PyTorch sees none."""
    if not torch.cuda.is_available():
        raise MissingFramework(
            f"adapter {adapter.name!r} on {device}: PyTorch sees no such device here; run it where there is one."
        )
    return moved(adapter, device, lambda: torch.device(device))


def forward_and_backward(problem: Problem, ready: Callable[[Any], Any] = lambda network: network) -> Callable[[], object]:
    """One forward and backward pass of a torch.nn.Sequential, as a training step has them, to ∇w, ∇b, …; examples in rows.

    The layers are sigmoid or tanh, the cost is quadratic. `ready` makes of the network what is called, as `torch.compile` does.
    """
    layers: list[Any] = []
    for l, w in problem.network.w.items():
        linear = torch.nn.Linear(w.shape[1], w.shape[0], dtype=torch.from_numpy(w).dtype)
        linear.load_state_dict({"weight": torch.from_numpy(w), "bias": torch.from_numpy(problem.network.b[l][:, 0])})
        layers += [linear, MODULES[problem.network.activations[l].name]()]
    network = torch.nn.Sequential(*layers)
    called, parameters = ready(network), list(network.parameters())
    x, y = (torch.from_numpy(np.ascontiguousarray(array.T)) for array in (problem.x, problem.y))

    def step() -> list[Any]:
        network.zero_grad()
        (torch.nn.functional.mse_loss(called(x), y, reduction="sum") / (2 * problem.batch)).backward()
        return [parameter.grad for parameter in parameters]

    return step


def elementary(name: str, x: Array, dtype: str, *constants: float) -> Array:
    """An elementary function of the accuracy table."""
    return _array(getattr(TorchNamespace, name)(_tensor(x, dtype), *constants))


def own(function: Any) -> tuple[Callable[..., tuple[Array, ...]], tuple[str, ...], bool, Callable[..., tuple[str, ...]]]:
    """Somebody's torch.autograd.Function, module or function of tensors: how it is called, its dtypes, and that strides matter.

    Last comes which of its arguments a call changes. The parameters of a module are those that it has, in their order; others
    are handed over after z.
    """
    apply = getattr(function, "apply") if isinstance(function, type) else function  # noqa: B009 - a Function's, not any type's
    learnt = list(dict(function.named_parameters())) if isinstance(function, torch.nn.Module) else []

    def answer(at: Tensor, above: Tensor, dtype: str, parameters: Sequence[float]) -> tuple[Tensor, ...]:
        numbers = [torch.tensor(number, dtype=DTYPES[dtype], requires_grad=True) for number in parameters]
        if learnt and parameters:
            shaped = {name: n.expand_as(function.get_parameter(name)) for name, n in zip(learnt, numbers, strict=True)}
            a = torch.func.functional_call(function, shaped, (at,))
        else:
            a = apply(at, *numbers)
        return (a, *torch.autograd.grad(a, [at, *numbers], above, materialize_grads=True))

    def pulled(z: Array, above: Array, dtype: str, strided: bool, parameters: Sequence[float]) -> tuple[Array, ...]:
        parts = answer(_tensor(z, dtype, strided).requires_grad_(), _tensor(above, dtype, strided), dtype, parameters)
        return tuple(part.detach().numpy() if dtype != "bfloat16" else _array(part) for part in parts)

    def changes(z: Array, above: Array, dtype: str, parameters: Sequence[float]) -> tuple[str, ...]:
        at = {"z": _tensor(z, dtype).requires_grad_(), "above": _tensor(above, dtype)}
        before = {word: _array(tensor).copy() for word, tensor in at.items()}
        answer(at["z"], at["above"], dtype, parameters)
        return tuple(word for word, tensor in at.items() if not np.array_equal(_array(tensor), before[word], equal_nan=True))

    return pulled, tuple(DTYPES), True, changes


def _tensor(array: Array, dtype: str, strided: bool = False) -> Tensor:
    """Numbers that the dtype holds, given in float64; with the strides of the array, or with those of a new tensor.

    From an array with a stride of 0 as `z[None, :]` PyTorch would make a tensor with one, for which oneDNN has another kernel.
    """
    if not strided:
        return torch.tensor(array.ravel(), dtype=DTYPES[dtype]).reshape(array.shape)
    strides = tuple(stride // array.itemsize for stride in array.strides)
    last = sum(stride * (length - 1) for stride, length in zip(strides, array.shape, strict=True))
    around = np.full(last + 1, np.nan)
    np.lib.stride_tricks.as_strided(around, array.shape, array.strides)[...] = array
    return torch.tensor(around, dtype=DTYPES[dtype]).as_strided(array.shape, strides)


def _array(tensor: Tensor) -> Array:
    return np.asarray(tensor.detach().cpu().to(torch.float64).numpy())


def _gradient(tensor: Tensor) -> Array:
    assert tensor.grad is not None
    return np.asarray(tensor.grad.cpu())


ADAPTERS = {
    "torch": Autograd(ACTIVATIONS, COSTS).adapter("torch"),
    "torch-composed": Autograd({}, {}, COMPOSED).adapter("torch-composed", sweeps=lambda entry: True),
}
