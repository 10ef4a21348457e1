"""autograd.test_util.check_grads, on a primitive whose vector-Jacobian product is the claimed gradient."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import autograd.numpy as anp
import numpy as np
from autograd.extend import defvjp, primitive
from autograd.test_util import check_grads

from nablacheck.oracle.trust.rivals import Accepts, Case, Rival, claims, cost_in, holds, parameters
from nablacheck.reference.gradient import Trace

SIGMA = {"sigmoid": lambda z: 1 / (1 + anp.exp(-z)), "tanh": anp.tanh}


def _prepare(case: Case) -> Accepts:
    cost, point = cost_in(anp, SIGMA, case.problem, case.problem.x, case.problem.y), tuple(parameters(case.problem))

    def accepts(claimed: Trace) -> bool:
        function = primitive(lambda q: cost(*q))
        defvjp(function, lambda ans, q: lambda cotangent: tuple(cotangent * each for each in claims(claimed)))
        with _drawn_alike():
            return holds(check_grads(function, modes=["rev"], order=1), point)

    return accepts


@contextmanager
def _drawn_alike() -> Iterator[None]:
    """The same random direction each time, from NumPy's global generator, whose state is put back."""
    state = np.random.get_state()
    np.random.seed(0)
    try:
        yield
    finally:
        np.random.set_state(state)


RIVALS = (Rival("autograd check_grads", "1e-6 or relative 1e-6 along one direction", _prepare, ("float64",)),)
