"""An adapter with a defect that seldom shows: σ′ is wrong only in layers of 17 neurons or more, for a single example."""

from dataclasses import replace

import numpy as np

from nablacheck import Adapter
from nablacheck.reference import BOOK, backprop

WIDTH, BATCH, FACTOR = 17, 1, 1.001


def wrong(equation):
    def defective(t, l):
        delta = getattr(BOOK, equation)(t, l)
        return delta * FACTOR if len(t.b[l]) >= WIDTH and t.y.shape[-1] == BATCH else delta

    return defective


EQUATIONS = replace(BOOK, bp1=wrong("bp1"), bp2=wrong("bp2"))


def trace(problem):
    return backprop(problem, EQUATIONS).map(lambda part: np.asarray(part, problem.dtype))


seldom = Adapter("seldom", "numpy", gradient=trace, trace=trace)
alone = Adapter("alone", "numpy", gradient=trace)
