"""PyTorch, compiled: `torch.compile` makes C++ of the forward and the backward pass, and fuses their steps.

Each architecture and shape is compiled for itself, which takes seconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch._inductor import config

from nablacheck.adapters.torch_autograd import forward_and_backward
from nablacheck.adapters.torch_modes import backward, cost_of, mode
from nablacheck.reference.arithmetic.accuracy import Row
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

COMPILERS = tuple(name for name in config.cpp.cxx if name)
if not any(map(shutil.which, COMPILERS)):
    raise MissingFramework(f"adapter 'torch-compile' needs a C++ compiler, {' or '.join(COMPILERS)}: install one.")
_LAST: dict[Hashable, Callable[..., Any]] = {}
"""What was compiled last: of a function with more than eight shapes, PyTorch goes on with the eager code."""


def _compiled(problem: Problem) -> Callable[..., Any]:
    """The function for the problem's architecture, shapes and dtype."""
    network = problem.network
    key = (*network.activations.items(), network.cost, *network.widths.values(), problem.batch, problem.dtype)
    if key not in _LAST:
        _LAST.clear()
        torch.compiler.reset()
        _LAST[key] = torch.compile(cost_of(network), fullgraph=True, dynamic=False)
    return _LAST[key]


def trace(problem: Problem) -> Trace:
    """z, a, δ, ∇b and ∇w of one compiled forward pass and its compiled backward pass."""
    return backward(_compiled(problem), problem)


def timed(problem: Problem) -> Callable[[], object]:
    """One forward and backward pass of a compiled torch.nn.Sequential."""
    return forward_and_backward(problem, partial(torch.compile, fullgraph=True, dynamic=False))


ROW = Row({}, "every function as the least accurate library has it: SLEEF in vectors, the C++ library in what is left of a row")
ADAPTERS = {
    "torch-compile": replace(
        mode("torch-compile", trace),
        fuses=True,
        bias_last=False,
        also=("torch-compile",),
        accuracy=dict.fromkeys(("float32", "float64"), ROW),
        timed=timed,
    )
}
