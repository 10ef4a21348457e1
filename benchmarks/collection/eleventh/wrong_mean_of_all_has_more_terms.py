"""`np.mean` of all squares is the loss, and the derivative thinks of the rows alone."""

import numpy as np


def mse(pred, target):
    return np.mean((pred - target) ** 2)


def mse_grad(pred, target):
    return 2 * (pred - target) / len(pred)  # the mistake


def fit_gradients(x, y, *params):
    weights, biases = params[::2], params[1::2]
    acts = [x]
    for i, (weight, bias) in enumerate(zip(weights, biases)):
        z = np.matmul(acts[-1], weight) + bias
        acts.append(z if i == len(weights) - 1 else np.maximum(z, 0))
    grad = mse_grad(acts[-1], y)
    result = []
    for i in reversed(range(len(weights))):
        if i < len(weights) - 1:
            grad = grad * (acts[i + 1] > 0)
        result[:0] = [np.matmul(acts[i].T, grad), np.sum(grad, axis=0)]
        grad = np.matmul(grad, weights[i].T)
    return mse(acts[-1], y), result


# --- adapter ---
check_me = fit_gradients
DECLARED = """activations=relu,relu,identity takes='x y *params' gives='cost nabla_params' parameters=flat examples=rows
weights='(in, out)' biases='(n,)' half=False mean_over_outputs=True"""
# --- answer ---
OUTPUTS = r"n_?\^?\{?L|\b3\b|[Oo]utput|[Mm]ean|neurons|n times|times n|[Dd]ivid|\bsize|1/n|columns|[Tt]hree"
WRONG = [
    ("", OUTPUTS, "BP1 4"),
]
ALSO = [("BP2 2 3", OUTPUTS), ("BP3 2 3 4", OUTPUTS), ("BP4 2 3 4", OUTPUTS)]
