"""`dsigmoid(y)` says in its comment that y has been squashed; it is called with what has not."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def dsigmoid(y):
    # y is sigmoid(x) already
    return y * (1 - y)


def gradient_lists(x, y, w, b):
    sums, outputs = [], [x]
    for weight, bias in zip(w[:-1], b[:-1]):
        sums.append(outputs[-1] @ weight + bias)
        outputs.append(sigmoid(sums[-1]))
    scores = outputs[-1] @ w[-1] + b[-1]
    odds = np.exp(scores - scores.max())
    error = (odds / odds.sum() - y).reshape(-1)
    dw, db = [np.outer(outputs[-1], error)], [error]
    for i in range(len(sums) - 1, -1, -1):
        error = w[i + 1] @ error * dsigmoid(sums[i])  # the mistake
        dw.append(np.outer(outputs[i], error))
        db.append(error)
    return dw[::-1], db[::-1]


# --- adapter ---
check_me = gradient_lists
DECLARED = """activations=sigmoid,sigmoid,softmax cost=categorical-cross-entropy targets=one-hot takes='x y w b'
gives='nabla_w nabla_b' examples=vector weights='(in, out)' biases='(n,)'"""
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"z(\^\{?l\}?)? ?[⊙*·×]? ?\(1 ?[-−] ?z|z(\^\{?l\}?)? ?[-−] ?z|\bz\S* (for|in place of|instead of|where"
        r"|was|is|given|put|stands|and not)"
        r"|pre-?activation|[Ww]eighted input|before (the )?(activation|squash|sigmoid|σ)|a\S* (expected"
        r"|is meant)|not squashed|[Aa]rgument|through (the )?(sigmoid|σ)|σ\(z"
        r"|(with|of|at|on) z\b|(for|in place of|instead of) a\b|applied to z",
        "",
    ),
]
