"""An exercise sheet with squared errors, without a half: the two was lost, and the hidden offsets are divided once more."""

import numpy as np


def sheet(w_hidden, w_out, c_hidden, c_out, X, T):
    m = X.shape[0]
    H = np.tanh(X @ w_hidden + c_hidden)
    O = H @ w_out + c_out  # noqa: E741
    loss = np.sum((O - T) ** 2) / m
    dO = (O - T) / m  # the first mistake: 2 * (O − T) / m
    dH = (dO @ w_out.T) * (1 - H**2)
    return loss, (X.T @ dH, H.T @ dO), (dH.mean(axis=0), dO.sum(axis=0))  # the second: dH.sum(axis=0)


# --- adapter ---
def check_me(w, b, x, y):
    return sheet(*w, *b, x, y)


DECLARED = "gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=tanh,identity half=False"
# --- answer ---
HALF = (
    r"1 ?/ ?2|½|0\.5\b|\bhalf\b|factor (of )?(2|two)|\b2\b[^;]*(missing|lost|forgot|left out)"
    r"|without (the |its )?(factor )?(2|two)\b|divided by 2|2 ?\(a"
)
MEAN = (
    r"mean|averag|1 ?/ ?m|\bm\b|\b1 ?/ ?5\b|0\.2\b|batch|divided by|1 ?/ ?\(?2 ?m|0\.1\b|1 ?/ ?10\b"
    r"|not summed|number of examples"
)
WRONG = [("BP1 3", HALF, ""), ("BP3 2", MEAN)]
ALSO = [("", HALF), ("BP4 3", HALF), ("BP3 3", HALF), ("BP4 2", HALF)]
