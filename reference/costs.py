"""The costs: one entry per C, which knows nothing of the activation before it.

The cost of a batch is the mean of C_x over its examples (assumption 1 of the book), taken in `backprop` and not here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from nablacheck.reference.activations import Array, Namespace, sigmoid, softmax, softplus
from nablacheck.reference.errors import unknown

Domain = tuple[float, float]
LINE: Domain = (-math.inf, math.inf)
UNIT: Domain = (0.0, 1.0)


@dataclass(frozen=True)
class Cost:
    """A cost C, a function of the outputs a^L and the targets y alone (assumption 2).

    `value(a, y, xp)` gives the terms whose sum over the outputs is C_x, `nabla_a(a, y, xp)` gives ∂C_x/∂a; a and y are
    (…, n_L, m), and so are both results. Outputs must lie in `outputs`, targets in `targets`.
    """

    name: str
    value: Callable[[Array, Array, Namespace], Array]
    nabla_a: Callable[[Array, Array, Namespace], Array]
    outputs: Domain = LINE
    targets: Domain = LINE


def _log_softmax(a: Array, xp: Namespace) -> Array:
    shifted = a - xp.max(a, axis=-2)
    return shifted - xp.log(xp.exp(shifted).sum(axis=-2, keepdims=True))


quadratic = Cost(
    "quadratic",  # (27), and with ∇_a C = a − y (30)
    value=lambda a, y, xp: (a - y) * (a - y) / 2,
    nabla_a=lambda a, y, xp: a - y,
)

cross_entropy = Cost(
    "cross-entropy",
    value=lambda a, y, xp: -(y * xp.log(a) + (1 - y) * xp.log(1 - a)),
    nabla_a=lambda a, y, xp: (1 - y) / (1 - a) - y / a,
    outputs=UNIT,
    targets=UNIT,
)

categorical_cross_entropy = Cost(
    "categorical-cross-entropy",
    value=lambda a, y, xp: -y * xp.log(a),
    nabla_a=lambda a, y, xp: -y / a,
    outputs=UNIT,
    targets=UNIT,
)

cross_entropy_with_logits = Cost(
    "cross-entropy-with-logits",  # cross-entropy of σ(a), a the logits
    value=lambda a, y, xp: softplus.value(a, xp) - y * a,
    nabla_a=lambda a, y, xp: sigmoid.value(a, xp) - y,
    targets=UNIT,
)

categorical_cross_entropy_with_logits = Cost(
    "categorical-cross-entropy-with-logits",  # categorical cross-entropy of softmax(a)
    value=lambda a, y, xp: -y * _log_softmax(a, xp),
    nabla_a=lambda a, y, xp: softmax.value(a, xp) * y.sum(axis=-2, keepdims=True) - y,
    targets=UNIT,
)

COSTS = {
    entry.name: entry
    for entry in (
        quadratic,
        cross_entropy,
        categorical_cross_entropy,
        cross_entropy_with_logits,
        categorical_cross_entropy_with_logits,
    )
}


def cost(name: str) -> Cost:
    """The entry of that name; InputError, with the nearest names, where there is none."""
    if name not in COSTS:
        raise unknown("cost", name, COSTS)
    return COSTS[name]
