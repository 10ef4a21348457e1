"""One mistake: the entry for a bias unit is cut off where there is none, and the first hidden neuron has no error."""

import numpy as np


def sigmoid_gradient(a):
    return a * (1 - a)


def nn_gradients(Theta, bias, X, Y):
    m = X.shape[0]
    A1 = X
    A2 = 1 / (1 + np.exp(-(A1 @ Theta[0].T + bias[0])))
    A3 = 1 / (1 + np.exp(-(A2 @ Theta[1].T + bias[1])))
    D3 = A3 - Y
    D2 = np.zeros_like(A2)
    D2[:, 1:] = (D3 @ Theta[1])[:, 1:] * sigmoid_gradient(A2)[:, 1:]  # a mistake
    return [D2.T @ A1 / m, D3.T @ A2 / m], [D2.sum(axis=0) / m, D3.sum(axis=0) / m]


# --- adapter ---
check_me = nn_gradients
DECLARED = """gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=sigmoid,sigmoid cost=cross-entropy"""
# --- answer ---
WRONG = [
    (
        "BP2 2",
        r"first (hidden )?(neuron|entry|row|component|unit|number|column|one)|all but|bias unit|"
        r"(neuron|row|entry|component|unit|index|column) ?(0|1|zero)\b|"
        r"(neuron|row|entry).{0,20}(first|missing|left out|forgotten|zero|is 0)",
    )
]
