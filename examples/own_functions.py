"""An activation, a cost and a family of one's own: each line of docs/extending.md that defines one stands here."""

from nablacheck import Activation, Cost, family

bent_identity = Activation(
    "bent_identity",
    value=lambda z, xp: (xp.sqrt(z * z + 1) - 1) / 2 + z,
    prime=lambda z, a, xp: z / (2 * xp.sqrt(z * z + 1)) + 1,
)

cauchy = Cost(
    "cauchy",
    value=lambda a, y, xp: xp.log1p((a - y) ** 2),
    nabla_a=lambda a, y, xp: 2 * (a - y) / (1 + (a - y) ** 2),
)


@family(width=(1.0, 0.5, 3.0))  # the default, and what is tried besides
def tent(width):
    """1 − |z| / width, and 0 where that is negative"""
    return Activation(
        "",  # the family has the name
        value=lambda z, xp: xp.maximum(1 - abs(z) / width, 0),
        prime=lambda z, a, xp: xp.where(abs(z) < width, xp.where(z > 0, -1, 1) / width, 0),
        range=(0, 1),
        kinks={-width: (0, 1 / width), 0: (1 / width, -1 / width), width: (-1 / width, 0)},
    )
