"""Parameters in one dictionary with names like those of a saved torch model, in numpy, with silu."""

import numpy as np


def backward(state, batch, answers):
    depth = len(state) // 2
    tape, h = [], batch
    for i in range(1, depth + 1):
        z = h @ state[f"fc{i}.weight"].T + state[f"fc{i}.bias"]
        tape.append((h, z))
        gate = 1 / (1 + np.exp(-z))
        h = z * gate if i < depth else z
    grad = {}
    g = (h - answers) / answers.shape[0]
    for i in range(depth, 0, -1):
        h, z = tape[i - 1]
        if i < depth:
            gate = 1 / (1 + np.exp(-z))
            g = g * gate * (1 + z * (1 - gate))
        grad[f"fc{i}.weight"] = g.T @ h
        grad[f"fc{i}.bias"] = g.sum(0)
        g = g @ state[f"fc{i}.weight"]
    return grad


# --- adapter ---
check_me = backward
DECLARED = """takes='params x y' gives=nabla_params parameters=dict w_key=fc{}.weight b_key=fc{}.bias examples=rows
    nabla_w_key=fc{}.weight nabla_b_key=fc{}.bias biases='(n,)' activations=silu,silu,identity"""
# --- answer ---
WRONG = []
