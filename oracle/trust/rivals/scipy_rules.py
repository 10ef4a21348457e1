"""scipy.optimize.check_grad, which returns a distance and has no rule: it gets the best threshold that there can be.

A claim is refused where its distance is larger than that of the correct gradient of the same case. No threshold that raises
no false alarm there can catch more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import check_grad

from nablacheck.oracle.trust.rivals import Accepts, Array, Case, Rival, cost_in, weights_first
from nablacheck.reference.gradient import Trace

SIGMA: dict[str, Callable[[Array], Array]] = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh}


def _prepare(case: Case) -> Accepts:
    problem = case.problem
    cost = cost_in(np, SIGMA, problem, problem.x, problem.y)

    def of_vector(vector: Array) -> Array:
        return cost(*weights_first(problem.network.split(vector)).values())

    def distance(claimed: Trace) -> float:
        return float(check_grad(of_vector, lambda vector: claimed.vector, problem.network.vector))

    threshold = distance(case.correct)
    return lambda claimed: distance(claimed) <= threshold


RIVALS = (Rival("scipy check_grad", "no rule; the best threshold for each case", _prepare, ("float64",), slow=True),)
