"""numpy.testing.assert_allclose, which compares two gradients."""

from inspect import signature

import numpy as np

from nablacheck.oracle.trust.rivals import Accepts, Case, Rival, holds, pairs

RTOL = signature(np.testing.assert_allclose).parameters["rtol"].default
"""What NumPy takes when nobody names one."""


def _compared(case: Case) -> Accepts:
    return lambda claimed: all(holds(np.testing.assert_allclose, *pair) for pair in pairs(claimed, case.witness))


_RULE = f"relative {np.format_float_scientific(RTOL, trim='-', exp_digits=1)} of another gradient"
RIVALS = (Rival("assert_allclose", _RULE, _compared),)
