"""The reference: backpropagation from scratch, the four equations of the book in three arithmetics."""

from nablacheck.reference.activations import ACTIVATIONS, Activation, activation
from nablacheck.reference.backprop import BOOK, Equations, backprop, feedforward
from nablacheck.reference.costs import COSTS, Cost, cost
from nablacheck.reference.errors import InputError, MissingFramework
from nablacheck.reference.extensions import register, unregister
from nablacheck.reference.network import Gradient, Network, Problem, Trace
from nablacheck.reference.paths import paths
from nablacheck.reference.rules import RULES, Rule
from nablacheck.reference.sgd import SGD, update_mini_batch

__all__ = [
    "ACTIVATIONS",
    "BOOK",
    "COSTS",
    "RULES",
    "SGD",
    "Activation",
    "Cost",
    "Equations",
    "Gradient",
    "InputError",
    "MissingFramework",
    "Network",
    "Problem",
    "Rule",
    "Trace",
    "activation",
    "backprop",
    "cost",
    "feedforward",
    "paths",
    "register",
    "unregister",
    "update_mini_batch",
]
