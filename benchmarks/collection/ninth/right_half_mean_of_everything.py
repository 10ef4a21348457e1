"""Half of the mean over examples and outputs, which is what ((a - y) ** 2).mean() / 2 says."""

import numpy as np


def cost_and_gradient(x, y, w, b):
    a = x
    tape = []
    for i in range(len(w)):
        z = w[i].dot(a) + b[i]
        tape.append((a, z))
        a = z if i + 1 == len(w) else np.tanh(z)
    cost = ((a - y) ** 2).mean() / 2
    d = (a - y) / a.size
    grads = []
    while tape:
        inp, z = tape.pop()
        if len(tape) + 1 < len(w):
            d = d / np.cosh(z) ** 2
        grads.append((d.dot(inp.T), d.dot(np.ones((d.shape[1], 1)))))
        d = w[len(tape)].T.dot(d)
    dw, db = zip(*grads[::-1])
    return cost, list(dw), list(db)


# --- adapter ---
check_me = cost_and_gradient
DECLARED = "takes='x y w b' gives='cost nabla_w nabla_b' activations=tanh,tanh,identity mean_over_outputs=True"
# --- answer ---
WRONG = []
