"""The mistakes that cannot be made with a single example."""

from __future__ import annotations

from nablacheck.oracle.explaining import backward_products, cost_gradients, hidden_deltas, sums
from nablacheck.oracle.explaining.wrong_gradients import OF_SUMS

LONGEST = 100
"""More examples than the networks of a check have."""


def _of_a_batch() -> frozenset[str]:
    of_deltas = (*cost_gradients.AT_THE_OUTPUT, *backward_products.BELOW, *hidden_deltas.WHOLES)
    parts = (*sums.DELTAS, *sums.ACTIVATIONS_BEFORE, *of_deltas)
    names = {part.name for part in parts if part.of_a_batch}
    names |= {"product of sums", "bias averaged", "weights averaged", "largest delta", "least delta", "median delta"}
    names |= {f"only example {k}" for k in range(1, LONGEST)}
    for some in ("only the first example", "only the last example", "all but the first example", "all but the last example"):
        names |= {some, OF_SUMS.get(("BP3", some), some), OF_SUMS.get(("BP4", some), some)}
    return frozenset(names)


BATCH_ALONE = _of_a_batch()
"""Their names."""
