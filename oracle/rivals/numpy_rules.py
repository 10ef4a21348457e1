"""numpy.testing.assert_allclose, which compares two gradients."""

import numpy as np

from nablacheck.oracle.rivals import Accepts, Case, Rival, holds, pairs


def _compared(case: Case) -> Accepts:
    return lambda claimed: all(holds(np.testing.assert_allclose, *pair) for pair in pairs(claimed, case.witness))


RIVALS = (Rival("assert_allclose", "relative 1e-7 of another gradient", _compared),)
