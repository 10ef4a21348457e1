"""A torch.nn.Module of dense layers, part by part: torch.fx follows what its forward does, whatever its class is called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, fx, nn
from torch.nn import functional as F

from nablacheck.adapters.modules_of import DenseLayer, Part, member
from nablacheck.adapters.native import native
from nablacheck.adapters.torch_functions import ACTIVATIONS as FUNCTIONS
from nablacheck.adapters.torch_functions import formula
from nablacheck.adapters.torch_names import GELU, ROWS, InTorch
from nablacheck.reference.activations import Activation
from nablacheck.reference.errors import InputError, a_kind

LAST = (-1, 1)
"""The axis of the neurons in an array with examples in rows."""


CALLS: Mapping[str, tuple[Any, ...]] = {
    "sigmoid": (torch.sigmoid, F.sigmoid, "sigmoid"),
    "tanh": (torch.tanh, F.tanh, "tanh"),
    "relu": (F.relu, torch.relu, "relu"),
    "relu6": (F.relu6,),
    "leaky_relu": (F.leaky_relu,),
    "elu": (F.elu,),
    "selu": (F.selu, torch.selu),
    "celu": (F.celu,),
    "silu": (F.silu,),
    "mish": (F.mish,),
    "softplus": (F.softplus,),
    "softsign": (F.softsign,),
    "tanhshrink": (F.tanhshrink,),
    "softshrink": (F.softshrink,),
    "hardshrink": (F.hardshrink,),
    "hardtanh": (F.hardtanh,),
    "hardsigmoid": (F.hardsigmoid,),
    "hardswish": (F.hardswish,),
    "logsigmoid": (F.logsigmoid,),
    "threshold": (F.threshold,),
    "softmax": (F.softmax, torch.softmax, "softmax"),
    "softmin": (F.softmin,),
    "log_softmax": (F.log_softmax, torch.log_softmax, "log_softmax"),
}
"""By family the functions and methods of PyTorch that compute what its module does."""
Given = Callable[[str], Any]
"""What is called so in a module, or in a call."""


def parts(module: nn.Module) -> Iterator[Part]:
    """The dense layers and activations in the order in which numbers go through them; InputError for anything else."""
    around = nn.Sequential(module)  # a single layer is then a part as well
    try:
        graph = fx.Tracer().trace(around)
    except Exception as error:  # whatever stands in somebody's forward
        raise InputError(
            f"{type(module).__name__}: what its forward does cannot be followed ({type(error).__name__}: {error}); write it "
            "as a torch.nn.Sequential."
        ) from error
    before: fx.Node | None = None
    for node in graph.nodes:
        if node.op == "output":
            if node.args[0] is not before:
                raise InputError(f"{type(module).__name__} returns something else than what its last part gives.")
            return
        inputs = node.all_input_nodes
        if inputs != ([before] if before is not None else []):
            raise InputError(
                f"{node.name} of {type(module).__name__} takes {', '.join(one.name for one in inputs) or 'nothing'}; "
                "in a network each part takes what the one before it gives."
            )
        yield from _parts_of(node, around)
        before = node


def called(module: nn.Module, x: Any) -> Any:
    """What a module gives for examples in columns, in columns."""
    with torch.no_grad():
        device = next(module.parameters()).device
        return module(torch.tensor(np.ascontiguousarray(x.T), device=device)).cpu().numpy().T


def activated(entry: Activation) -> nn.Module:
    """The module of an activation, PyTorch's own function where it has one."""
    return _Activated(entry)


class _Activated(nn.Module):  # type: ignore[misc]
    """An activation without parameters to train: PyTorch's own function where it has one, else our formula."""

    def __init__(self, entry: Activation) -> None:
        super().__init__()
        self.entry = entry
        self.of_layer = native(entry, FUNCTIONS) or formula(entry)

    def forward(self, z: Tensor) -> Tensor:
        """a for z, whose last axis has the neurons."""
        a: Tensor = self.of_layer(z.unsqueeze(-1))
        return a.squeeze(-1)

    def extra_repr(self) -> str:
        """Its name, where the module is printed."""
        return self.entry.name


def _parts_of(node: fx.Node, module: nn.Module) -> Iterator[Part]:
    if node.op == "placeholder":
        return
    if node.op == "call_module":
        yield from _of_module(module.get_submodule(str(node.target)), str(node.target))
    elif node.op in ("call_function", "call_method"):
        yield _of_call(node)
    else:
        raise InputError(f"{node.name} is no dense layer and no activation.")


def _of_module(part: nn.Module, name: str) -> Iterator[Part]:
    kind = type(part)
    if kind is nn.Linear:
        yield DenseLayer(_array(part.weight, name), None if part.bias is None else _array(part.bias, name))
    elif isinstance(part, nn.Flatten) or (isinstance(part, nn.Dropout) and not (part.training and part.p)):
        return
    elif isinstance(part, nn.Dropout):
        raise InputError(f"{name} is a Dropout that drops: call .eval() on the module first, or hand its masks to the problem.")
    elif kind is nn.PReLU and part.num_parameters == 1:
        yield member("prelu", {"slope": part.weight.item()})
    elif kind is nn.RReLU and not part.training:
        yield member("rrelu", {"lower": part.lower, "upper": part.upper})
    elif kind is nn.GELU:
        yield member(GELU[part.approximate], {})
    else:
        found = next(((family, row) for family, row in ROWS.items() if getattr(nn, row.module) is kind), None)
        if found is None:
            raise InputError(
                f"{name} is {a_kind(kind)}, which is no dense layer and no activation that PyTorch has as a module."
            )
        yield _entry(*found, lambda word: getattr(part, word), name)


def _of_call(node: fx.Node) -> Activation:
    if node.target is F.gelu:
        return member(GELU[str(node.kwargs.get("approximate", "none"))], {})
    for family, functions in CALLS.items():
        if node.target in functions:
            return _entry(family, ROWS[family], _arguments(node), node.name)
    called = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", node.target)
    raise InputError(f"{called} is no activation that stands in the table; write the module with those that torch.nn has.")


def _arguments(node: fx.Node) -> Given:
    """What a call gives each parameter: by place, by name, or by default."""
    if isinstance(node.target, str):
        given = {**dict(zip(("dim",), node.args[1:], strict=False)), **node.kwargs}
        return lambda word: given.get(word)
    try:
        bound = inspect.signature(node.target).bind(*node.args, **node.kwargs)
    except ValueError:  # a function in C, of which nothing but the axis is asked
        given = {**dict(zip(("input", "dim"), node.args, strict=False)), **node.kwargs}
        return lambda word: given.get(word)
    bound.apply_defaults()
    return lambda word: bound.arguments[word]


def _entry(family: str, row: InTorch, given: Given, name: str) -> Activation:
    if row.along and given("dim") not in LAST:
        raise InputError(
            f"{name} is a {family} along dim={given('dim')}; that of the neurons is 1 or -1, since examples are rows."
        )
    return member(family, {mine: float(given(theirs)) for mine, theirs in row.parameters.items()})


def _array(tensor: Tensor, name: str) -> Any:
    if tensor.is_complex() or tensor.dtype is torch.bfloat16:
        raise InputError(
            f"{name} has parameters in {tensor.dtype}; a network has them in float16, float32 or float64: convert the module."
        )
    return np.array(tensor.detach().cpu().numpy())
