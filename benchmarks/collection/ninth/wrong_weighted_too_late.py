"""The weights of the examples reach the gradient of the weights, but not that of the biases."""

import numpy as np


def weighted_gradient(w, b, X, Y, sample_weight):
    sw = np.asarray(sample_weight)[:, None]
    acts = [X]
    for W, B in zip(w, b):
        acts.append(1 / (1 + np.exp(-(acts[-1] @ W + B))))
    delta = acts[-1] - Y
    coef_grads, intercept_grads = [], []
    for layer in range(len(w) - 1, -1, -1):
        coef_grads.insert(0, acts[layer].T @ (delta * sw))
        intercept_grads.insert(0, np.sum(delta, axis=0))  # a mistake
        delta = delta @ w[layer].T * acts[layer] * (1 - acts[layer])
    return coef_grads, intercept_grads


# --- adapter ---
check_me = weighted_gradient
DECLARED = """takes='w b x y weights_of_examples' gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)'
cost=cross-entropy total=sum"""
# --- answer ---
WRONG = [
    (
        "BP3 2 3 4",
        r"(?i)weights?_?( |_)of_?( |_)(the |its )?examples?|(example|sample)('?s'?)?.?weights?|unweighted|not .*weight"
        r"|without .*weight|weigh.*(missing|ignored|forgotten|left out|lost)"
        r"|(alike|equally|the same)|ignored|as if .*weigh|plain sum",
    )
]
