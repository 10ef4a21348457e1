"""The costs: one entry per C, with the textbook formula of its gradient."""

from nablacheck.reference.costs import squares  # the simplest cost is the first of the registry

# isort: split
from nablacheck.reference.costs import angles, entropies, likelihoods, margins, overlaps
from nablacheck.reference.costs.cost import COSTS, LINE, UNIT, Cost, Domain, cost
from nablacheck.reference.costs.targets import Kind

__all__ = [
    "COSTS",
    "LINE",
    "UNIT",
    "Cost",
    "Domain",
    "Kind",
    "angles",
    "cost",
    "entropies",
    "likelihoods",
    "margins",
    "overlaps",
    "squares",
]
