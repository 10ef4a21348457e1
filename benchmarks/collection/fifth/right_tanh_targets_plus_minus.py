"""An old textbook: bipolar targets, tanh in both layers, one pattern as a column, the sum of halved squares."""

import numpy as np


def deltas_and_changes(weights, thresholds, pattern, desired):
    (V, W), (p, q) = weights, thresholds
    hidden = np.tanh(V @ pattern + p)
    actual = np.tanh(W @ hidden + q)
    delta_out = (actual - desired) * (1 + actual) * (1 - actual)
    delta_hid = (W.T @ delta_out) * (1 + hidden) * (1 - hidden)
    return [delta_hid @ pattern.T, delta_out @ hidden.T], [delta_hid, delta_out]


# --- adapter ---
check_me = deltas_and_changes
DECLARED = "gives='nabla_w nabla_b' examples=column targets='-1 and 1' activations=tanh,tanh"
# --- answer ---
WRONG = []
