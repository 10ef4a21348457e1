"""A first try with one hidden layer: half of a slope, none of another, and one mean that was not taken."""

import numpy as np


def train_gradients(net, images, labels):
    N = images.shape[1]
    w1, w2 = net["w1"], net["w2"]
    hid = 1 / (1 + np.exp(-(w1 @ images + net["b1"])))
    out = 1 / (1 + np.exp(-(w2 @ hid + net["b2"])))
    d2 = (out - labels) * (1 - out)  # the first mistake: * out * (1 − out)
    d1 = w2.T @ d2  # the second: * hid * (1 − hid)
    return {
        "w1": d1 @ images.T,  # the third: / N
        "b1": d1.sum(axis=1, keepdims=True) / N,
        "w2": d2 @ hid.T / N,
        "b2": d2.sum(axis=1, keepdims=True) / N,
    }


# --- adapter ---
check_me = train_gradients
DECLARED = "takes='params x y' gives=nabla_params parameters=dict w_key=w{} b_key=b{} activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"1 ?[−-] ?(a\b|a\^|σ|sigmoid)|(without|missing|forgot\w*|left out|lacks?)[^;]*(\ba\b|\ba\^|σ\(z)"
        r"|(\ba|\ba\^\S+|σ\(z\S*) (is|was) (missing|left out|forgotten)|σ\( ?[−-]|(σ′|σ'|slope)[^;]*(/|over"
        r"|divided by) ?(a\b|σ)",
    ),
    (
        "BP2 2",
        r"(without|missing|forgot\w*|no|lacks?|left out)[^;]*(σ′|σ'|prime|slope|derivative)|identity|linear"
        r"|(σ′|σ'|prime|slope|derivative)[^;]*(without|missing|forgot|left out|\b1\b|\bone\b)",
    ),
    ("BP4 2", r"\bm\b|mean|averag|\bsum|summed|batch|number of examples|\b5(\.0)?\b|how many examples"),
]
