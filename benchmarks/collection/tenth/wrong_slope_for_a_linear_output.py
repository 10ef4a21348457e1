"""Regression with a linear output, made from a classifier: the slope of the old activation stayed in the last delta."""

import numpy as np


class Net:
    """One example at a time, columns."""

    def __init__(self, hidden_w, hidden_b, out_w, out_b):
        self.hidden_w, self.hidden_b, self.out_w, self.out_b = hidden_w, hidden_b, out_w, out_b

    def predict(self, x):
        self.h = np.tanh(np.dot(self.hidden_w, x) + self.hidden_b)
        return np.dot(self.out_w, self.h) + self.out_b

    def learn(self, x, t):
        o = self.predict(x)
        delta_out = (o - t) * (1 - np.tanh(o) ** 2)  # the mistake: the output has no tanh any more
        delta_hid = np.dot(self.out_w.T, delta_out) * (1 - self.h**2)
        return [delta_hid, delta_out], [np.outer(delta_hid, x), np.outer(delta_out, self.h)]


# --- adapter ---
def check_me(w, b, x, y):
    return Net(w[0], b[0], w[1], b[1]).learn(x, y)


DECLARED = "examples=column activations=tanh,identity"
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"tanh|σ′|σ'|slope|prime|derivative|1 ?[−-] ?a|sech|identity|linear|no activation|squash",
    )
]
