"""What another process does with what it is sent, and formulas that it finds under their names."""

import numpy as np

from nablacheck import Activation, Adapter, Cost, Network, Problem, Verdict, backprop, judge_trace
from nablacheck.reference.activations import ACTIVATIONS

from helpers.small_problems import problem as example

NUMPY = Adapter("mine", "numpy", backprop, backprop)


def cube(z, xp):
    """z³"""
    return z**3


def cube_prime(z, a, xp):
    """3z²"""
    return 3 * z**2


def distance(a, y, xp):
    """(a − y)²"""
    return (a - y) ** 2


def slope(a, y, xp):
    """2(a − y)"""
    return 2 * (a - y)


def own() -> tuple[Activation, Cost]:
    """Entries that nobody registers, whose formulas are found by name."""
    return Activation("cube", cube, cube_prime), Cost("distance", distance, slope)


def judged(network: Network) -> tuple[Verdict, list[bool]]:
    """The verdict on the reference for a network, and which of its activations are the registered ones."""
    x, y = (np.ones((network.widths[l], 3), network.w[2].dtype) / 2 for l in (1, network.L))
    problem = Problem(network, x, y)
    return judge_trace(problem, backprop(problem), NUMPY), [ACTIVATIONS.holds(s) for s in network.activations.values()]


def broken(problem: Problem | None = None) -> Verdict:
    """A verdict that BP2 is broken, with what it looks like."""
    given = problem or example(activations=("tanh", "sigmoid", "sigmoid"))
    trace = backprop(given)
    trace.delta[2] = trace.delta[2] * 2
    return judge_trace(given, trace, NUMPY)
