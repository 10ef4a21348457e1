"""New weights and biases where gradients are declared: the rate of the step, which the code has of its own, is solved for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.factors import Interval, number, ratio
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import backprop


def own_rate(claims: Sequence[Claimed]) -> float | None:
    """η, if what was claimed for every gradient is the parameter less η times it; None where there is no such number.

    w − fl(w − fl(ηg)) has three roundings, of |w|, |w − ηg| and |ηg|, each granted twice.
    """
    interval = Interval()
    for claimed in claims:
        trace, u = backprop(claimed.problem, arithmetic=claimed.xp), claimed.xp.precision.u
        with claimed.xp.working():
            for letter, given, nabla in (("∇w", claimed.nabla_w, trace.nabla_w), ("∇b", claimed.nabla_b, trace.nabla_b)):
                for l in given:
                    before, after = claimed.parameter(letter, l), np.asarray(given[l], np.float64)
                    rad = 2 * u * (abs(before) + abs(after) + abs(before - after))
                    interval &= ratio(Ball(before - after, rad * (1 + 16 * u), abs(before - after), claimed.xp), nabla[l])
                    if not interval:
                        return None
    return number(interval)
