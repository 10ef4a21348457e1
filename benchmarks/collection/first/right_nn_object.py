"""A network object whose weights and biases are attributes; its backward hands out two lists."""

import numpy as np


class NN:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def forward(self, X):
        self.pre, self.post = [], [X]
        for W, c in zip(self.weights, self.biases):
            self.pre.append(W @ self.post[-1] + c)
            self.post.append(np.log1p(np.exp(self.pre[-1])))
        return self.post[-1]

    def backward(self, grad_out):
        dW, db = [], []
        for i in range(len(self.weights) - 1, -1, -1):
            grad_out = grad_out / (1 + np.exp(-self.pre[i]))
            dW.append(grad_out @ self.post[i].T)
            db.append(grad_out.sum(1, keepdims=True))
            grad_out = self.weights[i].T @ grad_out
        return dW[::-1], db[::-1]


# --- adapter ---
def check_me(w, b, x, y):
    net = NN(w, b)
    return net.backward((net.forward(x) - y) / x.shape[1])


DECLARED = "gives='nabla_w nabla_b' activations=softplus"
# --- answer ---
WRONG = []
