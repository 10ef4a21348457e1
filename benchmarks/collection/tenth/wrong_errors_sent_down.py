"""A few lines for exclusive or, with names for errors and deltas, and the wrong one of the two is sent to the hidden layer."""

import numpy as np


def nonlin(s, deriv=False):
    return s * (1 - s) if deriv else 1 / (1 + np.exp(-s))


def one_pass(X, y, syn0, syn1, bias0, bias1):
    l0 = X
    l1 = nonlin(l0 @ syn0 + bias0)
    l2 = nonlin(l1 @ syn1 + bias1)
    l2_error = (l2 - y) / len(X)
    l2_delta = l2_error * nonlin(l2, deriv=True)
    l1_error = l2_error.dot(syn1.T)  # the mistake: of l2_delta
    l1_delta = l1_error * nonlin(l1, deriv=True)
    return (l0.T @ l1_delta, l1.T @ l2_delta), (l1_delta.sum(0), l2_delta.sum(0))


# --- adapter ---
def check_me(w, b, x, y):
    return one_pass(x, y, *w, *b)


DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [
    (
        "BP2 2",
        r"(σ.?|prime|slope|derivative)[^;]{0,25}(z\^?[{(]?(l ?\+ ?1|3|L)|output|next|above|later|last)"
        r"|(output|next|above|later|last|z\^?[{(]?(l ?\+ ?1|3|L))[^;]*(σ′|σ'|prime|slope|derivative)"
        r"|\ba(\^\S+)? ?[−-] ?y|∂C/∂a|nabla_a|residual|error[^;]*(instead|not|before|for|in place)[^;]*(δ|delta)"
        r"|before[^;]*(σ′|slope)",
    )
]
