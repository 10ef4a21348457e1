"""The network is a list of instructions, which an interpreter runs forward and then backward."""

import numpy as np


def compiled(depth):
    for k in range(depth):
        yield from (("times", k), ("plus", k), ("squash", k))


def run_both_ways(w, b, x, y):
    program, memory, value = list(compiled(len(w))), [], x
    for operation, k in program:
        memory.append(value)
        match operation:
            case "times":
                value = w[k] @ value
            case "plus":
                value = value + b[k]
            case "squash":
                value = 1 / (1 + np.exp(-value))
    bar = (value - y) / x.shape[1]
    w_bar, b_bar = {}, {}
    for (operation, k), before in zip(reversed(program), reversed(memory)):
        match operation:
            case "times":
                w_bar[k] = bar @ before.T
                bar = w[k].T @ bar
            case "plus":
                b_bar[k] = bar.sum(axis=1, keepdims=True)
            case "squash":
                grown = np.exp(-before)
                bar = bar * grown / (1 + grown) ** 2
    return [b_bar[k] for k in range(len(b))], [w_bar[k] for k in range(len(w))]


# --- adapter ---
check_me = run_both_ways
DECLARED = ""
# --- answer ---
WRONG = []
