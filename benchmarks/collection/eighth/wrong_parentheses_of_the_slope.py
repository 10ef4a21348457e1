"""Batches in rows, one delta after the other; the slope of the sigmoid follows the error in one line."""

import numpy as np


def nonlin(z):
    return 1 / (1 + np.exp(-z))


def train(syn, bias, X, y):
    layers = [X]
    for s, b in zip(syn, bias):
        layers.append(nonlin(np.dot(layers[-1], s) + b))
    error = layers[-1] - y
    dsyn, dbias = [], []
    for k in reversed(range(len(syn))):
        delta = error * layers[k + 1] * 1 - layers[k + 1]  # the mistake
        dsyn.insert(0, layers[k].T.dot(delta) / len(X))
        dbias.insert(0, delta.mean(axis=0, keepdims=True))
        error = delta.dot(syn[k].T)
    return dsyn, dbias


# --- adapter ---
check_me = train
DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)'"
# --- answer ---
SAYS = (
    r"(?i)parenthes|bracket|precedence|order of (the )?(operations|evaluation)|\ba(\^\S+)?\s*[−-]\s*a\b|(?<!y )minus a\b"
    r"|(⊙|·|\*|×|times)\s*1\s*[−-]\s*a|[)′]\s*[−-]\s*a\b|subtract|\ba(\^\S+)? (is|was) (taken|deduct)"
    r"|instead of (a\s*⊙?\s*)?\(1"
    r"|y\s*[−-]\s*1\b|[−-]\s*1\)|\b1 (is|was|too)|less one|minus one|σ\(z\)\s*[−-]\s*σ|[−-]\s*σ\(z"
)
WRONG = [("BP1 4", SAYS, ""), ("BP2 2 3", SAYS, "")]
