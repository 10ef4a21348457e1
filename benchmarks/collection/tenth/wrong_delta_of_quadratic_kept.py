"""A cost class was exchanged for the cross-entropy, and its delta still has the slope that should have cancelled."""

import numpy as np


class CrossEntropy:
    @staticmethod
    def fn(a, y):
        return np.sum(np.nan_to_num(-y * np.log(a) - (1 - y) * np.log(1 - a)))

    @staticmethod
    def delta(z, a, y):
        return (a - y) * dsigma(z)  # the mistake: a − y alone


def sigma(z):
    return 1.0 / (1.0 + np.exp(-z))


def dsigma(z):
    return sigma(z) * (1 - sigma(z))


def walk_back(net, x, y, cost=CrossEntropy):
    zs, outs = [], [x]
    for layer in net:
        zs.append(np.dot(layer["w"], outs[-1]) + layer["b"])
        outs.append(sigma(zs[-1]))
    delta, grads = cost.delta(zs[-1], outs[-1], y), []
    for back in range(1, len(net) + 1):
        if back > 1:
            delta = np.dot(net[-back + 1]["w"].T, delta) * dsigma(zs[-back])
        grads.append({"w": np.dot(delta, outs[-back - 1].T), "b": delta})
    return grads[::-1]


# --- adapter ---
check_me = walk_back
DECLARED = "takes='params x y' gives=nabla_params parameters='list of dicts' w_key=w b_key=b examples=column cost=cross-entropy"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"σ′|σ'|sigmoid_prime|sigmoid′|slope|prime|quadratic|squared|derivative|a(\^\S+)? ?[⊙*·×]? ?\(1 ?[−-] ?a",
        "",
    )
]
