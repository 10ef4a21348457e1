"""The reference: backpropagation from scratch, the four equations of the book in four arithmetics."""

from typing import TYPE_CHECKING

from nablacheck.reference import book, links
from nablacheck.reference.activations import ACTIVATIONS, Activation, activation
from nablacheck.reference.arithmetic import (
    FLOAT,
    FLOAT16,
    FLOAT32,
    FLOAT64,
    Arithmetic,
    Ball,
    Balls,
    Precision,
    Zonotope,
    Zonotopes,
    balls,
    precision,
    zonotopes,
)
from nablacheck.reference.backprop import (
    BOOK,
    Equations,
    Pass,
    backprop,
    backward,
    bp1,
    bp2,
    bp3,
    bp4,
    feed,
    feedforward,
    forward,
)
from nablacheck.reference.componentwise import Example, componentwise
from nablacheck.reference.composed import composed
from nablacheck.reference.costs import COSTS, LINE, UNIT, Cost, cost
from nablacheck.reference.errors import InputError, MissingFramework
from nablacheck.reference.extensions import register, unregister
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_equations import graph_backprop
from nablacheck.reference.graphs.graph_paths import graph_paths
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_proof import graph_componentwise
from nablacheck.reference.graphs.graph_trace import GraphGradient, GraphTrace
from nablacheck.reference.graphs.layers import Edge, Layer
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.graphs.worded import graph_in_words
from nablacheck.reference.hessian_vector import hessian_vector
from nablacheck.reference.links import Dense, Link
from nablacheck.reference.network import Network
from nablacheck.reference.paths import Rates, count, from_layer, paths
from nablacheck.reference.problem import Problem
from nablacheck.reference.pullbacks import Pullbacks
from nablacheck.reference.reverse import derivative
from nablacheck.reference.rules import RULES, Rule
from nablacheck.reference.sgd import SGD, Epoch, evaluate, initial_network, mini_batches, update_mini_batch

if TYPE_CHECKING:
    from nablacheck.reference.arithmetic.certified import CERTIFIED, Certified
else:

    def __getattr__(name: str) -> object:
        """The certified arithmetic, which is imported when it is asked for: it brings FLINT with it."""
        if name not in ("CERTIFIED", "Certified"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from nablacheck.reference.arithmetic import certified

        return getattr(certified, name)


__all__ = [
    "ACTIVATIONS",
    "BOOK",
    "CERTIFIED",
    "COSTS",
    "FLOAT",
    "FLOAT16",
    "FLOAT32",
    "FLOAT64",
    "LINE",
    "RULES",
    "SGD",
    "UNIT",
    "Activation",
    "Arithmetic",
    "Ball",
    "Balls",
    "Certified",
    "Cost",
    "Dense",
    "Edge",
    "Epoch",
    "Equations",
    "Example",
    "Gradient",
    "Graph",
    "GraphGradient",
    "GraphProblem",
    "GraphTrace",
    "InputError",
    "Layer",
    "Link",
    "MissingFramework",
    "Network",
    "Pass",
    "Plan",
    "Precision",
    "Problem",
    "Pullbacks",
    "Rates",
    "Rule",
    "Trace",
    "Zonotope",
    "Zonotopes",
    "activation",
    "backprop",
    "backward",
    "balls",
    "blocks",
    "book",
    "bp1",
    "bp2",
    "bp3",
    "bp4",
    "componentwise",
    "composed",
    "cost",
    "count",
    "derivative",
    "evaluate",
    "feed",
    "feedforward",
    "forward",
    "from_layer",
    "graph_backprop",
    "graph_componentwise",
    "graph_in_words",
    "graph_paths",
    "hessian_vector",
    "initial_network",
    "links",
    "mini_batches",
    "paths",
    "precision",
    "register",
    "unregister",
    "update_mini_batch",
    "zonotopes",
]
