"""Written by a control engineer: states run forward, costates run backward, the weights are controls."""

import numpy as np


def logistic(s):
    return 1 / (1 + np.exp(-s))


def optimal_control(controls, offsets, start, goal):
    horizon = len(controls)
    states = {0: start}
    for t in range(horizon):
        drift = controls[t] @ states[t] + offsets[t]
        states[t + 1] = np.tanh(drift) if t == 0 else logistic(drift)
    costate = states[horizon] - goal
    by_control, by_offset = [None] * horizon, [None] * horizon
    for t in range(horizon - 1, -1, -1):
        s = states[t + 1]
        pull = costate * ((1 - s) * (1 + s) if t == 0 else s * (1 - s))
        by_control[t], by_offset[t] = pull @ states[t].T, pull
        costate = controls[t].T @ pull
    return by_control, by_offset


# --- adapter ---
check_me = optimal_control
DECLARED = "examples=column gives='nabla_w nabla_b' activations=tanh,sigmoid,sigmoid"
# --- answer ---
WRONG = []
