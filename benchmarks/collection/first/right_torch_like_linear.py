"""The layout of a linear layer in a large framework: weights (out, in), examples in rows, a sum over the batch."""

import numpy as np


def backward_pass(params, inputs, labels):
    activations = [inputs]
    for W, bias in params:
        z = activations[-1] @ W.T + bias
        activations.append(z if W is params[-1][0] else np.where(z > 0, z, 0.01 * z))
    grad = activations[-1] - labels
    grads = []
    for k in reversed(range(len(params))):
        if k < len(params) - 1:
            grad = grad * np.where(activations[k + 1] > 0, 1.0, 0.01)
        grads.append((grad.T @ activations[k], grad.sum(0)))
        grad = grad @ params[k][0]
    return grads[::-1]


# --- adapter ---
check_me = backward_pass
DECLARED = """takes='params x y' gives=nabla_params parameters=pairs examples=rows biases='(n,)' total=sum
    activations=leaky_relu,leaky_relu,identity"""
# --- answer ---
WRONG = []
