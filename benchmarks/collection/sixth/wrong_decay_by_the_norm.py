"""Weight decay by the gradient of the norm, where the cost has half of its square."""

import numpy as np

DECAY = 0.75


class Dense:
    def __init__(self, kernel, bias):
        self.kernel, self.bias = kernel, bias

    def forward(self, x):
        self.x = x
        self.a = 1 / (1 + np.exp(-(x @ self.kernel + self.bias)))
        return self.a

    def backward(self, flow):
        flow = flow * self.a * (1 - self.a)
        size = np.sqrt(np.sum(self.kernel**2))
        self.dkernel = self.x.T @ flow + DECAY * self.kernel / size  # the mistake
        self.dbias = flow.sum(axis=0)
        return flow @ self.kernel.T


def ridge(w, b, x, y):
    layers = [Dense(*pair) for pair in zip(w, b)]
    a = x
    for layer in layers:
        a = layer.forward(a)
    flow = (a - y) / len(x)
    for layer in reversed(layers):
        flow = layer.backward(flow)
    return [layer.dkernel for layer in layers], [layer.dbias for layer in layers]


# --- adapter ---
check_me = ridge
DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' l2=0.75"
# --- answer ---
WRONG = [("BP4 2 3 4", r"(?i)norm|‖|\|\|?w|length|root|√|sqrt|size of (the )?w")]
