"""A first network for a regression; the sigmoid was typed as it is read aloud, one over one plus e to the minus z."""

import numpy as np


def sigmoid(z):
    return 1 / 1 + np.exp(-z)  # the mistake


def network_gradients(W1, b1, W2, b2, X, Y):
    m = X.shape[0]
    A1 = sigmoid(X @ W1 + b1)
    Y_hat = A1 @ W2 + b2
    dY = (Y_hat - Y) / m
    dW2, db2 = A1.T @ dY, dY.sum(axis=0)
    dZ1 = dY @ W2.T * A1 * (1 - A1)
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    return dW1, db1, dW2, db2


# --- adapter ---
def check_me(params, x, y):
    return network_gradients(*params, x, y)


DECLARED = """takes='params x y' gives=nabla_params parameters=flat examples=rows weights='(in, out)' biases='(n,)'
    activations=sigmoid,identity"""
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)(?<!/\()(?<!/ \()1\s*\+\s*(e\^\{?\(?[−-]|exp\([−-])|(e\^\{?\(?[−-]z\S*|exp\([−-]z\S*)\s*\+\s*1(?!\))"
        r"|σ\S*\^\{?\(?[−-]1|⁻¹|parenthes|bracket|precedence|1/1\b|reciprocal|invers"
        r"|1\s*/\s*(σ|sigmoid|a\b|its)|(no|not|without|lack|lacks|forgot\w*|missing|instead of)\b.{0,40}(divi|fraction"
        r"|quotient|denom)",
        "BP1 3",
        "BP2 2",
        "BP4 3",
    )
]
