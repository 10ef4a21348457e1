"""Ridge in a class that keeps its penalty apart: the penalty is a function that is added to cost and gradient alike."""

import numpy as np


class Ridge:
    def __init__(self, strength):
        self.strength = strength

    def value(self, arrays):
        return self.strength / 2 * sum(float(np.vdot(v, v)) for v in arrays)

    def pull(self, array):
        return self.strength * array


class Regressor:
    def __init__(self, w, b, penalty):
        self.w, self.b, self.penalty = w, b, penalty

    def objective(self, x, y):
        a1 = np.tanh(self.w[0] @ x + self.b[0])
        a2 = np.tanh(self.w[1] @ a1 + self.b[1])
        r = self.w[2] @ a2 + self.b[2] - y
        m = x.shape[1]
        value = 0.5 * np.einsum("ij,ij->", r, r) / m + self.penalty.value(self.w)
        s2 = self.w[2].T @ r * (1 - a2 * a2)
        s1 = self.w[1].T @ s2 * (1 - a1 * a1)
        pairs = [(s1, x), (s2, a1), (r, a2)]
        gw = [s @ a.T / m + self.penalty.pull(w) for (s, a), w in zip(pairs, self.w)]
        return value, [np.mean(s, axis=1, keepdims=True) for s, _ in pairs], gw


# --- adapter ---
check_me = lambda w, b, x, y: Regressor(w, b, Ridge(0.375)).objective(x, y)
DECLARED = "gives='cost nabla_b nabla_w' activations=tanh,tanh,identity l2=0.375"
# --- answer ---
WRONG = []
