"""The costs: one entry per C, with the textbook formula of its gradient."""

from nablacheck.reference.costs import squares  # the simplest cost is the first of the registry

# isort: split
from nablacheck.reference.activations import Activation
from nablacheck.reference.costs import angles, entropies, likelihoods, margins, overlaps
from nablacheck.reference.costs.cost import COSTS, LINE, UNIT, Cost, Domain, PulledBack, cost
from nablacheck.reference.costs.targets import Kind

AnyEntry = Activation | Cost
"""An entry of either registry."""

__all__ = [
    "COSTS",
    "LINE",
    "UNIT",
    "AnyEntry",
    "Cost",
    "Domain",
    "Kind",
    "PulledBack",
    "angles",
    "cost",
    "entropies",
    "likelihoods",
    "margins",
    "overlaps",
    "squares",
]
