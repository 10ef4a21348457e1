"""A dictionary for every block, in the names of a configuration file, with a lasso and a ridge together."""

import numpy as np

RIDGE, LASSO = 0.5, 0.125


def backward(params, x, y):
    names = sorted(params)
    kept = [x]
    for name in names:
        z = params[name]["matrix"] @ kept[-1] + params[name]["offset"]
        kept.append(np.tanh(z) if name != names[-1] else z)
    grads = {}
    flow = (kept[-1] - y) / x.shape[1]
    for below, above, name in zip(kept[-2::-1], kept[:0:-1], names[::-1]):
        if name != names[-1]:
            flow = flow * (1 - above * above)
        matrix = params[name]["matrix"]
        grads[name] = {
            "matrix": flow @ below.T + RIDGE * matrix + LASSO * np.sign(matrix),
            "offset": flow.sum(axis=1, keepdims=True),
        }
        flow = matrix.T @ flow
    return grads


# --- adapter ---
check_me = backward
DECLARED = """takes='params x y' gives=nabla_params parameters=dict w_key=block{}/matrix b_key=block{}/offset
    nabla_w_key=block{}/matrix nabla_b_key=block{}/offset l2=0.5 l1=0.125 activations=tanh,tanh,identity"""
# --- answer ---
WRONG = []
