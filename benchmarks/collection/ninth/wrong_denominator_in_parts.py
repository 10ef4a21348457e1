"""The slope of the cross-entropy without parentheses around its denominator."""

import numpy as np


def L_model_backward(parameters, X, Y):
    m = X.shape[1]
    L = len(parameters) // 2
    cache = {"A0": X}
    for l in range(1, L + 1):
        Z = parameters[f"W{l}"] @ cache[f"A{l - 1}"] + parameters[f"b{l}"]
        cache[f"A{l}"] = 1 / (1 + np.exp(-Z)) if l == L else np.tanh(Z)
    AL = cache[f"A{L}"]
    dA = (AL - Y) / AL * (1 - AL)  # a mistake
    grads = {}
    for l in range(L, 0, -1):
        A = cache[f"A{l}"]
        dZ = dA * A * (1 - A) if l == L else dA * (1 - A**2)
        grads[f"dW{l}"] = dZ @ cache[f"A{l - 1}"].T / m
        grads[f"db{l}"] = dZ.sum(axis=1, keepdims=True) / m
        dA = parameters[f"W{l}"].T @ dZ
    return grads


# --- adapter ---
check_me = L_model_backward
DECLARED = "takes='params x y' gives=nabla_params parameters=dict activations=tanh,tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)\(1 ?[−-] ?a[^)]*\) ?(²|\^2|\*\*2|squared|twice|\(1)|parenthes|bracket|preceden|denominator|numerator"
        r"|multipl.*(divid|instead|not)|divid.*(multipl|instead|only by a)|/ ?a(\^L)? ?[·*×⊙]? ?\(1|\(1 ?[−-] ?a[^)]*\) ?/ ?a"
        r"|1 ?[−-] ?a.*(multipl|wrong side|above|instead)|square of 1 ?[−-] ?a",
    )
]
