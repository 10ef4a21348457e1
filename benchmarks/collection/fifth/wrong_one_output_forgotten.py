"""One mistake: a loop over the outputs stops one too early, and the last of them has no error."""

import numpy as np


def loop_errors(out, wanted):
    errors = np.zeros(len(out))
    for j in range(len(out) - 1):  # a mistake
        errors[j] = (out[j] - wanted[j]) * out[j] * (1 - out[j])
    return errors


def loop_backprop(w, b, x, y):
    x = np.array(x).reshape(-1)
    y = np.array(y).reshape(-1)
    outs = [x]
    for k in range(len(w)):
        outs.append(1 / (1 + np.exp(-(w[k] @ outs[k] + b[k].reshape(-1)))))
    errors = loop_errors(outs[-1], y)
    gw, gb = [], []
    for k in range(len(w) - 1, -1, -1):
        gw.insert(0, errors[:, None] * outs[k][None, :])
        gb.insert(0, errors[:, None])
        errors = w[k].T @ errors * outs[k] * (1 - outs[k])
    return gb, gw


# --- adapter ---
check_me = loop_backprop
DECLARED = "examples=column"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"last (output|neuron|entry|entries|row|component|unit|class|number|one)|"
        r"(output|neuron|row|entry|component).{0,20}(last|missing|left out|forgotten|zero|is 0)|"
        r"all but|stop|one too (early|few)|j = n|range",
    )
]
