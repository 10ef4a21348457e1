"""A notebook: three layers in rows, softmax at the end, and the old output delta of the sigmoid net stayed."""

import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def backward(X, Y, W, b):
    m = len(X)
    A1 = np.tanh(X @ W[0] + b[0])
    A2 = np.tanh(A1 @ W[1] + b[1])
    A3 = softmax(A2 @ W[2] + b[2])
    D3 = (A3 - Y) * A3 * (1 - A3)  # the mistake
    D2 = (D3 @ W[2].T) * (1 - A2**2)
    D1 = (D2 @ W[1].T) * (1 - A1**2)
    return [A.T @ D / m for A, D in ((X, D1), (A1, D2), (A2, D3))], [D.mean(axis=0) for D in (D1, D2, D3)]


# --- adapter ---
check_me = backward
DECLARED = """activations=tanh,tanh,softmax cost=categorical-cross-entropy targets=one-hot takes='x y w b'
gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)'"""
# --- answer ---
SLOPE = (
    r"^(?!.*((is|was|are|were) (missing|left out|forg)|without)).*(a(\^\{?L\}?)? ?[⊙*·×]? ?\(1 ?[-−] ?a|a(\^\{?L\}?)? ?[-−] ?a"
    r"|σ′|σ'|[Pp]rime|[Dd]eriv|[Ss]lope"
    r"|[Dd]iagonal|Jacobian|[Tt]wice|once more|cancel|sigmoid|logistic|quadratic)"
)
WRONG = [
    ("BP1 4", SLOPE, ""),
]
