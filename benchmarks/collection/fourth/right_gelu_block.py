"""The feed-forward block of a transformer, without its skip: gelu by tanh, rows, named gradients."""

import math

import numpy as np

K = math.sqrt(2 / math.pi)
CUBE = 0.044715


def gelu(x):
    return 0.5 * x * (1 + np.tanh(K * (x + CUBE * x**3)))


def gelu_backward(dout, x):
    t = np.tanh(K * (x + CUBE * x**3))
    return dout * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * K * (1 + 3 * CUBE * x * x))


def block(c_fc, b_fc, c_proj, b_proj, x, target):
    pre = x @ c_fc + b_fc
    act = gelu(pre)
    dout = (act @ c_proj + b_proj - target) * (1 / x.shape[0])
    dpre = gelu_backward(dout @ c_proj.T, pre)
    return [x.T @ dpre, dpre.sum(0), act.T @ dout, dout.sum(0)]


# --- adapter ---
def check_me(params, x, y):
    return block(*params, x, y)


DECLARED = (
    "activations=gelu_tanh,identity examples=rows weights='(in, out)' biases='(n,)' parameters=flat takes='params x y'"
    " gives=nabla_params"
)
# --- answer ---
WRONG = []
