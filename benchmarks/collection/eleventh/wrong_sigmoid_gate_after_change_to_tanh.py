"""A little net whose hidden activation was changed to tanh; a dictionary of parameters, in columns."""

import numpy as np


def model(params, X, Y):
    A1 = np.tanh(params["W1"] @ X + params["b1"])
    A2 = np.tanh(params["W2"] @ A1 + params["b2"])
    A3 = 1 / (1 + np.exp(-(params["W3"] @ A2 + params["b3"])))
    m = Y.shape[1]
    cost = -(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)).sum() / m

    def gate(A):
        return A * (1 - A)  # the mistake: nobody changed this

    dZ3 = A3 - Y
    dZ2 = params["W3"].T @ dZ3 * gate(A2)
    dZ1 = params["W2"].T @ dZ2 * gate(A1)
    grads = {}
    for n, (dZ, A) in enumerate([(dZ1, X), (dZ2, A1), (dZ3, A2)], 1):
        grads[f"dW{n}"] = dZ @ A.T / m
        grads[f"db{n}"] = dZ.sum(axis=1, keepdims=True) / m
    return cost, grads


# --- adapter ---
check_me = model
DECLARED = """activations=tanh,tanh,sigmoid cost=cross-entropy takes='params x y' gives='cost nabla_params' parameters=dict"""
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"a(\^\{?l\}?)? ?[⊙*·×]? ?\(1 ?[-−] ?a|a(\^\{?l\}?)? ?[-−] ?a|1 ?[-−] ?a(\^l)?(?!²|\^2|\*\*)"
        r"|σ(\(z\S*\))? ?[⊙*·×]? ?\(1 ?[-−] ?σ"
        r"|tanh\S* ?[⊙*·×]? ?\(1 ?[-−] ?tanh|sigmoid|logistic|(another|other|different) (activation|function)",
        "",
    ),
]
