"""The slope of the sigmoid by the quotient rule, with a minus that was lost in the exponent above."""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def dsigmoid(t):
    return np.exp(t) / (1 + np.exp(-t)) ** 2  # a mistake


def nn_grad(x, y, W, B):
    Z, A = [], [x]
    for W_, B_ in zip(W, B):
        Z.append(A[-1] @ W_ + B_)
        A.append(sigmoid(Z[-1]))
    D = [(A[-1] - y) * dsigmoid(Z[-1])]
    for W_, Z_ in zip(W[:0:-1], Z[-2::-1]):
        D.insert(0, D[0] @ W_.T * dsigmoid(Z_))
    dW = [A_.T @ D_ / len(x) for A_, D_ in zip(A, D)]
    dB = [D_.sum(axis=0, keepdims=True) / len(x) for D_ in D]
    return dW, dB


# --- adapter ---
check_me = nn_grad
DECLARED = "takes='x y w b' gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)'"
# --- answer ---
LOST = (
    r"(?i)exp\([+−-]?2? ?z|exp\(\+?2? ?t|e\^\(?\{?\+?2? ?z|e(ᶻ|²ᶻ)|expon|numerator|(minus|sign).*(exp|e\^)|exp.*(minus|sign)"
    r"|(σ|a|sigmoid)(\(z(\^l)?\)|\^l)?(³|\^3|\*\*3)|(σ|a|sigmoid)(\(z(\^l)?\)|\^l)?(²|\^2|\*\*2) ?/"
    r"|(σ|sigmoid)\([−-]z"
)
WRONG = [("BP1 4", LOST), ("BP2 2 3", LOST)]
ALSO = [("", LOST)]
