"""JAX's rule: jax.test_util.check_grads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax.test_util import check_grads

from nablacheck.adapters.jax_grad import sixty_four_bits
from nablacheck.oracle.trust.rivals import Accepts, Case, Rival, claims, cost_in, holds, parameters
from nablacheck.reference.gradient import Trace

SIGMA = {"sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh}


def checked(check: Callable[[Any, tuple[Any, ...]], object]) -> Callable[[Case], Accepts]:
    """A rule that takes a function with a derivative of its own, and the point."""

    def prepare(case: Case) -> Accepts:
        cost = cost_in(jnp, SIGMA, case.problem, case.problem.x, case.problem.y)

        def accepts(claimed: Trace) -> bool:
            with sixty_four_bits():
                given = tuple(jnp.asarray(array) for array in claims(claimed))
                point = tuple(jnp.asarray(array) for array in parameters(case.problem))
                wrong_or_right = jax.custom_vjp(cost)
                wrong_or_right.defvjp(
                    lambda *p: (cost(*p), None), lambda _, cotangent: tuple(cotangent * each for each in given)
                )
                return holds(check, wrong_or_right, point)

        return accepts

    return prepare


RIVALS = (
    Rival(
        "jax check_grads",
        "along one direction, tolerance times the size of the array",
        checked(lambda function, point: check_grads(function, point, order=1, modes=["rev"])),
    ),
)
