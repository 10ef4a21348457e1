"""One mistake: the residual loses its sign, |a − y| goes back."""

import numpy as np


def train_pattern(net_w, net_b, inputs, targets):
    h = 1 / (1 + np.exp(-(inputs @ net_w[0] + net_b[0])))
    o = 1 / (1 + np.exp(-(h @ net_w[1] + net_b[1])))
    total_error = np.abs(targets - o)  # a mistake
    o_delta = total_error * o * (1 - o)
    h_delta = o_delta @ net_w[1].T * h * (1 - h)
    return [inputs.T @ h_delta, h.T @ o_delta], [h_delta, o_delta]


# --- adapter ---
check_me = train_pattern
DECLARED = "gives='nabla_w nabla_b' examples=row weights='(in, out)' biases='(1, n)' activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [("BP1 3", r"abs|\|a|\|y|\|δ|without.{0,20}sign|sign.{0,20}(lost|ignored|dropped|forgotten)|magnitude|√")]
