"""PyTorch's rules: torch.autograd.gradcheck, slow and fast, and torch.testing.assert_close."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.autograd.gradcheck import GradcheckError

from nablacheck.oracle.trust.rivals import Accepts, Case, Rival, claims, cost_in, holds, pairs, parameters
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

SIGMA = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}


class CostOfClaim(torch.autograd.Function):  # type: ignore[misc]  # mypy does not look into PyTorch
    """A cost whose derivative is what somebody claims."""

    @staticmethod
    def forward(ctx: Any, cost: Callable[..., Tensor], claimed: list[Tensor], *inputs: Tensor) -> Tensor:
        """C of the parameters."""
        ctx.claimed = claimed
        return cost(*inputs)

    @staticmethod
    def backward(ctx: Any, cotangent: Tensor) -> tuple[Any, ...]:
        """The claimed gradient."""
        return (None, None, *(cotangent * each for each in ctx.claimed))


def cost_of(problem: Problem) -> Any:
    """The cost in PyTorch, as a function of the parameters."""
    return cost_in(torch, SIGMA, problem, torch.from_numpy(problem.x.copy()), torch.from_numpy(problem.y.copy()))


def leaves(problem: Problem) -> list[Tensor]:
    """The parameters as tensors that ask for a gradient."""
    return [torch.from_numpy(np.array(array)).requires_grad_() for array in parameters(problem)]


def _gradcheck(fast: bool) -> Callable[[Case], Accepts]:
    def prepare(case: Case) -> Accepts:
        cost, inputs = cost_of(case.problem), leaves(case.problem)

        def accepts(claimed: Trace) -> bool:
            tensors = [torch.from_numpy(np.array(array)) for array in claims(claimed)]
            function = lambda *point: CostOfClaim.apply(cost, tensors, *point)
            return holds(partial(torch.autograd.gradcheck, fast_mode=fast), function, inputs, refusal=GradcheckError)

        return accepts

    return prepare


def _compared(case: Case) -> Accepts:
    def accepts(claimed: Trace) -> bool:
        each = (tuple(torch.from_numpy(np.array(array)) for array in pair) for pair in pairs(claimed, case.witness))
        return all(holds(torch.testing.assert_close, *pair) for pair in each)

    return accepts


DOUBLE = ("float64",)
"""gradcheck's own documentation asks for double precision."""

RIVALS = (
    Rival("gradcheck", "each entry within 1e-5 + 1e-3 of it", _gradcheck(fast=False), DOUBLE, slow=True),
    Rival("gradcheck, fast", "the same along one random direction", _gradcheck(fast=True), DOUBLE),
    Rival("assert_close", "1e-7 + 1e-7 of another gradient (float32: 1e-5 + 1.3e-6)", _compared),
)
