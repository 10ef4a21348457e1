"""The errors of all layers at once, by a substitution in the block matrix that couples each layer with the next."""

import numpy as np


def coupled(w, b, x, y):
    z, a = [], [x]
    for matrix, shift in zip(w, b):
        z.append(matrix @ a[-1] + shift)
        a.append(np.log1p(np.exp(z[-1])))
    slope = [1 / (1 + np.exp(-one)) for one in z]
    sizes = [len(one) for one in z]
    start = np.concatenate([[0], np.cumsum(sizes)])
    coupling = np.zeros((start[-1], start[-1]))
    for k in range(len(w) - 1):
        block = slope[k] * w[k + 1].T
        coupling[start[k] : start[k + 1], start[k + 1] : start[k + 2]] = block
    errors = np.zeros(start[-1])
    errors[start[-2] :] = ((a[-1] - y) * slope[-1])[:, 0]
    for row in range(start[-2] - 1, -1, -1):
        errors[row] = coupling[row, row + 1 :] @ errors[row + 1 :]
    parts = [part[:, None] for part in np.split(errors, start[1:-1])]
    return parts, [part * below.T for part, below in zip(parts, a)]


# --- adapter ---
check_me = coupled
DECLARED = "examples=column activations=softplus,softplus,softplus"
# --- answer ---
WRONG = []
