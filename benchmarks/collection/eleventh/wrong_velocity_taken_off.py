"""An optimiser with momentum: the velocity is made as in the lecture notes, and the update as in the library."""

import numpy as np


class Momentum:
    def __init__(self, lr, mu):
        self.lr, self.mu = lr, mu

    def update(self, param, velocity, grad):
        velocity = self.mu * velocity - self.lr * grad
        return param - velocity  # the mistake


def tanh_gradients(w, b, x, y):
    a = [x]
    for wl, bl in zip(w, b):
        a.append(np.tanh(wl @ a[-1] + bl))
    d, gw, gb = (a[-1] - y) / x.shape[1], [], []
    for n in range(len(w) - 1, -1, -1):
        d = d * (1 - a[n + 1]) * (1 + a[n + 1])
        gw.insert(0, d @ a[n].T)
        gb.insert(0, d.sum(1)[:, None])
        d = w[n].T @ d
    return gw, gb


def one_step(w, b, vw, vb, x, y, lr, mu):
    gw, gb = tanh_gradients(w, b, x, y)
    rule = Momentum(lr, mu)
    return [rule.update(*three) for three in zip(w, vw, gw)], [rule.update(*three) for three in zip(b, vb, gb)]


# --- adapter ---
check_me = one_step
DECLARED = """activations=tanh,tanh,tanh takes='w b velocity_w velocity_b x y eta momentum' gives='w b'"""
# --- answer ---
UP = (
    r"[Ss]ign|[-−] ?1\b|uphill|[Aa]scent|climb|[Ss]ubtract|[-−] ?v|\+ ?η|[Pp]lus|[Aa]dded|[Vv]elocity"
    r"|[Mm]omentum|[Oo]pposite|direction"
    r"|[Nn]egat|[Mm]inus|grows|away|goes up|go up|turned|taken off"
)
WRONG = [
    ("", UP, "BP1 4"),
]
ALSO = [("BP3 2 3 4", UP), ("BP4 2 3 4", UP), ("BP2 2 3", UP)]
