"""Square layers, as in a deep filter: matrices are put in front, offsets at the end of their list."""

import numpy as np


def deep_filter(W, c, X, T):
    n = X.shape[1]
    outs = [X]
    for Wi, ci in zip(W, c):
        outs.append(np.tanh(Wi @ outs[-1] + ci))
    dW, dc = [], []
    D = (outs[-1] - T) / n
    while len(dW) < len(W):
        k = len(W) - len(dW)
        D = D * (1 - outs[k] ** 2)
        dW.insert(0, D @ outs[k - 1].T)
        dc.append(D.sum(axis=1, keepdims=True))  # the mistake
        D = W[k - 1].T @ D
    return dW, dc


# --- adapter ---
check_me = deep_filter
DECLARED = "activations=tanh,tanh,tanh widths=3,3,3,3 gives='nabla_w nabla_b'"
# --- answer ---
ORDER = (
    r"[Rr]evers|[Oo]rder|[Ee]xchang|[Ss]wap|δ\S?\{?[L24]\b|(other|another|wrong) layer|layers? [24]"
    r"|[Bb]ackwards|[Ff]rom (the )?(last|output|end)"
    r"|[Mm]irror|[Tt]urned|∇b\^?\{?[L24]|L ?\+ ?[12] ?[-−] ?l|appended|δ\^\{?l ?[-−+] ?2|[Oo]utput|last.*first"
)
WRONG = [
    ("BP3 2 4", ORDER, "BP3 2 3 4", ""),
]
