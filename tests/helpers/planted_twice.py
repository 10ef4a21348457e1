"""An adapter for graphs with a defect that seldom shows: BP4 is wrong only for a weight that two links read."""

import numpy as np

from nablacheck import Adapter
from nablacheck.reference import GraphTrace, graph_backprop

READERS, FACTOR = 2, 1.001


def graph_trace(problem):
    found, users = graph_backprop(problem), problem.network.users
    wrong = {name: FACTOR if len(users.get(name, ())) == READERS else 1 for name in found.slopes}
    rounded = lambda parts: {key: np.asarray(part, problem.dtype) for key, part in parts.items()}
    letters = {name: rounded(getattr(found, name)) for name in ("z", "a", "delta")}
    slopes = rounded({name: slope * wrong[name] for name, slope in found.slopes.items()})
    return GraphTrace(slopes, np.asarray(found.cost, problem.dtype), **letters)


twice = Adapter("twice", "numpy", graph_trace=graph_trace)
right = Adapter("right", "numpy", graph_trace=graph_backprop)
