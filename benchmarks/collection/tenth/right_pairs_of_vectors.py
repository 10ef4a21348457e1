"""Stochastic backpropagation on a list of (W, b): vectors all the way, outer products at the end."""

import numpy as np


def softmax(v):
    e = np.exp(v - v.max())
    return e / e.sum()


def single(layers, x, label):
    memory = []
    for W, b in layers:
        memory.append(x)
        z = W @ x + b
        x = np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)
    p = softmax(z)
    d = p.copy()
    d[label] -= 1
    answer = []
    for (W, _), inp in zip(layers[::-1], memory[::-1]):
        answer.append((np.multiply.outer(d, inp), d))
        d = W.T.dot(d) * np.where(inp > 0, 1, inp + 1)
    return answer[::-1]


# --- adapter ---
check_me = single
DECLARED = (
    "takes='params x y' gives=nabla_params parameters=pairs examples=vector biases='(n,)' activations=elu,elu,softmax "
    "cost=categorical-cross-entropy targets=classes"
)
# --- answer ---
WRONG = []
