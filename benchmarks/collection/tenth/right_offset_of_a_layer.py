"""Layers of an old textbook: one threshold for a whole layer, the outputs come back beside the derivatives."""

import numpy as np


def bend(net):
    return net / (1 + np.abs(net))


def bent_slope(net):
    return (1 + np.abs(net)) ** -2.0


def derivatives(weights, thresholds, patterns, targets):
    nets, acts = [], [patterns]
    for W, theta in zip(weights, thresholds):
        nets.append(W @ acts[-1] + theta[0])
        acts.append(bend(nets[-1]))
    count = patterns.shape[1]
    signal = (acts[-1] - targets) * bent_slope(nets[-1])
    dW, dtheta = [signal @ acts[-2].T / count], [np.array([signal.sum() / count])]
    for W, net, act in zip(weights[:0:-1], nets[-2::-1], acts[-3::-1]):
        signal = (W.T @ signal) * bent_slope(net)
        dW.append(signal @ act.T / count)
        dtheta.append(np.array([signal.sum() / count]))
    return acts[-1], dtheta[::-1], dW[::-1]


# --- adapter ---
check_me = derivatives
DECLARED = "gives='output nabla_b nabla_w' biases=shared activations=softsign,softsign"
# --- answer ---
WRONG = []
