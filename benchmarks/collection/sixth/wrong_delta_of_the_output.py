"""The error of every hidden layer is taken from the output's error, however far away."""

import numpy as np


def einsum_network(w, b, x, y):
    acts = [x]
    for matrix, offset in zip(w, b):
        acts.append(1 / (1 + np.exp(-np.einsum("io,mi->mo", matrix, acts[-1]) - offset)))
    at_output = (acts[-1] - y) * acts[-1] * (1 - acts[-1]) / len(x)
    deltas = [at_output]
    for l in range(len(w) - 1, 0, -1):
        back = np.einsum("io,mo->mi", w[l], at_output)  # the mistake
        deltas.insert(0, back * acts[l] * (1 - acts[l]))
    return [np.einsum("mi,mo->io", a, d) for a, d in zip(acts, deltas)], [np.einsum("mo->o", d) for d in deltas]


# --- adapter ---
check_me = einsum_network
DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' widths=2,4,4,4"
# --- answer ---
WRONG = [("BP2 2", r"(?i)δ\^?\{?L\}?|δ\^\{?4\}?|δ⁴|output|last layer|last error|l ?\+ ?2|skips?|two layers|not the next")]
