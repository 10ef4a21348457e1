"""Several yes-or-no outputs at once, but the derivative is that of the entropy of one class among many."""

import numpy as np


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


class BinaryOutputs:
    @staticmethod
    def derivative(predicted, wanted):
        return -wanted / predicted  # the mistake: + (1 − wanted) / (1 − predicted)


def backprop(parameters, X, Y, cost=BinaryOutputs):
    (W1, b1), (W2, b2), (W3, b3) = parameters
    A1 = np.maximum(W1 @ X + b1, 0)
    A2 = np.maximum(W2 @ A1 + b2, 0)
    A3 = sigmoid(W3 @ A2 + b3)
    dA3 = cost.derivative(A3, Y) / Y.shape[1]
    dZ3 = dA3 * A3 * (1 - A3)
    dZ2 = np.where(A2 > 0, W3.T @ dZ3, 0)
    dZ1 = np.where(A1 > 0, W2.T @ dZ2, 0)
    return [(dZ @ A.T, dZ.sum(axis=1, keepdims=True)) for dZ, A in ((dZ1, X), (dZ2, A1), (dZ3, A2))]


# --- adapter ---
check_me = backprop
DECLARED = "takes='params x y' gives=nabla_params parameters=pairs activations=relu,relu,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"\b(one|first|second|other|half of)\b[^;]*term|1 ?[−-] ?y|categorical|softmax|many classes|[−-]? ?y ?/ ?a"
        r"|y[^;]{0,4}(\(1 ?[−-] ?a|a ?[−-] ?1|a ?[−-] ?y)|only[^;]*(y\b|true|target)|y ?= ?0|(target|label)[^;]*(zero"
        r"|\b0\b)|negative",
        "",
    )
]
