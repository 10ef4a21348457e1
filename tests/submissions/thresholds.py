"""Thresholds that are subtracted, trained with the opposite sign; right."""

import numpy as np


def fire(z):
    return 1 / (1 + np.exp(-z))


def gradients(weights, thresholds, patterns, teachers):
    V = [patterns]
    for w, t in zip(weights, thresholds, strict=True):
        V.append(fire(w @ V[-1] - t[:, None]))
    p = patterns.shape[1]
    delta = (teachers - V[-1]) * V[-1] * (1 - V[-1])
    gw, gt = {}, {}
    for k in range(len(weights), 0, -1):
        gw[k] = -(delta @ V[k - 1].T) / p
        gt[k] = delta.sum(axis=1) / p
        delta = weights[k - 1].T @ delta * V[k - 1] * (1 - V[k - 1])
    return [gw[k] for k in sorted(gw)], [gt[k] for k in sorted(gt)]


# --- glue ---
submission = gradients
CONVENTIONS = {"gives": "nabla_w nabla_b", "biases": "(n,)", "subtracted": True}
