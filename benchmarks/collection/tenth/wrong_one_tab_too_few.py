"""A loop over the examples, whose last line stands one level too far to the left."""

import numpy as np


def gradient_of_mean(W, B, X, Y):
    W1, W2 = W
    B1, B2 = B
    m = len(X)
    dW1, dW2 = np.zeros_like(W1), np.zeros_like(W2)
    dB1, dB2 = np.zeros_like(B1), np.zeros_like(B2)
    for x, y in zip(X, Y):
        h = np.log(1 + np.exp(x.dot(W1) + B1))
        o = 1 / (1 + np.exp(-(h.dot(W2) + B2)))
        eo = o - y
        eh = W2.dot(eo) * (1 - np.exp(-h))
        dW2 += np.outer(h, eo)
        dW1 += np.outer(x, eh)
    dB1, dB2 = dB1 + eh, dB2 + eo  # the mistake: it belongs into the loop
    return [dW1 / m, dW2 / m], [dB1 / m, dB2 / m]


# --- adapter ---
check_me = gradient_of_mean
DECLARED = (
    "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=softplus,sigmoid cost=cross-entropy"
)
# --- answer ---
WRONG = [
    (
        "BP3 2 3",
        r"\blast\b|(one|single|final|fifth|other) example|only|example|batch|not (summed|added|accumulated|averaged)"
        r"|m[- −]?th|sum|1 ?/ ?m|mean",
    )
]
