"""The slope of the hinge asks whether the example is on the wrong side, where it should ask for a margin of 1."""

import numpy as np


def svm_head_gradient(w, b, X, labels):
    hidden = [X]
    for weight, bias in zip(w[:-1], b[:-1]):
        hidden.append(np.maximum(hidden[-1].dot(weight) + bias, 0))
    scores = hidden[-1].dot(w[-1]) + b[-1]
    violated = labels * scores < 0  # a mistake
    d = -labels * violated / len(X)
    gw, gb = [], []
    for weight, h in zip(w[::-1], hidden[::-1]):
        gw.append(h.T.dot(d))
        gb.append(d.sum(axis=0))
        d = d.dot(weight.T) * (h > 0)
    return gw[::-1], gb[::-1]


# --- adapter ---
check_me = svm_head_gradient
DECLARED = """examples=rows weights='(in, out)' biases='(n,)' gives='nabla_w nabla_b' activations=relu,relu,identity
cost=hinge targets='-1 and 1'"""
# --- answer ---
MARGIN = (
    r"(?i)margin|(<|>|≤|≥|<=|>=) ?0|(instead of|rather than|not|for|where) 1\b|perceptron|threshold|wrong side|misclassif"
    r"|below 1|0 (and|for) .*1"
    r"|at 0\b|(from|at|of|between) 0 (to|and) 1|wrong sign of|compared with 0|1 ?[−-] ?y|shifted|lacks? the 1|without (the"
    r"|its) 1"
)
WRONG = [("BP1 4", MARGIN, "")]
ALSO = [("", MARGIN)]
