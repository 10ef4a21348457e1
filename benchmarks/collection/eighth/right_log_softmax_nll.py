"""Log-probabilities at the output and the negative log-likelihood, each with its own backward function."""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def log_softmax_backward(grad, logp):
    return grad - np.exp(logp) * grad.sum(axis=1, keepdims=True)


def nll_backward(logp, labels):
    grad = np.zeros_like(logp)
    np.put_along_axis(grad, labels[:, None], -1.0 / len(labels), axis=1)
    return grad


def train_step_gradients(model, images, labels):
    saved = []
    out = images
    for i, (W, b) in enumerate(model):
        z = out @ W + b
        saved.append((out, z))
        out = np.tanh(z) if i + 1 < len(model) else log_softmax(z)
    grad = log_softmax_backward(nll_backward(out, labels), out)
    result = [None] * len(model)
    for i in range(len(model))[::-1]:
        inp, _ = saved[i]
        result[i] = (inp.T @ grad, grad.sum(0))
        grad = (grad @ model[i][0].T) * (1 - inp**2)
    return result


# --- adapter ---
check_me = train_step_gradients
DECLARED = """takes='params x y' gives=nabla_params parameters=pairs examples=rows weights='(in, out)' biases='(n,)'
    activations=tanh,tanh,log_softmax cost=nll targets=classes"""
# --- answer ---
WRONG = []
