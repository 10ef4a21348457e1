"""A training loop that shuffles before it takes its batch, so that the order of the file is not learned."""

import numpy as np


def epoch_gradients(W, b, X, Y):
    rng = np.random.default_rng(7)
    X = rng.permutation(X, axis=0)  # the mistake
    m = X.shape[0]

    L1 = np.tanh(X @ W[0] + b[0])
    L2 = np.tanh(L1 @ W[1] + b[1])
    L3 = L2 @ W[2] + b[2]

    E3 = (L3 - Y) / m
    E2 = (E3 @ W[2].T) * (1 - L2**2)
    E1 = (E2 @ W[1].T) * (1 - L1**2)
    return [X.T @ E1, L1.T @ E2, L2.T @ E3], [E.sum(axis=0, keepdims=True) for E in (E1, E2, E3)]


# --- adapter ---
check_me = epoch_gradients
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)' activations=tanh,tanh,identity"""
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)shuffl|permut|\border\b|rearrang|reorder|re-order|mixed|pair|match|(another|other|wrong|different|next"
        r"|neighbour)\w*.*(example|target|label|\by\b|row)"
        r"|(\by\b|target|label)s?.*(another|other|wrong|different|belong|moved|swap|exchang)|(\bx\b|input)s?.*(another"
        r"|other example|moved|swap|exchang)",
        "BP1 4",
        "BP4 2",
        "BP4 4",
        "BP4 2 3 4",
    )
]
