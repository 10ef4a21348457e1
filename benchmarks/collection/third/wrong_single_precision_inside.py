"""Images are converted to single precision to save memory, and everything behind them is double."""

import numpy as np


class Mlp(object):
    def __init__(self, w, b):
        self.w, self.b = w, b

    def run(self, images, t):
        h = images.astype(np.float32)  # the mistake
        self.hs = [h]
        for W, c in zip(self.w, self.b):
            h = np.tanh(np.dot(h, W) + c)
            self.hs.append(h)
        return self.back((h - t) / len(t))

    def back(self, d):
        gw, gb = {}, {}
        for i in sorted(range(len(self.w)), reverse=True):
            d = d * (1.0 - self.hs[i + 1] ** 2)
            gw[i], gb[i] = np.dot(self.hs[i].T, d), d.sum(0)
            d = np.dot(d, self.w[i].T)
        order = range(len(self.w))
        return [gw[i] for i in order], [gb[i] for i in order]


# --- adapter ---
def check_me(w, b, x, y):
    return Mlp(w, b).run(x, y)


DECLARED = "examples=rows weights='(in, out)' biases='(n,)' gives='nabla_w nabla_b' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = [("", r"float32|single precision")]
