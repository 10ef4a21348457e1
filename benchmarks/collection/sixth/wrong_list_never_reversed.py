"""The gradients of the biases are appended from the back, and nobody turns the list round."""

import numpy as np


def square_network(w, b, x, y):
    hidden = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    out = 1 / (1 + np.exp(-(w[1] @ hidden + b[1])))
    grads_b, grads_w = [], []
    delta = (out - y) * out * (1 - out)
    grads_b.append(delta.mean(1, keepdims=True))
    grads_w.append(delta @ hidden.T / x.shape[1])
    delta = w[1].T @ delta * hidden * (1 - hidden)
    grads_b.append(delta.mean(1, keepdims=True))
    grads_w.append(delta @ x.T / x.shape[1])
    return grads_b, grads_w[::-1]  # the mistake


# --- adapter ---
check_me = square_network
DECLARED = "widths=3,3,3 activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)turn it round|swap|order|revers|exchang|backward list|other way|turned round|L ?[-−] ?l"
        r"|(∇b|δ|bias|delta|error).*(other|next|previous|neighbour|l ?[+\-−] ?1|\^3|\^2|layer)"
        r"|(other|next|previous|wrong|different|another) layer",
    )
]
