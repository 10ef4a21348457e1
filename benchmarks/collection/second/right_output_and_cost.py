"""Everything that a trainer prints, and then the gradients."""

import numpy as np


def evaluate(w, b, X, Y):
    hidden = [X]
    for W, c in zip(w[:-1], b[:-1]):
        hidden.append(np.maximum(0, hidden[-1] @ W + c))
    logits = hidden[-1] @ w[-1] + b[-1]
    p = 1 / (1 + np.exp(-logits))
    cost = -(Y * np.log(p) + (1 - Y) * np.log(1 - p)).sum(axis=1).mean()
    g = (p - Y) / len(Y)
    gw, gb = [], []
    for k in reversed(range(len(w))):
        gw.insert(0, hidden[k].T @ g)
        gb.insert(0, g.sum(axis=0))
        g = (g @ w[k].T) * (hidden[k] > 0)
    return p, cost, gw, gb


# --- adapter ---
check_me = evaluate
DECLARED = """gives='output cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=relu,relu,sigmoid
    cost=cross-entropy"""
# --- answer ---
WRONG = []
