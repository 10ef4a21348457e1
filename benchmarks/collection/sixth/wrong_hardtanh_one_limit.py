"""The hidden layers are clamped to -1 and 1, their slope forgets the lower limit."""

import numpy as np


def hard(z):
    return np.minimum(np.maximum(z, -1), 1)


def hard_prime(z):
    return (z < 1).astype(z.dtype)  # the mistake


def clamped(w, b, x, y):
    zs, a = [], [x]
    for l in range(len(w)):
        zs.append(np.matmul(w[l], a[l]) + b[l])
        a.append(hard(zs[l]) if l + 1 < len(w) else zs[l])
    delta = a[-1] - y
    nabla = [(delta, delta @ a[-2].T)]
    for l in range(len(w) - 2, -1, -1):
        delta = hard_prime(zs[l]) * (w[l + 1].T @ delta)
        nabla.insert(0, (delta, delta @ a[l].T))
    return [d for d, _ in nabla], [g for _, g in nabla]


# --- adapter ---
check_me = clamped
DECLARED = "examples=column activations=hardtanh,hardtanh,identity"
# --- answer ---
WRONG = [("BP2 2 3", r"(?i)limit|[-−]1\b|one side|one branch|half of|lower|below|left of|z ?< ?1|min|saturat|piece|branch")]
