"""The costs: one entry per C, with the textbook formula of its gradient."""

from nablacheck.reference.costs import entropies, squares
from nablacheck.reference.costs.entry import COSTS, LINE, UNIT, Cost, Domain, cost

__all__ = ["COSTS", "LINE", "UNIT", "Cost", "Domain", "cost", "entropies", "squares"]
