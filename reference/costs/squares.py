"""Costs of a difference a − y."""

from nablacheck.reference.costs.entry import COSTS, Cost

quadratic = COSTS.add(
    Cost(
        "quadratic",  # (27), and with ∇_a C = a − y (30)
        value=lambda a, y, xp: (a - y) * (a - y) / 2,
        nabla_a=lambda a, y, xp: a - y,
    )
)
