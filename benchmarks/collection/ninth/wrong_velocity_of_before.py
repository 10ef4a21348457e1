"""The parameters move by the velocity of before, and only then is the velocity made."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def momentum_step(w, b, vw, vb, x, y, lr, beta):
    acts = [x]
    for W, B in zip(w, b):
        acts.append(sigmoid(W @ acts[-1] + B))
    d = (acts[-1] - y) * acts[-1] * (1 - acts[-1]) / x.shape[1]
    new_w, new_b = list(w), list(b)
    for l in range(len(w) - 1, -1, -1):
        gw, gb = d @ acts[l].T, d.sum(axis=1, keepdims=True)
        d = w[l].T @ d * acts[l] * (1 - acts[l])
        new_w[l] = w[l] + vw[l]  # a mistake
        new_b[l] = b[l] + vb[l]  # a mistake
        vw[l] = beta * vw[l] - lr * gw
        vb[l] = beta * vb[l] - lr * gb
    return new_w, new_b


# --- adapter ---
check_me = momentum_step
DECLARED = "takes='w b velocity_w velocity_b x y eta momentum' gives='w b'"
# --- answer ---
BEFORE = (
    r"(?i)velocit|momentum|\bv\b|stay|unchanged|not (been )?(changed|updated|moved|trained|used|added|made)|zero|\b0 times"
    r"|times 0\b|\bold\b|before"
    r"|no step|step .*(missing|forgotten|late)|too late|same (w|weights|numbers)|as (it|they) (was|were|came)|never|is 0\b"
    r"|is all 0|nothing"
    r"|without .*(∇|gradient|step|η)|(∇|gradient|step|η∇).*(missing|not|forgotten|ignored)|one step behind|order|returned as"
)
WRONG = [("BP3 2 3 4", BEFORE, "", "BP1 4"), ("BP4 2 3 4", BEFORE, "", "BP1 4")]
ALSO = [("BP2 2 3", BEFORE)]
