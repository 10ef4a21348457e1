"""The loss divides by m, and so does the optimiser; planted: times 1/m."""

import numpy as np


class Trainer:
    def __init__(self, params, lr):
        self.params, self.lr = params, lr

    def gradients(self, x, y):
        outs = [x]
        for w, b in self.params:
            outs.append(1 / (1 + np.exp(-outs[-1] @ w - b)))
        grad = (outs[-1] - y) / len(x)
        for (w, _), before, out in zip(self.params[::-1], outs[-2::-1], outs[:0:-1], strict=True):
            grad = grad * out * (1 - out)
            yield before.T @ grad, grad.sum(axis=0)
            grad = grad @ w.T

    def step(self, x, y):
        scale = self.lr / len(x)
        grads = list(self.gradients(x, y))[::-1]
        self.params = [(w - scale * gw, b - scale * gb) for (w, b), (gw, gb) in zip(self.params, grads, strict=True)]


# --- glue ---
def submission(w, b, x, y, eta):
    trainer = Trainer(list(zip(w, b, strict=True)), eta)
    trainer.step(x, y)
    return tuple(zip(*trainer.params, strict=True))


CONVENTIONS = {"takes": "w b x y eta", "gives": "w b", "examples": "rows", "weights": "(in, out)", "biases": "(n,)"}
