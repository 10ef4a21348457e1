"""One mistake: the cross-entropy is in nats, and its gradient is taken in bits: all of it is 1/ln 2 times as long."""

import numpy as np


def bits_gradient(w, b, x, t):
    n = x.shape[0]
    h = np.maximum(0, np.einsum("ni,oi->no", x, w[0]) + b[0])
    s = np.einsum("ni,oi->no", h, w[1]) + b[1]
    p = np.exp(s - np.log(np.exp(s).sum(axis=1))[:, None])
    p[np.arange(n), t] -= 1
    p = p / (n * np.log(2))  # a mistake
    q = np.einsum("no,oi->ni", p, w[1]) * (h > 0)
    return [q.sum(0), p.sum(0)], [np.einsum("no,ni->oi", q, x), np.einsum("no,ni->oi", p, h)]


# --- adapter ---
check_me = bits_gradient
DECLARED = """examples=rows biases='(n,)' targets=classes activations=relu,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [("", r"1\.44|ln ?\(?2|log_?₂|log\w*\(?2|log.?2|base.(2|two)|\bbits|0\.69")]
