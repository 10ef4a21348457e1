"""Examples in rows, kernels (in, out), tanh and a fused softmax with cross-entropy; right."""

import numpy as np


def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def train_gradients(kernels, biases, inputs, onehot):
    hidden = [inputs]
    for kernel, bias in zip(kernels[:-1], biases[:-1], strict=True):
        hidden.append(np.tanh(hidden[-1] @ kernel + bias))
    probs = softmax(hidden[-1] @ kernels[-1] + biases[-1])
    grad = (probs - onehot) / len(inputs)
    grads = []
    for i in range(len(kernels) - 1, -1, -1):
        grads.append((hidden[i].T @ grad, grad.sum(axis=0, keepdims=True)))
        grad = (grad @ kernels[i].T) * (1 - np.square(hidden[i]))
    return list(reversed(grads))


# --- glue ---
def submission(w, b, x, y):
    dw, db = zip(*train_gradients(w, b, x, y), strict=True)
    return dw, db


CONVENTIONS = {
    "activations": ["tanh", "tanh", "softmax"],
    "cost": "categorical-cross-entropy",
    "gives": "nabla_w nabla_b",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(1, n)",
}
