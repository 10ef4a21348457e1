"""A hinge that pushes what has its margin already and leaves alone what has not: the comparison is turned round."""

import numpy as np


def svm_on_top(w, b, x, y):
    feats = [x]
    for wi, bi in zip(w[:-1], b[:-1]):
        feats.append(np.tanh(feats[-1] @ wi + bi))
    score = feats[-1] @ w[-1] + b[-1]
    g = np.where(y * score > 1, -y, 0.0) / len(x)  # the mistake: < 1 is meant
    out = []
    for i in range(len(w) - 1, -1, -1):
        out.append((feats[i].T @ g, g.sum(0)))
        g = g @ w[i].T * (1 - feats[i] ** 2)
    out.reverse()
    return [p[0] for p in out], [p[1] for p in out]


# --- adapter ---
check_me = svm_on_top
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' targets='-1 and 1'
    activations=tanh,tanh,identity cost=hinge"""
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)margin|hinge|indicator|[<>≤≥]|y ?[·⊙*]? ?a|comparison|turned|revers|opposite|other side|wrong side|condition",
    )
]
