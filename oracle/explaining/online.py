"""A step after each example, where one step belongs to the batch."""

from __future__ import annotations

from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.reference.backprop import Pass, backward, forward

ONLINE = "w and b move after each example: a step for each example in place of one for the batch"


def online(claimed: Claimed, scale: float) -> bool:
    """Whether the new parameters are those after one step for each example, each with the cost times a scale."""
    rate, problem = claimed.learning_rate, claimed.problem
    if rate is None or problem.batch == 1 or claimed.penalty or claimed.shared:
        return False
    xp = claimed.xp
    w, b = ({l: xp.lift(array) for l, array in part.items()} for part in (problem.network.w, problem.network.b))
    with xp.working():
        for example in problem.examples():
            t = Pass(example, xp)
            t.w, t.b = dict(w), dict(b)
            trace = backward(forward(t))
            factor = scale / problem.scale * rate
            w = {l: w[l] - trace.nabla_w[l] * factor for l in w}
            b = {l: b[l] - trace.nabla_b[l] * factor for l in b}
        for letter, new, given in (("∇w", w, claimed.nabla_w), ("∇b", b, claimed.nabla_b)):
            for l in given:
                target = claimed.raw(letter, l)
                moved = (xp.lift(claimed.parameter(letter, l)) - new[l]) / rate
                if not (abs(moved.mid - target.mid) <= moved.rad + target.rad).all():
                    return False
    return True
