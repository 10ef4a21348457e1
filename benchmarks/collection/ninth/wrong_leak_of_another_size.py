"""The leak is 0.01 on the way there, and 0.2 on the way back."""

import numpy as np


def leaky_relu(x, alpha=0.01):
    return np.where(x > 0, x, alpha * x)


def leaky_relu_grad(x, alpha=0.2):  # a mistake
    return np.where(x > 0, 1.0, alpha)


def compute_gradients(params, x, y):
    inputs, pre = [], []
    for layer in params:
        inputs.append(x)
        pre.append(layer["kernel"] @ x + layer["bias"])
        x = leaky_relu(pre[-1])
    grad = (pre[-1] - y) / y.shape[1]
    out = []
    for i in range(len(params) - 1, -1, -1):
        if i < len(params) - 1:
            grad = grad * leaky_relu_grad(pre[i])
        out.append({"kernel": grad @ inputs[i].T, "bias": grad.sum(1, keepdims=True)})
        grad = params[i]["kernel"].T @ grad
    return list(reversed(out))


# --- adapter ---
check_me = compute_gradients
DECLARED = """takes='params x y' gives=nabla_params parameters='list of dicts' w_key=kernel b_key=bias
activations=leaky_relu,leaky_relu,identity"""
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(?i)0\.2\b|1/5\b|(?<!\d)20(\.0)? times|times 20\b|0\.01.*(0\.2|not|other|differ)"
        r"|(leak|slope|alpha|α).*(other|differ|another|larger|bigger|too large|too steep|than)|(other|another|different"
        r"|larger|too large a) (leak|slope)",
    )
]
ALSO = [("", r"0\.2\b")]
