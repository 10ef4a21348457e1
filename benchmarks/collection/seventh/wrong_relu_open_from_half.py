"""The relu is open where its output is above one half, like a decision that a probability is rounded to."""

import numpy as np


def hidden_relu_net(W, b, X, Y):
    (W1, W2, W3), (b1, b2, b3) = W, b
    H1 = np.clip(X @ W1 + b1, 0, None)
    H2 = np.clip(H1 @ W2 + b2, 0, None)
    out = H2 @ W3 + b3
    g3 = (out - Y) / X.shape[0]
    g2 = (g3 @ W3.T) * (H2 > 0.5)  # the mistake: > 0 is meant
    g1 = (g2 @ W2.T) * (H1 > 0.5)  # and here
    return [g.sum(axis=0) for g in (g1, g2, g3)], [X.T @ g1, H1.T @ g2, H2.T @ g3]


# --- adapter ---
check_me = hidden_relu_net
DECLARED = """examples=rows weights='(in, out)' biases='(n,)' activations=relu,relu,identity"""
# --- answer ---
WRONG = [("BP2 2 3", r"(?i)0\.5|½|1/2|half|threshold|> ?0|z > |a > |where (z|a)|σ′|slope|step|prime|deriv|open")]
