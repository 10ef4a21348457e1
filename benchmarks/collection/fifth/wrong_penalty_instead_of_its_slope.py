"""One mistake: what is added for the weight decay is the penalty, λ/2 w², and not its derivative λw."""

import numpy as np

LAM = 0.75


def ridge_gradients(W, b, X, Y):
    n = len(X)
    H = np.tanh(X @ W[0].T + b[0])
    F = H @ W[1].T + b[1]
    G = (F - Y) / n
    K = G @ W[1] * (1 - H * H)
    dW = [K.T @ X, G.T @ H]
    for i in range(2):
        dW[i] = dW[i] + LAM / 2 * W[i] ** 2  # a mistake
    return dW, [K.sum(0), G.sum(0)]


# --- adapter ---
check_me = ridge_gradients
DECLARED = "gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=tanh,identity l2=0.75"
# --- answer ---
WRONG = [
    (
        "BP4 2 3",
        r"w ?(²|\^ ?2|\*\* ?2)|w\^l ?⊙ ?w\^l|squar|(the|its) penalty (itself|was added|is added)|"
        r"penalty.*(not|instead|in place|for).*(deriv|slope|gradient)",
    )
]
